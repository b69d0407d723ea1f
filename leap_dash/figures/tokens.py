"""The colours of LEAP Dash for Python: the same values as assets/tokens.css, kept equal by a test.

Colours only; how figures use them is for `theme`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Theme: TypeAlias = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as #rrggbb; each is named as in tokens.css, there with --ld-."""

    ground: str
    surface: str
    line: str
    edge: str
    ink: str
    muted: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    bronze: str
    silver: str
    gold: str


LIGHT = Tokens(
    ground="#f7f8fa",
    surface="#ffffff",
    line="#d8dee4",
    edge="#868e97",
    ink="#1b1f24",
    muted="#57606a",
    accent="#2f5bd7",
    accent_strong="#2449b3",
    accent_soft="#e9effc",
    on_accent="#ffffff",
    good="#1a7f37",
    good_soft="#e9f6ec",
    warn="#9a6700",
    warn_soft="#fef7e6",
    bad="#b42318",
    bad_soft="#fdedeb",
    bronze="#a05a2c",
    silver="#68717b",
    gold="#8f6b00",
)

DARK = Tokens(
    ground="#0f1318",
    surface="#171c23",
    line="#2c343e",
    edge="#6b7684",
    ink="#e6e9ee",
    muted="#9aa4b2",
    accent="#7aa2ff",
    accent_strong="#9dbbff",
    accent_soft="#1b2743",
    on_accent="#0f1318",
    good="#4ac26b",
    good_soft="#14281b",
    warn="#d4a72c",
    warn_soft="#2b2411",
    bad="#ff7b72",
    bad_soft="#331c1b",
    bronze="#d08a5b",
    silver="#aeb7c1",
    gold="#e3b341",
)


def tokens(theme: Theme) -> Tokens:
    """Return the colours of a theme."""
    return DARK if theme == "dark" else LIGHT
