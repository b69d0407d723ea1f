"""What people come to do, done as they do it."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

ROLES = ("administrator", "instructor", "moderator", "partner", "learner")
FIRST_PAGE = {
    "administrator": "Overview",
    "instructor": "Overview",
    "moderator": "Overview",
    "partner": "Partners",
    "learner": "My progress",
}


@pytest.mark.parametrize("role", ROLES)
def test_everyone_signs_in_and_lands_on_their_first_page(visitor: Visitor, role: str) -> None:
    visitor.sign_in(role)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(FIRST_PAGE[role])
    expect(visitor.page.get_by_text("Demo: invented people and marks")).to_be_visible()


def test_signing_out_ends_it(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    visitor.page.get_by_text("Niamh Fitzgerald").click()
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.page.wait_for_url(lambda url: "/app" not in url)
    visitor.page.goto(visitor.demo.url + "/app/cohorts")
    expect(visitor.page.get_by_label("Password")).to_be_visible()


def test_an_instructor_finds_a_learner_who_is_behind(visitor: Visitor) -> None:
    visitor.come_in("instructor")
    page = visitor.page
    page.get_by_role("link", name="Cohorts").first.click()
    row = page.get_by_role("row").filter(has_text="Hospitality Operations").last
    row.get_by_role("link").click()
    visitor.rest()
    page.get_by_role("search", name="Filters").get_by_label("Status").select_option("everyone")
    expect(page).to_have_url(re.compile("#.*everyone"))
    page.get_by_text("Show as a table").click()
    first = page.get_by_role("table").last.get_by_role("row").nth(1)
    name = first.get_by_role("link").first.inner_text()
    first.get_by_role("link").first.click()
    visitor.rest()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_text(re.compile("missing")).first).to_be_visible()


def test_a_filtered_view_survives_back_reload_and_a_pasted_link(visitor: Visitor) -> None:
    visitor.come_in("instructor", "/app/cohorts")
    page = visitor.page
    page.get_by_role("row").filter(has_text="Hospitality Operations").first.get_by_role(
        "link"
    ).click()
    visitor.rest()
    course = page.get_by_label("Course")
    chosen = "HO2"
    course.select_option(chosen)
    expect(page).to_have_url(re.compile("#.*" + re.escape(chosen)))
    visitor.rest()
    link = page.url

    page.reload()
    visitor.rest()
    expect(page.get_by_label("Course")).to_have_value(chosen)

    page.get_by_label("Course").select_option("HO3")
    expect(page).to_have_url(re.compile("#.*HO3"))
    page.go_back()
    visitor.rest()
    expect(page.get_by_label("Course")).to_have_value(chosen)

    page.goto("about:blank")
    page.goto(link)
    visitor.rest()
    expect(page.get_by_label("Course")).to_have_value(chosen)


def test_a_badge_is_awarded_in_bulk_shown_in_public_and_verified(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.come_in("instructor")
    page = visitor.page
    page.get_by_role("link", name="Badges").first.click()
    page.get_by_role("link", name=re.compile("^Warm Welcome")).click()
    visitor.rest()
    award = page.get_by_role("button", name=re.compile(r"^Propose \d+ badges?$"))
    number = re.search(r"\d+", award.inner_text())
    assert number is not None
    award.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Warm Welcome")
    assert visitor.axe() == []
    dialog.get_by_role("button", name=f"Propose {number[0]} badge").click()
    page.wait_for_url("**/app/awards/*")
    batch = urlsplit(page.url).path
    expect(page.get_by_text(re.compile(rf"^{number[0]} awards? proposed")).first).to_be_visible()

    # Somebody else looks at them.
    page.context.clear_cookies()
    visitor.come_in("moderator")
    page.get_by_role("link", name=re.compile(r"^Approvals \d+ waiting for you")).first.click()
    page.get_by_role("link", name=re.compile("^Warm Welcome")).first.click()
    visitor.rest()
    expect(page.get_by_text(re.compile(rf"^{number[0]} awards? wait"))).to_be_visible()
    assert visitor.axe() == []
    page.get_by_role("checkbox", name="Select all on this page").check(force=True)
    page.get_by_role("button", name="Approve", exact=True).click()
    approve = dialog.get_by_role("button", name=re.compile(rf"^Approve {number[0]} award"))
    expect(approve).to_be_visible()
    assert visitor.axe() == []
    approve.click()
    expect(page.get_by_text("All of these are decided.")).to_be_visible()
    visitor.go(batch)
    expect(page.get_by_text(re.compile(rf"^{number[0]} badges? issued")).first).to_be_visible(
        timeout=30_000
    )
    links = page.get_by_role("link", name="Open badge")
    expect(links).to_have_count(int(number[0]))
    address = links.first.get_attribute("href")
    assert address is not None

    # Whoever is sent the link is signed in nowhere.
    page.context.clear_cookies()
    path = urlsplit(address).path
    visitor.go(path)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Warm Welcome")
    expect(page.get_by_text("Nothing was changed since it was signed.")).to_be_visible()
    own = page.get_by_role("region", name="Checked by your own browser")
    expect(own.get_by_text("It was made with a key that the issuer publishes.")).to_be_visible()
    expect(own.locator(".is-pass")).to_have_count(3)
    assert visitor.axe() == []

    png = tmp_path / "badge.png"
    png.write_bytes(page.request.get(visitor.demo.url + path + ".png").body())
    visitor.go("/verify")
    page.locator("input[type=file]").set_input_files(png)
    page.get_by_role("button", name=re.compile("Check")).click()
    result = page.get_by_role("region", name="Result")
    expect(result).to_contain_text("Every check passed")
    expect(own).to_contain_text("It says word for word what the issuer signed.")
    expect(own.locator(".is-pass")).to_have_count(4)

    document = page.request.get(visitor.demo.url + path + ".json").json()
    document["credentialSubject"]["achievement"]["name"] = "Warmer Welcome"
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(document))
    page.locator("input[type=file]").set_input_files(forged)
    page.get_by_role("button", name=re.compile("Check")).click()
    expect(result).to_contain_text("Not valid")
    expect(result).not_to_contain_text("Warmer Welcome")
    expect(own).to_contain_text("It says something else than the issuer signed.")
    assert visitor.axe() == []


def test_a_browser_checks_a_badge_alone_and_sends_it_nowhere(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.come_in("instructor", "/app/awards#state=issued")
    page = visitor.page
    link = page.get_by_role("link", name="Open badge").first.get_attribute("href")
    assert link is not None
    page.context.clear_cookies()
    stem = visitor.demo.url + urlsplit(link).path
    token = page.request.get(f"{stem}.jwt").text()
    svg = tmp_path / "badge.svg"
    svg.write_bytes(page.request.get(f"{stem}.svg").body())
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    visitor.go("/verify")
    own = page.get_by_role("region", name="Checked by your own browser")
    alone = page.get_by_role("button", name="Only in this browser")
    page.get_by_role("textbox").fill(token)
    alone.click()
    expect(own.locator(".is-pass")).to_have_count(3)
    head, payload, signature = token.split(".")
    swapped = "A" if signature[9] != "A" else "B"
    page.get_by_role("textbox").fill(f"{head}.{payload}.{signature[:9]}{swapped}{signature[10:]}")
    alone.click()
    expect(own).to_contain_text("It was changed since it was signed")
    endorsement = {"type": ["VerifiableCredential", "EndorsementCredential"]}
    page.get_by_role("textbox").fill(json.dumps(endorsement))
    alone.click()
    expect(own).to_contain_text("Your browser checks badges of Open Badges 3.0 only.")
    page.locator("input[type=file]").set_input_files(svg)
    alone.click()
    expect(own).to_contain_text("It says word for word what the issuer signed.")
    assert "POST" not in sent


def test_a_learner_sees_own_badges_and_what_the_next_one_needs(visitor: Visitor) -> None:
    visitor.come_in("learner")
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_have_text("My progress")
    expect(page.get_by_text("Team Player in Service").first).to_be_visible()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    expect(page.get_by_role("link", name="Overview")).to_have_count(0)


def test_a_partner_compares_providers_and_no_small_group_is_named(visitor: Visitor) -> None:
    visitor.come_in("partner", "/app/partners")
    page = visitor.page
    expect(page.get_by_text(re.compile("%")).first).to_be_visible()
    page.get_by_label("Programme").select_option(label="Occupational Health and Safety")
    visitor.rest()
    expect(page.get_by_text("fewer than 10").first).to_be_visible()


def test_an_administrator_endorses_anothers_badge_and_withdraws_it(visitor: Visitor) -> None:
    visitor.come_in("administrator", "/app/badges")
    page = visitor.page
    page.get_by_role("link", name="Badges of other organisations").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Network")
    page.get_by_role("link", name="Team Player in Service").first.click()
    page.get_by_role("button", name="Endorse this badge").click()
    page.get_by_label("What it says").fill("We take these trainees.")
    page.get_by_role("button", name="Sign the endorsement").click()
    withdraw = page.get_by_role("button", name="Withdraw your endorsement")
    expect(withdraw).to_be_visible()
    visitor.rest()
    address = page.locator(".ld-endorsements a").get_attribute("href")
    assert address is not None
    withdraw.click()
    page.get_by_label("Reason").fill("It was about another badge.")
    page.get_by_role("button", name="Withdraw the endorsement").click()
    expect(page.get_by_role("button", name="Endorse this badge")).to_be_visible()
    page.context.clear_cookies()
    visitor.go(address)
    expect(page.get_by_text("It was about another badge.").first).to_be_visible()
    expect(page.get_by_text("We take these trainees.")).to_be_visible()


def test_a_page_of_another_role_says_so_and_shows_nothing(visitor: Visitor) -> None:
    visitor.come_in("learner", "/app/cohorts")
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Cohorts")
    assert page.get_by_role("table").count() == 0
