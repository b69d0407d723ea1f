"""Tell an Open Badges 2.0 badge (an Assertion) from other things, without believing any of it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from leap_dash.credentials import jwt
from leap_dash.credentials.baking import KEYWORD, OB2_KEYWORD
from leap_dash.credentials.report import Check
from leap_dash.credentials.strict_json import parse
from leap_dash.domain.errors import BadInputError

_SIGNED: Final = ("signed", "SignedBadge")
_WEB: Final = re.compile("https?://.", re.IGNORECASE)
# What an Assertion must have, and of which kind; a revoked one may be down to its id.
_REQUIRED: Final[Mapping[str, type | tuple[type, ...]]] = {
    "id": str,
    "recipient": dict,
    "badge": (str, dict),
    "verification": dict,
    "issuedOn": str,
}


def is_ob2(document: Mapping[str, Any]) -> bool:
    """Whether a JSON object calls itself an Assertion."""
    return "Assertion" in _types(document)


def is_signed(document: Mapping[str, Any]) -> bool:
    """Whether an Assertion counts by a signature rather than by its address."""
    return any(name in _SIGNED for name in _types(document.get("verification")))


def check_form(document: Mapping[str, Any]) -> Check:
    """Return the check of the format: whether an Assertion has what every one must have."""
    is_revoked = document.get("revoked") is True and not is_signed(document)
    required = ("id",) if is_revoked else tuple(_REQUIRED)
    wrong = [name for name in required if not isinstance(document.get(name), _REQUIRED[name])]
    if not wrong and not is_signed(document) and not _WEB.match(document["id"]):
        wrong = ["id"]  # it is where a hosted one stands
    if wrong:
        lacks = ", ".join(wrong)
        return Check("format", "fail", f"It lacks the form of an Open Badges 2.0 badge: {lacks}.")
    return Check("format", "pass", "This is an Open Badges 2.0 badge.")


def keyword_for(credential: str) -> bytes:
    """Return the keyword under which an image carries a badge: 2.0 has its own."""
    text = credential.strip().encode("utf-8", "replace")
    if text.startswith(b"{"):
        try:
            document = parse(text)
        except BadInputError:
            return KEYWORD
        return OB2_KEYWORD if isinstance(document, dict) and is_ob2(document) else KEYWORD
    return OB2_KEYWORD if is_ob2(_payload(text)) else KEYWORD


def _types(value: object) -> list[object]:
    found = value.get("type", value.get("@type")) if isinstance(value, Mapping) else None
    return found if isinstance(found, list) else [found]


def _payload(token: bytes) -> dict[str, Any]:
    try:
        return jwt.read(token).document
    except BadInputError:
        return {}
