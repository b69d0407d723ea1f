"""Bake a hosted badge into a drawing: the SVG form of Open Badges 2.0, "Badge Baking"."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from leap_dash.credentials.compose import serialise
from leap_dash.domain.errors import BakingError

NAMESPACE: Final = "http://openbadges.org"
ELEMENT: Final = (NAMESPACE, "assertion")
# Some readers tell an SVG by what stands in so many bytes.
SNIFFED_BYTES: Final = 256
# What may stand before the root element, and its tag with quoted values, in which `>` is allowed.
_ROOT: Final = re.compile(
    r"""(?P<before>\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?)"""
    r"""(?P<tag><svg(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*>"""
)


def bake_svg(svg: str, document: Mapping[str, Any]) -> str:
    """Return the drawing with a hosted Assertion right behind its `<svg>` tag.

    Raises BakingError for a drawing that does not begin with that tag, or carries a badge already.
    """
    root = _ROOT.match(svg)
    if root is None or len(root["before"].encode()) + len("<svg") > SNIFFED_BYTES:
        raise BakingError(
            f"The drawing does not begin with <svg ...> within its first {SNIFFED_BYTES} bytes."
        )
    if NAMESPACE in svg or "openbadges:" in svg:
        raise BakingError("The drawing carries a badge already; give one without.")
    address = escape(str(document["id"]))
    # JSON has this sign in texts only, where it may be written as a number; CDATA would end there.
    text = serialise(document).replace("]]>", "]]\\u003e")
    return (
        f'{root["before"]}{root["tag"]} xmlns:openbadges="{NAMESPACE}">'
        f'<openbadges:assertion verify="{address}"><![CDATA[{text}]]></openbadges:assertion>'
        f"{svg[root.end() :]}"
    )
