"""Numbers, shares, days and counts as words: one way for sentences, tables, figures and hovers.

Nothing here decides what is said, only how a value is written.
"""

import functools
from collections.abc import Sequence
from datetime import date

from leap_dash.domain.results import State

NOTHING = "–"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


SIGNS: dict[State, str] = {
    State.DONE: "●",
    State.LATE: "◐",
    State.MISSING: "○",
    State.LOW: "▼",
    State.EXCUSED: "–",
    State.NOT_DUE: "·",
}
"""What stands in a cell beside its colour, so that nothing is told by colour alone."""


def percent(value: float | None) -> str:
    """A percentage (0 to 100) without decimals; none is a dash.

    What is not quite 0 or 100 is never rounded to it: "<1 %", ">99 %".
    """
    if value is None:
        return NOTHING
    if 0 < value < 1:
        return f"<1{THIN_SPACE}%"
    if 99 < value < 100:
        return f">99{THIN_SPACE}%"
    return f"{value:.0f}{THIN_SPACE}%"


def share(part: float, whole: float) -> str:
    """Part of a whole in percent; nothing of nothing is a dash."""
    return percent(100.0 * part / whole if whole else None)


def number(value: float) -> str:
    """A count or a mark: thousands grouped, at most one decimal, none where it is whole."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text.replace("-", "\N{MINUS SIGN}")


def count(value: int, one: str, many: str | None = None) -> str:
    """ "1 learner", "1,200 learners"; `many` where the plural is not `one` and an s."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


@functools.lru_cache(maxsize=2048)
def day(value: date | None) -> str:
    """24 Nov 2026; none is a dash."""
    return NOTHING if value is None else f"{value.day} {value:%b %Y}"


def listed(parts: Sequence[str], word: str = "and") -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def shortened(text: str, length: int) -> str:
    """At most `length` characters, with an ellipsis where something was left out."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
