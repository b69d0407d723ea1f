"""Invented learners: names of the country, addresses that reach nobody, unique identifiers."""

import unicodedata

import pytest

from leap_dash.services.demo.chance import streams
from leap_dash.services.demo.network import PARTNERS, Partner
from leap_dash.services.demo.people import draw_pupils, latin

BY_SLUG = {partner.slug: partner for partner in PARTNERS}


@pytest.mark.parametrize("partner", PARTNERS, ids=BY_SLUG)
def test_identifiers_and_addresses_are_unique_and_reach_nobody(partner: Partner) -> None:
    pupils = draw_pupils(partner, 900, 2026, streams(2026))
    assert len({pupil.key for pupil in pupils}) == len({pupil.email for pupil in pupils}) == 900
    for pupil in pupils:
        local, _, domain = pupil.email.partition("@")
        assert domain.endswith((".example.org", ".example.com"))
        assert pupil.email == pupil.email.lower()
        assert local.isascii()
        assert all(part.isalnum() and part for part in local.split("."))


@pytest.mark.parametrize("slug", ["thermaikos", "akamas"])
def test_greek_names_are_in_greek_letters(slug: str) -> None:
    for pupil in draw_pupils(BY_SLUG[slug], 200, 2026, streams(2026)):
        letters = [sign for sign in pupil.given_name + pupil.family_name if sign.isalpha()]
        assert all(unicodedata.name(letter).startswith("GREEK") for letter in letters)


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    first = draw_pupils(BY_SLUG["tralee"], 50, 2026, streams(1))
    assert draw_pupils(BY_SLUG["tralee"], 50, 2026, streams(1)) == first
    assert draw_pupils(BY_SLUG["tralee"], 50, 2026, streams(2)) != first


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Παπαδοπούλου", "papadopoulou"),
        ("Ευαγγελία", "evangelia"),
        ("Θεοδωρίδης", "theodoridis"),
        ("Mühlberger", "muehlberger"),
        ("Conceição", "conceicao"),
        ("O'Sullivan", "osullivan"),
    ],
)
def test_names_become_the_address_that_people_would_have(name: str, expected: str) -> None:
    assert latin(name) == expected
