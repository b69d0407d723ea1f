"""Refuse an SVG that does more than draw: what is not known to be harmless is not let in.

An SVG opened by itself is a page, with all that pages can do. Nothing is taken out silently:
whoever made the drawing is told what to change. `svg_vocabulary` lists what is known to draw,
`svg_references` looks at what points to what.
"""

import re
from collections.abc import Sequence
from typing import NoReturn

from leap_dash.credentials.svg_reading import Element, is_credential
from leap_dash.credentials.svg_references import check_references
from leap_dash.credentials.svg_vocabulary import (
    ATTRIBUTES,
    ELEMENTS,
    FUNCTIONS,
    NOTES,
    SVG,
    XLINK,
    is_harmless,
)
from leap_dash.domain.errors import BakingError

_REASONS = {
    "script": "it is a program",
    "foreignObject": "it holds a web page",
    "handler": "it is a program",
    "listener": "it starts programs",
    "a": "a badge picture has no links",
    **dict.fromkeys(
        ("animate", "animateColor", "animateMotion", "animateTransform", "set", "discard", "mpath"),
        "a badge picture stands still",
    ),
}
_CALL = re.compile(r"([\w-]+)\(")
_OWN_CALL = re.compile(r"\s*([\"']?)#[^\"'\s()]+\1\s*\)")
_OWN = re.compile(r"\s*#\S+\s*")
_RULE = re.compile(r"@\s*([\w-]*)")
_PICTURE = re.compile(r"\s*data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")


def check_safe(elements: Sequence[Element]) -> None:
    """Raise BakingError, naming element and line, unless the drawing is only a drawing.

    Credentials in it are passed over: they are text, and baking takes them out.
    """
    for number, element in enumerate(elements):
        if is_credential(element):
            continue
        _check_name(element, elements)
        for name, value in element.attributes.items():
            _check_attribute(element, name, value)
        if number and element.name == (SVG, "style"):
            _check_style(element, element.text, may_point=False)
    check_references(elements)


def _check_name(element: Element, elements: Sequence[Element]) -> None:
    namespace, name = element.name
    parent = elements[element.parent] if element.parent is not None else None
    if parent is not None and is_credential(parent):
        _refuse(
            element, "stands inside a credential: the badge is damaged, take the credential out"
        )
    if namespace in NOTES or (namespace == SVG and name in ELEMENTS):
        return
    reason = _REASONS.get(name)
    why = f", as {reason}" if reason else ""
    _refuse(
        element,
        f"has no place in a badge picture{why}: take it out. "
        "Allowed are shapes, text, images, gradients, masks, patterns and groups",
    )


def _check_attribute(element: Element, name: tuple[str | None, str], value: str) -> None:
    namespace, local = name
    if local.lower().startswith("on"):
        _refuse(element, f"has {local[:40]}, which starts a program: take that attribute out")
    if namespace in NOTES or element.name[0] in NOTES:
        return
    if local == "href" and namespace in (None, XLINK):
        _check_link(element, value)
    elif namespace is None and local in ATTRIBUTES:
        _check_style(element, value, may_point=True)
    elif not is_harmless(name):
        _refuse(element, f"has {local[:40]}, which no drawing needs: take that attribute out")


def _check_link(element: Element, value: str) -> None:
    if element.name == (SVG, "image"):
        if not _PICTURE.fullmatch(value):
            _refuse(
                element,
                f"shows {_short(value)}: only a picture inside the file may be shown "
                "(data:image/png;base64,... or JPEG, GIF, WebP)",
            )
    elif not _OWN.fullmatch(value):
        _refuse(element, f"points to {_short(value)}: it may only point into the same file (#name)")


def _check_style(element: Element, value: str, *, may_point: bool) -> None:
    """Look at an attribute or a style sheet for what loads other things or hides its name."""
    if "\\" in value:
        _refuse(element, "has a backslash in its style: write the character itself")
    if "javascript:" in re.sub(r"\s", "", value).lower():
        _refuse(element, "has javascript: in it: take it out")
    for rule in _RULE.finditer(value):
        if may_point or rule[1].lower() != "media":
            _refuse(
                element,
                f"has the rule @{rule[1][:40]} in its style: only @media may be there; "
                "write the styles themselves",
            )
    for call in _CALL.finditer(value):
        name = call[1].lower()
        if name != "url":
            if name not in FUNCTIONS:
                _refuse(element, f"has {name[:40]}(...) in its style, which no drawing needs")
        elif not may_point:
            _refuse(
                element,
                "has url(...) in it: write such a style at the element itself, as url(#name)",
            )
        elif not _OWN_CALL.match(value, call.end()):
            _refuse(
                element,
                f"points to {_short(value[call.end() :])}: "
                "it may only point into the same file (url(#name))",
            )


def _refuse(element: Element, words: str) -> NoReturn:
    raise BakingError(f"The element <{element.name[1][:40]}> at {element.place} {words}.")


def _short(value: str) -> str:
    text = value.strip()
    return repr(text if len(text) <= 60 else f"{text[:60]}...")
