"""What holds on every page: colours, focus, and room on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visitor


def test_the_colours_follow_the_button_and_are_kept(visitor: Visitor) -> None:
    visitor.come_in("instructor")
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
    visitor.come_in("instructor")
    for path in ("/app/", "/app/cohorts", "/app/groups", "/app/badges", "/app/awards"):
        visitor.go(path)
        wide = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, path


def test_on_a_phone_the_words_of_boxes_and_radios_are_as_high_as_a_finger_needs(
    visitor: Visitor,
) -> None:
    visitor.page.set_viewport_size(PHONE)
    visitor.come_in("instructor")
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


@pytest.mark.parametrize("path", ["/app/cohorts", "/app/badges", "/app/awards"])
def test_the_focus_is_seen_wherever_the_keyboard_goes(visitor: Visitor, path: str) -> None:
    visitor.come_in("instructor", path)
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
