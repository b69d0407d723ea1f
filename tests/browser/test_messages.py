"""What was written to learners: seen, taken back and sent after all."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visitor


def test_an_e_mail_is_found_taken_back_and_sent_after_all_by_keyboard_alone(
    visitor: Visitor,
) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/groups")
    visitor.go("/app/cohorts")
    visitor.tab_to(".", row="Hospitality Operations")
    page.keyboard.press("Enter")
    visitor.tab_to("^Show as a table$")
    page.keyboard.press("Space")
    visitor.tab_to("^Select (?!all)")
    page.keyboard.press("Space")
    visitor.tab_to("^Message$")
    page.keyboard.press("Enter")
    visitor.tab_to("^Subject$")
    page.keyboard.type("A word on unit 9")
    visitor.tab_to("^Text$")
    page.keyboard.type("See you on Monday.")
    visitor.tab_to("^Send to 1 learner$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="The message to 1 learner")).to_be_visible()

    visitor.tab_to("^Messages$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Messages")
    visitor.tab_to("^Learner or subject$")
    page.keyboard.type("unit 9")
    expect(page).to_have_url(re.compile("search=unit"))
    expect(page.get_by_text("Of 1 e-mail 1 waits.")).to_be_visible()
    assert visitor.axe() == []
    visitor.tab_to("^A word on unit 9$")
    page.keyboard.press("Enter")
    expect(page.get_by_text("See you on Monday.")).to_be_visible()

    visitor.tab_to("^Take back the e-mail")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Of 1 e-mail 1 was taken back.")).to_be_visible()
    # The focus has stayed on the button, which undoes it now.
    page.keyboard.press("Enter")
    expect(page.get_by_text("Of 1 e-mail 1 waits.")).to_be_visible()

    visitor.tab_to("^Take back all that wait$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Take back 1 e-mail?")).to_be_visible()
    assert visitor.axe() == []
    visitor.tab_to("^Take back 1 e-mail$")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Of 1 e-mail 1 was taken back.")).to_be_visible()
