"""What makes a day at the dashboard easier: shortcuts, density, saved views, honest waiting."""

import re

from playwright.sync_api import Route, expect

from tests.browser.conftest import Visitor


def test_the_keyboard_goes_places_and_lists_how(visitor: Visitor) -> None:
    visitor.come_in("instructor")
    page = visitor.page
    heading = page.get_by_role("heading", level=1)
    visitor.rest()
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(heading).to_have_text("Cohorts")
    visitor.rest()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(heading).to_have_text("Awards")
    visitor.rest()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").first).to_be_focused()
    page.keyboard.type("gc?")  # in a field these are letters
    expect(heading).to_have_text("Awards")
    page.get_by_role("searchbox").first.blur()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Cohorts")
    assert visitor.axe() == []
    dialog.get_by_role("button", name="Turn shortcuts off").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(heading).to_have_text("Awards")
    assert visitor.complaints == []


def test_density_is_chosen_and_kept(visitor: Visitor) -> None:
    visitor.come_in("instructor", "/app/cohorts")
    page = visitor.page
    row = page.get_by_role("row").nth(2)
    before = row.bounding_box()
    page.get_by_title("Display").click()
    compact = page.get_by_role("button", name="Compact")
    compact.click()
    expect(compact).to_have_attribute("aria-pressed", "true")
    assert visitor.axe() == []
    page.reload()
    visitor.rest()
    after = page.get_by_role("row").nth(2).bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] < before["height"]


def test_a_view_is_saved_opened_forgotten_and_put_back(visitor: Visitor) -> None:
    visitor.come_in("instructor", "/app/awards#state=revoked")
    page = visitor.page
    menu = page.get_by_title("Saved views")
    menu.click()
    expect(page.get_by_text("No saved views yet.")).to_be_visible()
    page.get_by_label("Save this page and its filters as").fill("Zurückgenommen Ανακλήθηκαν")
    page.get_by_role("button", name="Save view").click()
    link = page.get_by_role("link", name="Zurückgenommen Ανακλήθηκαν")
    expect(link).to_be_visible()
    assert visitor.axe() == []

    visitor.go("/app/awards")
    page.get_by_title("Saved views").click()
    link.click()
    expect(page).to_have_url(re.compile("#state=revoked$"))
    expect(page.get_by_label("State")).to_have_value("revoked")

    page.get_by_title("Saved views").click()
    page.get_by_role("button", name="Forget Zurückgenommen").click()
    expect(link).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(link).to_be_visible()
    page.get_by_role("button", name="Forget Zurückgenommen").click()
    expect(page.get_by_text("No saved views yet.")).to_be_visible()
    assert visitor.complaints == []


def test_waiting_shows_after_a_while_and_a_lost_server_is_said(visitor: Visitor) -> None:
    visitor.come_in("instructor", "/app/cohorts")
    page = visitor.page
    held: list[Route] = []
    page.route("**/_dash-update-component*", lambda route: held.append(route))  # noqa: PLW0108  Playwright asks a function for its arguments
    page.get_by_role("link", name="Awards").first.click()
    expect(page.locator("html")).to_have_attribute("data-ld-pending", "")
    expect(page.locator("#main")).to_have_attribute("aria-busy", "true")
    held[0].abort()
    page.unroute("**/_dash-update-component*")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    expect(page.locator("html")).not_to_have_attribute("data-ld-pending", "")
    page.route("**/_dash-update-component*", lambda route: route.fulfill(status=502, body=""))
    page.get_by_role("link", name="Badges").first.click()
    expect(page.get_by_role("alert")).to_contain_text("The server could not answer")
    assert visitor.axe() == []
    visitor.complaints.clear()  # the browser's own, about the lost requests


def test_columns_are_chosen_and_kept(visitor: Visitor) -> None:
    visitor.come_in("instructor", "/app/cohorts")
    page = visitor.page
    page.get_by_role("row").nth(2).get_by_role("link").first.click()
    visitor.rest()
    page.get_by_text("Show as a table").click()
    heading = page.get_by_role("columnheader", name="Last activity")
    expect(heading).to_be_visible()
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Last activity").press("Space")
    expect(heading).to_be_hidden()
    assert visitor.axe() == []
    page.get_by_label("Sort").select_option("name")  # drawn again
    visitor.rest()
    expect(heading).to_be_hidden()
    page.reload()
    visitor.rest()
    expect(heading).to_be_hidden()
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Last activity").press("Space")
    expect(heading).to_be_visible()
    assert visitor.complaints == []
