"""Every page that a role can reach: nothing for axe-core to find, nothing in the console."""

import re
from collections import Counter
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

PER_SHAPE = 1
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ROLES = ("administrator", "instructor", "moderator", "partner", "learner")


def shape(path: str) -> str:
    """Addresses that differ only in an id or in the code of a course have one shape."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/courses/).*", "*", path)


def links(visitor: Visitor) -> list[str]:
    """The paths of this site that the page leads to."""
    found = visitor.page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
    parts = (urlsplit(url) for url in found)
    host = urlsplit(visitor.demo.url).netloc
    return [p.path for p in parts if p.netloc == host and not re.search(r"\.\w{2,4}$", p.path)]


def pages(visitor: Visitor, start: str, within: str) -> list[str]:
    """Walk from a page through all links below `within`; returns what axe-core found."""
    findings: list[str] = []
    waiting, seen, shapes = [start], {start}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        if shapes[shape(path)] >= PER_SHAPE:
            continue
        shapes[shape(path)] += 1
        visitor.go(path)
        for theme in THEMES:
            visitor.page.emulate_media(color_scheme=theme)
            expect(visitor.page.locator("html")).to_have_attribute("data-bs-theme", theme)
            findings += [f"{path} ({theme}): {finding}" for finding in visitor.axe()]
        for link in links(visitor):
            if link.startswith(within) and link not in seen:
                seen.add(link)
                waiting.append(link)
    return findings


@pytest.mark.parametrize("role", ROLES)
def test_axe_finds_nothing_on_any_page_of_a_role(visitor: Visitor, role: str) -> None:
    visitor.sign_in(role)
    assert pages(visitor, urlsplit(visitor.page.url).path, "/app/") == []


def test_axe_finds_nothing_on_public_pages(visitor: Visitor) -> None:
    visitor.sign_in("learner")
    badges = [path for path in links(visitor) if path.startswith("/badges/")]
    visitor.page.context.clear_cookies()
    for path in ("/", "/sign-in", "/verify", badges[0]):
        assert pages(visitor, path, "/issuers/") == []
    assert pages(visitor, badges[0], "/achievements/") == []
    assert pages(visitor, "/issuers/tralee", "/endorsements/") == []


def test_an_unknown_address_is_not_found_in_public_and_inside(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    for path in ("/no-such-page", "/badges/0b9c7a52-6a0c-4e0f-9f57-3f1f3b7d0e11", "/app/nothing"):
        answer = visitor.page.goto(visitor.demo.url + path)
        assert answer is not None
        assert answer.status == 404
        visitor.rest()
        assert visitor.axe() == []
    # The browser itself complains about each 404; that is all there may be.
    assert all("404" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()
