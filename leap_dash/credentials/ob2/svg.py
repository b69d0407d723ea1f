"""How a drawing carries a hosted badge: Open Badges 2.0, "Badge Baking", "SVG"."""

import json
import re
from typing import Final

from leap_dash.domain.errors import BakingError

NAMESPACE: Final = "http://openbadges.org"
# Readers turn a line break in an attribute into a blank.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
ELEMENT: Final = (NAMESPACE, "assertion")


def address(badge: str) -> str:
    """Where a hosted Assertion, given as JSON, is hosted: what the drawing names beside it."""
    try:
        document = json.loads(badge)
    except (ValueError, RecursionError):
        document = None
    found = document.get("id") if isinstance(document, dict) else None
    if not isinstance(found, str) or _CONTROL.search(found):
        raise BakingError("The badge is no JSON object that names its address (id).")
    return found
