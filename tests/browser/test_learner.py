"""What instructors record on a learner's page."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor


def test_a_note_is_written_read_and_taken_back_by_keyboard_alone(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/awards")
    page.get_by_role("row").get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    write = page.get_by_role("button", name="Write a note")
    write.wait_for()
    visitor.rest()
    write.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    kind = form.get_by_label("What it is")
    kind.focus()
    page.keyboard.press("c")  # letters in a row must follow faster than a busy machine types
    expect(kind).to_have_value("call")
    save = form.get_by_role("button", name="Save the note")
    save.focus()
    page.keyboard.press("Enter")
    expect(form.get_by_role("alert").filter(has_text="Nothing is written yet")).to_be_visible()
    assert visitor.axe() == []
    kind.focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Called; the tram was late, nothing else.")
    for _ in range(8):  # the day has parts of its own
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    page.keyboard.press("Space")
    save.focus()
    page.keyboard.press("Enter")
    expect(form).to_have_count(0)
    entry = page.get_by_role("listitem").filter(has_text="the tram was late")
    expect(entry).to_contain_text("Call by Niamh Fitzgerald")
    expect(entry).to_contain_text("the learner sees this")
    assert visitor.axe() == []

    entry.get_by_role("button", name="Take back").focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("the tram was late")
    question.get_by_role("button", name="Take back the note").focus()
    page.keyboard.press("Enter")
    expect(question).to_have_count(0)
    expect(page.get_by_text("the tram was late")).to_have_count(0)
    expect(page.get_by_text("Niamh Fitzgerald took back a call")).to_be_visible()


def test_an_outcome_is_ticked_and_undone_and_the_focus_stays_with_it(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/awards")
    page.get_by_role("row").get_by_role("link").first.click()
    tick = page.locator(".ld-outcomes").get_by_role("button").first
    before = tick.inner_text()
    tick.focus()
    page.keyboard.press("Enter")
    expect(tick).not_to_have_text(before)
    expect(tick).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(tick).to_have_text(before)
    tick.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.get_by_role("link", name="Badges").first.click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
