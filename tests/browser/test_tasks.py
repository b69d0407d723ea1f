"""What people come to do, done as they do it."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor

ROLES = ("administrator", "instructor", "moderator", "partner", "learner")
FIRST_PAGE = {
    "administrator": "Overview",
    "instructor": "Overview",
    "moderator": "Overview",
    "partner": "Partners",
    "learner": "My progress",
}


def heading(page: Page) -> str:
    """The page's own heading."""
    return page.get_by_role("heading", level=1).inner_text()


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
    visitor.sign_in("instructor")
    page = visitor.page
    page.get_by_role("link", name="Cohorts").first.click()
    row = page.get_by_role("row").filter(has_text="Hospitality Operations").last
    row.get_by_role("link").click()
    visitor.rest()
    page.get_by_label("Status").select_option("everyone")
    expect(page).to_have_url(re.compile("#.*everyone"))
    page.get_by_text("Show as a table").click()
    first = page.get_by_role("table").last.get_by_role("row").nth(1)
    name = first.get_by_role("link").first.inner_text()
    first.get_by_role("link").first.click()
    visitor.rest()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_text(re.compile("missing")).first).to_be_visible()


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


def test_a_filtered_view_survives_back_reload_and_a_pasted_link(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/cohorts")
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
    visitor.sign_in("instructor")
    page = visitor.page
    page.get_by_role("link", name="Badges").first.click()
    page.get_by_role("link", name=re.compile("^Warm Welcome")).click()
    visitor.rest()
    award = page.get_by_role("button", name=re.compile(r"^Award \d+ badges?$"))
    number = re.search(r"\d+", award.inner_text())
    assert number is not None
    award.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Warm Welcome")
    assert visitor.axe() == []
    dialog.get_by_role("button", name=f"Award {number[0]} badge").click()
    page.wait_for_url("**/app/awards/*")
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
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/awards#state=issued")
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
    visitor.sign_in("learner")
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_have_text("My progress")
    expect(page.get_by_text("Team Player in Service").first).to_be_visible()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    expect(page.get_by_role("link", name="Overview")).to_have_count(0)


def test_a_partner_compares_providers_and_no_small_group_is_named(visitor: Visitor) -> None:
    visitor.sign_in("partner")
    page = visitor.page
    visitor.go("/app/partners")
    expect(page.get_by_text(re.compile("%")).first).to_be_visible()
    page.get_by_label("Programme").select_option(label="Occupational Health and Safety")
    visitor.rest()
    expect(page.get_by_text("fewer than 10").first).to_be_visible()


def test_an_administrator_endorses_anothers_badge_and_withdraws_it(visitor: Visitor) -> None:
    visitor.sign_in("administrator")
    page = visitor.page
    visitor.go("/app/badges")
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
    visitor.sign_in("learner")
    page = visitor.page
    visitor.go("/app/cohorts")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Cohorts")
    assert page.get_by_role("table").count() == 0


def test_the_colours_follow_the_button_and_are_kept(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    page.get_by_title("Display").click()
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("button", name="Dark", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_on_a_phone_everything_is_within_the_screen(visitor: Visitor) -> None:
    visitor.page.set_viewport_size(PHONE)
    visitor.sign_in("instructor")
    for path in ("/app/", "/app/cohorts", "/app/groups", "/app/badges", "/app/awards"):
        visitor.go(path)
        wide = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, path


def test_on_a_phone_the_words_of_boxes_and_radios_are_as_high_as_a_finger_needs(
    visitor: Visitor,
) -> None:
    visitor.page.set_viewport_size(PHONE)
    visitor.sign_in("instructor")
    heights: dict[str, float] = {}
    for path, link, words in (
        ("/app/cohorts", re.compile("2026"), "Show as a table"),
        ("/app/badges", re.compile("^Warm Welcome"), "Qualify"),
    ):
        visitor.go(path)
        visitor.page.get_by_role("main").get_by_role("link", name=link).first.click()
        visitor.page.get_by_text(words).first.wait_for()
        visitor.rest()
        heights |= visitor.page.evaluate(
            """() => Object.fromEntries(
                [...document.querySelectorAll("label.form-check-label")]
                    .filter(l => l.offsetParent && !l.querySelector(".visually-hidden"))
                    .map(l => [l.textContent, l.getBoundingClientRect().height]))"""
        )
    assert len(heights) > 2
    assert {words: high for words, high in heights.items() if high < 24} == {}


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


@pytest.mark.parametrize("path", ["/app/cohorts", "/app/badges", "/app/awards"])
def test_the_focus_is_seen_wherever_the_keyboard_goes(visitor: Visitor, path: str) -> None:
    visitor.sign_in("instructor")
    visitor.go(path)
    unseen, kinds = set(), set()
    for _ in range(30):
        visitor.page.keyboard.press("Tab")
        tag, said, style, width = visitor.page.evaluate(
            """() => {
                const e = document.activeElement, s = getComputedStyle(e);
                const said = (e.type || "") + " " + (e.id || e.textContent.trim().slice(0, 30));
                return [e.tagName, said, s.outlineStyle, parseFloat(s.outlineWidth)];
            }"""
        )
        kinds.add(tag)
        if tag != "BODY" and (style == "none" or width < 2):
            unseen.add(f"{tag} {said}")
    assert unseen == set()
    assert {"A", "BUTTON"} <= kinds


def press_until(page: Page, key: str, name: str) -> None:
    """Press the key until the focus is on what has that name."""
    for _ in range(80):
        page.keyboard.press(key)
        said: str = page.evaluate(
            """() => {
                const e = document.activeElement;
                return (e.labels && e.labels.length ? e.labels[0] : e).textContent.trim();
            }"""
        )
        if re.search(name, said):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


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
    press_until(page, "Tab", "^Select ")
    page.keyboard.press("Space")
    expect(page.locator("#acting-bar")).to_contain_text("2 selected")
    expect(page.locator("#acting-spoken")).to_have_text("2 selected")
    assert visitor.axe() == []

    press_until(page, "Tab", "^Message$")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Message 2 learners")
    expect(dialog).to_contain_text(" and ")
    assert visitor.axe() == []
    press_until(page, "Tab", "^Subject$")
    page.keyboard.type("Unit 3")
    press_until(page, "Tab", "^Text$")
    page.keyboard.type("Two items are due.")
    press_until(page, "Tab", "^Send to 2 learners$")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    toast = page.get_by_role("alert").filter(has_text="The message to 2 learners")
    expect(toast.get_by_role("button", name="Undo")).to_be_focused()
    expect(page.locator("#acting-bar")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The message to 2 learners is not sent.")).to_be_visible()

    boxes.nth(1).focus()
    page.keyboard.press("Space")
    press_until(page, "Tab", "^Add to a group$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Add 1 learner to a group")).to_be_visible()
    assert visitor.axe() == []
    press_until(page, "Tab", "^Name of the new group$")
    page.keyboard.type("Kitchen crew")
    press_until(page, "Tab", "^Add 1 learner$")
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
    page.get_by_label("Status").select_option("everyone")
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
