"""The last look at a document before it is signed: what is signed cannot be mended.

Stricter than verifying is with the badges of others: also refused is what some verifier somewhere
reads differently.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from leap_dash.credentials.canonical import canonicalise
from leap_dash.credentials.form import walk
from leap_dash.credentials.schema import check_schema
from leap_dash.domain.errors import BadInputError, SigningError

# Line breaks are allowed: narratives are Markdown. Other control characters are written
# differently by older and newer canonicalisers.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MAX_INTEGER = 2**53 - 1


def lint(
    document: Mapping[str, Any],
    *,
    what: str = "badge",
    check_form: Callable[[Mapping[str, Any]], None] = check_schema,
) -> bytes:
    """Raise SigningError, naming the path, for anything that must not be signed.

    `what` is the document's word for people; `check_form` raises BadInputError for another form.
    Returns the canonical form, for whoever signs it.
    """
    refused = f"This {what} cannot be signed"
    for path, value in walk(document):
        reason = _odd(value)
        if reason:
            raise SigningError(f"{refused}: {path or 'the document'} {reason}.")
    try:
        check_form(document)
        canonical = canonicalise(document)
    except BadInputError as error:
        raise SigningError(f"{refused}: {error}.") from error
    _check_period(document, refused)
    return canonical


def _odd(value: object) -> str:
    if value is None or value in ([], {}):
        return "is null or empty; leave it out"
    if isinstance(value, str):
        return _odd_text(value)
    if isinstance(value, float):
        return _odd_fraction(value)
    if isinstance(value, int) and abs(value) > _MAX_INTEGER:
        return "is a whole number that not every reader can hold"
    if isinstance(value, Mapping):
        return next((f"has the odd name {name!r}" for name in value if _odd_text(name)), "")
    return ""


def _odd_text(text: str) -> str:
    if not text.strip():
        return "is empty text; leave it out"
    if _CONTROL.search(text):
        return "has a control character"
    if _SURROGATE.search(text):
        return "has half a character (a lone surrogate)"
    return ""


def _odd_fraction(number: float) -> str:
    # 1e-7, NaN and long fractions are canonicalised differently by different libraries.
    if not 1e-3 <= abs(number) < 1e15 or round(number, 6) != number:
        return "is a number that libraries write differently; give it as text"
    return ""


def _check_period(document: Mapping[str, Any], refused: str) -> None:
    try:
        first = datetime.fromisoformat(document["validFrom"])
        last = datetime.fromisoformat(document.get("validUntil", "9999-12-31T23:59:59Z"))
    except ValueError as error:
        raise SigningError(f"{refused}: validFrom or validUntil: {error}.") from error
    if first >= last:
        raise SigningError(f"{refused}: validUntil is not after validFrom.")
