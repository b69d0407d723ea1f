"""What people come to do, done by whoever has no mouse: Tab, Enter, Space, arrows and letters."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.conftest import Visitor

ROLES = ("instructor", "partner", "learner")


def sign_in(visitor: Visitor, role: str) -> None:
    """Through the front door."""
    person = visitor.demo.sign_ins[role]
    visitor.page.goto(visitor.demo.url + "/")
    press(visitor, "Direct Login")
    visitor.page.wait_for_url("**/sign-in**")
    visitor.tab_to("^E-mail$")
    visitor.page.keyboard.type(person["email"])
    visitor.tab_to("^Password$")
    visitor.page.keyboard.type(person["password"])
    press(visitor, "^Sign in$")
    visitor.page.wait_for_url("**/app/**")
    visitor.rest()


def press(visitor: Visitor, name: str, *, row: str = "") -> None:
    """Go to a link or button and press Enter."""
    visitor.tab_to(name, row=row)
    visitor.page.keyboard.press("Enter")


def choose(visitor: Visitor, label: str, option: str) -> None:
    """Go to a list of choices and on in it by the arrow until the choice is there."""
    visitor.tab_to(label)
    visitor.page.keyboard.press("Home")
    for _ in range(60):
        if re.search(option, chosen(visitor.page)):
            return
        visitor.page.keyboard.press("ArrowDown")
    raise AssertionError(f"{label} does not offer {option}")


def chosen(page: Page) -> str:
    """What the list with the focus shows."""
    text: str = page.evaluate("document.activeElement.selectedOptions[0].textContent")
    return text


@pytest.mark.parametrize("role", ROLES)
def test_everyone_comes_in_and_leaves(visitor: Visitor, role: str) -> None:
    sign_in(visitor, role)
    name = visitor.page.locator("header details.ld-menu summary").last.inner_text()
    press(visitor, f"^{re.escape(name)}$")
    press(visitor, "^Sign out$")
    visitor.page.wait_for_url(lambda url: "/app" not in url)


def test_the_content_is_reached_past_all_menus(visitor: Visitor) -> None:
    visitor.come_in("instructor", "/app/cohorts")
    press(visitor, "^Skip to the content$")
    expect(visitor.page.locator("#main")).to_be_focused()


def test_a_learner_who_is_behind_is_found_and_the_way_leads_back(visitor: Visitor) -> None:
    visitor.come_in("instructor")
    page = visitor.page
    press(visitor, "^Cohorts$")
    press(visitor, ".", row="Hospitality Operations")
    expect(page.get_by_role("search", name="Filters").get_by_label("Status")).to_be_visible()
    visitor.rest()
    choose(visitor, "^Course$", "HO2")
    choose(visitor, "^Status$", "Everyone")
    expect(page).to_have_url(re.compile("course=HO2.*status=everyone"))
    visitor.tab_to("^Show as a table$")
    page.keyboard.press("Space")
    expect(page.get_by_role("table").last).to_be_visible()
    first = page.get_by_role("table").last.get_by_role("row").nth(1)
    name = first.get_by_role("link").first.inner_text()
    press(visitor, f"^{re.escape(name)}$")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()  # the browser's own key
    expect(page.get_by_label("Course", exact=True)).to_have_value("HO2")


def test_all_that_fit_are_selected_and_noted_about(visitor: Visitor) -> None:
    visitor.come_in("instructor", "/app/cohorts")
    page = visitor.page
    press(visitor, ".", row="Hospitality Operations")
    visitor.tab_to("^Show as a table$")
    page.keyboard.press("Space")
    expect(page.get_by_role("table").last).to_be_visible()
    visitor.tab_to("^Select all on this page$")
    page.keyboard.press("Space")
    bar = page.locator("#acting-bar")
    expect(bar).to_contain_text("selected")
    every = bar.get_by_role("button", name=re.compile("^Select all .* that fit$"))
    if every.is_visible():
        press(visitor, "^Select all .* that fit$")
        expect(bar).to_contain_text("All ")
    press(visitor, "^Note$")
    dialog = page.get_by_role("dialog", name=re.compile("^Note about"))
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    press(visitor, "^Clear$")
    expect(bar).to_be_hidden()


def test_the_award_of_a_badge_is_asked_about(visitor: Visitor) -> None:
    visitor.come_in("instructor")
    page = visitor.page
    press(visitor, "^Badges$")
    press(visitor, "^Warm Welcome")
    press(visitor, r"^Propose \d+ badges?$")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    # Reached, not pressed: another test counts who gets it.
    visitor.tab_to(r"^Propose \d+ badges?$")
    expect(dialog.get_by_role("button", name=re.compile("^Propose"))).to_be_focused()
    press(visitor, "^Cancel$")
    expect(dialog).to_have_count(0)


def test_a_badge_is_opened_and_its_file_checked(visitor: Visitor, tmp_path: Path) -> None:
    visitor.come_in("instructor", "/app/awards#state=issued")
    page = visitor.page
    press(visitor, "^Open badge$")
    page.wait_for_url("**/badges/*")
    expect(page.get_by_text("Nothing was changed since it was signed.")).to_be_visible()
    png = tmp_path / "badge.png"
    png.write_bytes(page.request.get(visitor.demo.url + urlsplit(page.url).path + ".png").body())
    visitor.go("/verify")
    # Asked for before the way there: until Chromium hands the choice over, Enter opens nothing.
    with page.expect_file_chooser() as opened:
        visitor.tab_to("choose a file")
        page.keyboard.press("Enter")
    opened.value.set_files(png)
    press(visitor, "^Check")
    expect(page.get_by_role("region", name="Result")).to_contain_text("Every check passed")


def test_awards_are_selected_suspended_and_reinstated(visitor: Visitor) -> None:
    visitor.come_in("instructor", "/app/awards#state=issued")
    page = visitor.page
    visitor.tab_to("^Select (?!all)")
    page.keyboard.press("Space")
    expect(page.locator("#awards-bar")).to_contain_text("1 selected")
    for verb, state, address in (
        ("Suspend", "Suspended", "suspended"),
        ("Reinstate", "In force", "issued"),
    ):
        press(visitor, f"^{verb}$")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        visitor.tab_to("Reason|reason")
        page.keyboard.type("Under review.")
        press(visitor, f"^{verb} 1 badge$")
        expect(dialog).to_have_count(0)
        choose(visitor, "^State$", f"^{state}$")
        expect(page).to_have_url(re.compile(f"state={address}"))
        visitor.rest()
        if verb == "Suspend":
            visitor.tab_to("^Select (?!all)")
            page.keyboard.press("Space")


def test_a_partner_chooses_a_programme(visitor: Visitor) -> None:
    visitor.come_in("partner", "/app/partners")
    choose(visitor, "^Programme$", "Occupational Health and Safety")
    expect(visitor.page.get_by_text("fewer than 10").first).to_be_visible()


def test_anothers_badge_is_endorsed_and_the_endorsement_withdrawn(visitor: Visitor) -> None:
    visitor.come_in("administrator", "/app/badges")
    page = visitor.page
    press(visitor, "Badges of other organisations")
    expect(page.get_by_role("heading", level=1)).to_have_text("Network")
    visitor.rest()
    press(visitor, "^Team Player in Service")
    press(visitor, "^Endorse this badge$")
    visitor.tab_to("^What it says")
    page.keyboard.type("We take these trainees.")
    press(visitor, "^Sign the endorsement$")
    expect(page.get_by_role("button", name="Withdraw your endorsement")).to_be_visible()
    visitor.rest()
    press(visitor, "^Withdraw your endorsement$")
    visitor.tab_to("^Reason")
    page.keyboard.type("It was about another badge.")
    press(visitor, "^Withdraw the endorsement$")
    expect(page.get_by_role("button", name="Endorse this badge")).to_be_visible()


def test_an_outcome_is_ticked_and_unticked(visitor: Visitor) -> None:
    visitor.come_in("instructor", "/app/awards")
    page = visitor.page
    press(visitor, "^(?!Select).", row=".")
    page.wait_for_url("**/app/learners/*")
    visitor.rest()
    tick = page.locator(".ld-outcomes").get_by_role("button").first
    before = tick.inner_text()
    visitor.tab_to(f"^{re.escape(' '.join(before.split()))}")
    page.keyboard.press("Enter")
    expect(tick).not_to_have_text(before)
    press(visitor, "^Undo")
    expect(tick).to_have_text(before)


def save_view(visitor: Visitor, name: str) -> Locator:
    """Save the awards in force under that name; returns the link to them."""
    visitor.come_in("instructor", "/app/awards#state=issued")
    press(visitor, "^Saved views$")
    visitor.tab_to("^Save this page")
    visitor.page.keyboard.type(name)
    press(visitor, "^Save view$")
    link = visitor.page.get_by_role("link", name=name)
    expect(link).to_be_visible()
    return link


def test_a_view_is_saved_opened_and_forgotten(visitor: Visitor) -> None:
    page, link = visitor.page, save_view(visitor, "Given")
    visitor.go("/app/")
    press(visitor, "^Saved views$")
    press(visitor, "^Given$")
    expect(page).to_have_url(re.compile("/app/awards#state=issued"))
    press(visitor, "^Saved views$")
    press(visitor, "^Forget.*Given")
    expect(page.get_by_text("Forgot “Given”.")).to_be_visible()
    expect(link).to_have_count(0)


def asks_for_the_list(request: Request) -> bool:
    return '"list"' in (request.post_data or "")


def test_a_list_that_comes_late_brings_no_forgotten_view_back(visitor: Visitor) -> None:
    page, late = visitor.page, save_view(visitor, "Late")
    with page.expect_response(lambda answer: asks_for_the_list(answer.request)) as closing:
        press(visitor, "^Saved views$")
    read_before = closing.value.text()
    assert "Late" in read_before
    held: list[Route] = []

    def hold_lists(route: Route) -> None:
        if asks_for_the_list(route.request):
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile("/_dash-update-component"), hold_lists)
    with page.expect_request(asks_for_the_list):
        press(visitor, "^Saved views$")
    press(visitor, "^Forget Late")
    expect(page.get_by_text("Forgot “Late”.")).to_be_visible()
    (asked_before,) = held
    with page.expect_response(lambda answer: asks_for_the_list(answer.request)):
        asked_before.fulfill(body=read_before, content_type="application/json")
    visitor.rest()
    expect(late).to_have_count(0)


def test_a_learner_opens_a_badge_of_their_own(visitor: Visitor) -> None:
    visitor.come_in("learner")
    press(visitor, "^Warm Welcome$")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Warm Welcome")
