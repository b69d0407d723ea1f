"""What lapses is found and renewed, and two records of one person become one, by keyboard too."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visitor


def test_a_month_is_chosen_by_keyboard_and_leads_to_its_badges_and_their_renewal(
    visitor: Visitor,
) -> None:
    visitor.sign_in("instructor")
    visitor.go("/app/awards")
    page = visitor.page
    page.get_by_role("link", name="What lapses in the coming months").click()
    answer = page.locator("#lapsing-answer")
    expect(answer).to_have_text(re.compile(r"^\d+ badges? lapses? in \w+ \d{4}"))
    month = page.locator(".ld-months a:not(.is-empty)").last
    many = int(month.locator(".ld-month-number").inner_text())
    month.focus()
    page.keyboard.press("Enter")
    chosen = page.locator(".ld-months a[aria-current]")
    expect(chosen).to_have_count(1)
    rows = page.locator("#lapsing-list tbody tr")
    expect(rows).to_have_count(min(many, 50))
    expect(answer).to_contain_text(f"{many} badge")
    page.reload()  # the choice stands in the address
    expect(rows).to_have_count(min(many, 50))
    assert visitor.axe() == []
    page.set_viewport_size(PHONE)
    visitor.rest()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert visitor.axe() == []
    rows.first.get_by_role("link", name=re.compile("^Review")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("enew")
    expect(page.locator("#review-answer")).to_contain_text("renewed")
    assert visitor.axe() == []


def test_two_records_are_merged_after_a_look_at_both_and_taken_back(visitor: Visitor) -> None:
    visitor.sign_in("administrator")
    visitor.go("/app/cohorts")
    page = visitor.page
    page.locator("tbody th a").first.click()
    page.get_by_label("Show as a table").press("Space")
    learners = page.locator("tbody a[href^='/app/learners/']")
    expect(learners.nth(1)).to_be_visible()
    keep, other = (
        (learners.nth(place).get_attribute("href") or "").rsplit("/", 1)[1] for place in (0, 1)
    )
    name, others = learners.nth(0).inner_text(), learners.nth(1).inner_text()
    visitor.go(f"/app/merge#keep={keep}&other={other}")
    expect(page.locator("#merge-answer")).to_contain_text("of the same")
    assert visitor.axe() == []
    page.get_by_role("button", name="Merge them").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The merge can be taken back.")
    assert visitor.axe() == []
    dialog.get_by_role("button", name="Merge them").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(name)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("alert").filter(has_text="Undone")).to_be_visible()
    visitor.go(f"/app/learners/{other}")
    expect(heading).to_have_text(others)
