"""A bulk award is reviewed, confirmed with its number, followed and undone as a whole."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor


def revoke_first(page: Page) -> tuple[str, str]:
    """Revoke the first badge in force of the list; its name and its learner's."""
    row = page.get_by_role("row").filter(has_text="in force").first
    box = row.get_by_role("checkbox")
    said = row.locator("label").inner_text()
    found = re.fullmatch(r"Select (.+) of (.+)", said.strip())
    assert found, said
    box.check(force=True)
    page.get_by_role("button", name="Revoke 1 badge").click()
    page.get_by_label(re.compile("^Reason")).locator("visible=true").fill("Given in error.")
    page.get_by_role("dialog").get_by_role("button", name="Revoke 1 badge").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    return found[1], found[2]


def test_a_revoked_badge_is_awarded_again_after_review_and_undone(visitor: Visitor) -> None:
    visitor.sign_in("instructor@northgate")  # where no moderator has to look at awards
    visitor.go("/app/awards")
    page = visitor.page
    badge, learner = revoke_first(page)
    visitor.go("/app/badges")
    page.get_by_role("link").filter(has=page.get_by_role("heading", name=badge)).first.click()
    page.get_by_role("link", name="Review and award").click()
    page.get_by_label(re.compile("^Had it revoked")).check(force=True)
    visitor.rest()
    box = page.get_by_role("checkbox", name=f"Award to {learner}")
    expect(box).not_to_be_checked()
    award = page.locator("#review-award")
    expect(award).to_be_disabled()
    box.check(force=True)
    expect(award).to_have_text("Award 1 badge")
    assert visitor.axe() == []
    # What was ticked stays while another kind is shown.
    page.get_by_label(re.compile("^Has it already")).check(force=True)
    visitor.rest()
    expect(page.get_by_role("checkbox", name=f"Award to {learner}")).to_have_count(0)
    expect(award).to_have_text("Award 1 badge")
    page.set_viewport_size(PHONE)
    award.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("had it revoked and will get it again")
    dialog.get_by_text("Add a note, evidence or a later day").click()
    dialog.get_by_label("Link to evidence that the badge states").fill("nothing")
    dialog.get_by_role("button", name="Award 1 badge").click()
    expect(dialog).to_contain_text("Give a whole address")
    assert visitor.axe() == []
    dialog.get_by_label("Link to evidence that the badge states").fill("")
    dialog.get_by_role("button", name="Award 1 badge").click()
    expect(page.locator("#batch-answer")).to_contain_text(re.compile("^1 badge issued"))
    page.get_by_role("button", name="Undo this bulk award").click()
    dialog.get_by_label(re.compile("^Reason")).fill("Wrong learner.")
    assert visitor.axe() == []
    dialog.get_by_role("button", name="Revoke 1 badge").click()
    expect(page.locator("#batch-answer")).to_contain_text("Undone: 1 badge was revoked")
    assert visitor.axe() == []
