"""A hosted badge goes into a drawing and comes out unchanged."""

import json
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib import baking

from leap_dash.credentials.ob2.svg import NAMESPACE, bake_svg
from leap_dash.domain.errors import BakingError
from tests.credentials.ob2.hosting import BADGE

DRAWING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" data-name="a > b"><g/></svg>'
)


def carried(svg: str) -> tuple[str | None, Any]:
    """The address and the badge in a drawing, as an XML parser reads them."""
    first = ET.fromstring(svg)[0]  # noqa: S314 (what this test has made itself)
    assert first.tag == f"{{{NAMESPACE}}}assertion"
    return first.get("verify"), json.loads(first.text or "")


def test_the_badge_stands_right_behind_the_root_and_the_rest_stays() -> None:
    baked = bake_svg(DRAWING, BADGE)
    assert carried(baked) == (BADGE["id"], BADGE)
    assert baked.index("<svg") < 256
    assert baked.endswith("<g/></svg>")
    assert 'data-name="a > b"' in baked


def test_openbadgeslib_finds_it() -> None:
    assert baking.has_svg(bake_svg(DRAWING, BADGE).encode())


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(texts, texts)
def test_no_text_breaks_out_of_its_place(reason: str, name: str) -> None:
    document = {**BADGE, "narrative": f"{reason}]]>{name}", "id": f'https://a.example/?"&<{name}'}
    drawing = DRAWING.replace("a > b", escape(name))
    # What XML cannot hold at all, no place can hold.
    if any(sign in reason + name for sign in "\ufffe\uffff"):
        return
    assert carried(bake_svg(drawing, document)) == (document["id"], document)


@pytest.mark.parametrize(
    "drawing",
    [
        "",
        "no drawing",
        "<html><svg></svg></html>",
        "<!-- <svg> --><svg></svg>",
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg></svg>',
        " " * 260 + "<svg></svg>",
        '<svg a="<"></svg>',
        "<svg/>",
    ],
)
def test_what_does_not_begin_as_a_drawing_is_refused(drawing: str) -> None:
    with pytest.raises(BakingError, match="does not begin with <svg"):
        bake_svg(drawing, BADGE)


def test_a_drawing_with_a_badge_in_it_is_refused() -> None:
    with pytest.raises(BakingError, match="carries a badge already"):
        bake_svg(bake_svg(DRAWING, BADGE), BADGE)
    other_prefix = DRAWING.replace("<svg ", f'<svg xmlns:ob="{NAMESPACE}" ')
    with pytest.raises(BakingError, match="carries a badge already"):
        bake_svg(other_prefix, BADGE)
