"""A hosted badge goes into a drawing and comes out unchanged."""

import json
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib import baking

from leap_dash.credentials.baking import OB2_KEYWORD
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.ob2.svg import NAMESPACE
from leap_dash.credentials.svg import bake, unbake
from leap_dash.domain.errors import BakingError
from tests.credentials.ob2.hosting import BADGE

DRAWING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" data-name="a > b"><g/></svg>'
)


def baked(drawing: str, document: dict[str, Any]) -> str:
    """The drawing with the badge in it."""
    return bake(drawing.encode(), serialise(document), OB2_KEYWORD).decode()


def carried(svg: str) -> tuple[str | None, Any]:
    """The address and the badge in a drawing, as an XML parser reads them."""
    first = ET.fromstring(svg)[0]  # noqa: S314 (what this test has made itself)
    assert first.tag == f"{{{NAMESPACE}}}assertion"
    return first.get("verify"), json.loads(first.text or "")


def test_the_badge_stands_right_behind_the_root_and_the_rest_stays() -> None:
    made = baked(DRAWING, BADGE)
    assert carried(made) == (BADGE["id"], BADGE)
    assert made.index("<svg") < 256
    assert made.endswith("<g/></svg>")
    assert 'data-name="a > b"' in made


def test_openbadgeslib_finds_it() -> None:
    assert baking.has_svg(baked(DRAWING, BADGE).encode())


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(texts, texts)
def test_no_text_breaks_out_of_its_place(reason: str, name: str) -> None:
    document = {**BADGE, "narrative": f"{reason}]]>{name}", "id": f'https://a.example/?"&<{name}'}
    drawing = DRAWING.replace("a > b", escape(name))
    # What XML cannot hold at all, no place can hold.
    if any(sign in reason + name for sign in "\ufffe\uffff"):
        return
    assert carried(baked(drawing, document)) == (document["id"], document)


@pytest.mark.parametrize(
    "badge", ["", "[]", '{"id": 5}', '{"id": "https://a\\n.example"}', "[" * 9999]
)
def test_what_names_no_address_is_refused(badge: str) -> None:
    with pytest.raises(BakingError):
        bake(DRAWING.encode(), badge, OB2_KEYWORD)


def test_a_badge_takes_the_place_of_another_whichever_they_are_of() -> None:
    newer = '{"id":"urn:uuid:1"}'
    for first in (bake(DRAWING.encode(), newer), baked(DRAWING, BADGE).encode()):
        assert bake(first, newer) == bake(DRAWING.encode(), newer)
        assert bake(first, serialise(BADGE), OB2_KEYWORD).decode() == baked(DRAWING, BADGE)


def test_it_is_read_back_as_it_was_baked() -> None:
    assert unbake(baked(DRAWING, BADGE).encode()) == serialise(BADGE)
