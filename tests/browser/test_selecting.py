"""Selecting some of a list, or all of it, and what is done with them."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visitor


def test_all_awards_of_a_page_are_selected_at_once_counted_and_let_go(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    visitor.go("/app/awards")
    page = visitor.page
    boxes = page.get_by_role("row").get_by_role("checkbox", name=re.compile("^Select .+ of "))
    every = page.get_by_role("checkbox", name=re.compile("^Select all"))
    bar = page.locator("#awards-bar")
    number = boxes.count()
    assert number > 1
    expect(bar).to_be_hidden()

    # Forced, because the label lies over its box: all of the cell can be pressed.
    every.check(force=True)
    for box in boxes.all():
        expect(box).to_be_checked()
    expect(bar).to_contain_text(f"{number} selected")
    expect(bar.get_by_role("button", name=f"Revoke {number} badges", exact=True)).to_be_visible()
    assert visitor.axe() == []

    boxes.first.uncheck(force=True)
    expect(every).not_to_be_checked()
    expect(bar).to_contain_text(f"{number - 1} selected")
    boxes.first.check(force=True)
    expect(every).to_be_checked()

    bar.get_by_role("button", name="Clear").click()
    expect(bar).to_be_hidden()
    expect(every).not_to_be_checked()
    for box in boxes.all():
        expect(box).not_to_be_checked()


def test_two_learners_are_written_to_undone_and_grouped_by_keyboard_alone(
    visitor: Visitor,
) -> None:
    visitor.sign_in("instructor")
    visitor.go("/app/cohorts")
    page = visitor.page
    row = page.get_by_role("row").filter(has_text="Hospitality Operations").first
    row.get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Show as a table").focus()
    page.keyboard.press("Space")
    boxes = page.get_by_role("row").get_by_role("checkbox", name=re.compile("^Select "))
    expect(boxes.nth(2)).to_be_visible()
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    visitor.tab_to("^Select ")
    page.keyboard.press("Space")
    expect(page.locator("#acting-bar")).to_contain_text("2 selected")
    expect(page.locator("#acting-spoken")).to_have_text("2 selected")
    assert visitor.axe() == []

    visitor.tab_to("^Message$")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Message 2 learners")
    expect(dialog).to_contain_text(" and ")
    assert visitor.axe() == []
    visitor.tab_to("^Subject$")
    page.keyboard.type("Unit 3")
    visitor.tab_to("^Text$")
    page.keyboard.type("Two items are due.")
    visitor.tab_to("^Send to 2 learners$")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    toast = page.get_by_role("alert").filter(has_text="The message to 2 learners")
    expect(toast.get_by_role("button", name="Undo")).to_be_focused()
    expect(page.locator("#acting-bar")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The message to 2 learners is not sent.")).to_be_visible()

    boxes.nth(1).focus()
    page.keyboard.press("Space")
    visitor.tab_to("^Add to a group$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Add 1 learner to a group")).to_be_visible()
    assert visitor.axe() == []
    visitor.tab_to("^Name of the new group$")
    page.keyboard.type("Kitchen crew")
    visitor.tab_to("^Add 1 learner$")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It has 1 learner.")).to_be_visible()
    visitor.go("/app/groups")
    page.get_by_role("link", name="Kitchen crew").click()
    expect(page.get_by_text("1 learner in this group.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Select all on this page")).to_be_visible()
    assert visitor.axe() == []


def test_all_that_fit_are_selected_beside_all_on_the_page(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    visitor.go("/app/cohorts")
    page = visitor.page
    row = page.get_by_role("row").filter(has_text="Hospitality Operations").first
    row.get_by_role("link").click()
    page.get_by_text("Show as a table").click()
    page.get_by_role("search", name="Filters").get_by_label("Status").select_option("everyone")
    expect(page).to_have_url(re.compile("status=everyone"))
    visitor.rest()
    shown = page.get_by_role("status").filter(has_text="shown").inner_text()
    fitting = int(shown.split()[0])
    page.get_by_role("checkbox", name="Select all on this page").check(force=True)
    bar = page.locator("#acting-bar")
    expect(bar).to_contain_text(f"{min(fitting, 50)} selected")
    if fitting > 50:
        expect(bar).to_contain_text("50 selected")
        bar.get_by_role("button", name=f"Select all {fitting} that fit").click()
        expect(bar).to_contain_text(f"All {fitting} selected")
    bar.get_by_role("button", name="Note").click()
    expect(page.get_by_role("dialog", name=f"Note about {fitting} learners")).to_be_visible()
