"""Read JSON from strangers: bounded, and with one meaning only.

Two readers of the same bytes must see the same document, so duplicate names, NaN, numbers that
few can hold and lone surrogates are refused; size and depth are looked at before parsing.
"""

import json
import re
from typing import Final, NoReturn

from leap_dash.domain.errors import BadInputError

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 64
_MAX_INTEGER_DIGITS = 18

# A whole string, or one bracket; a string left open runs to the end, so that no text costs more
# than one pass.
_TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)


def parse(data: bytes) -> object:
    """Return what the bytes say; raises BadInputError, in words, when they are not plain JSON.

    A byte order mark is let pass. Numbers with a fraction become floats.
    """
    if len(data) > MAX_BYTES:
        raise BadInputError(f"it has {len(data):,} bytes, and at most {MAX_BYTES:,} are read")
    _check_depth(data)
    try:
        text = data.decode("utf-8-sig")
        value: object = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_fraction,
        )
    except UnicodeDecodeError as error:
        raise BadInputError(f"it is not UTF-8 text (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        raise BadInputError(
            f"it is not JSON: {error.msg}, line {error.lineno}, column {error.colno}"
        ) from error
    if r"\u" in text:
        _check_surrogates(value)
    return value


def _check_depth(data: bytes) -> None:
    depth = 0
    for token in _TOKENS.finditer(data):
        first = data[token.start()]
        if first in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadInputError(f"it is nested more than {MAX_DEPTH} deep")
        elif first in b"]}":
            depth -= 1


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInputError(f"it gives the name {twice[:80]!r} twice in one object")
    return members


def _integer(digits: str) -> int:
    size = len(digits.lstrip("-"))
    if size > _MAX_INTEGER_DIGITS:
        raise BadInputError(f"it has a whole number of {size} digits")
    return int(digits)


def _fraction(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise BadInputError(f"it has the number {digits[:40]}, which is too large")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise BadInputError(f"it has {name}, which is not JSON")


def _check_surrogates(value: object) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str) and any("\ud800" <= char <= "\udfff" for char in item):
            raise BadInputError("it has half a character (a lone surrogate)")
