"""What somebody chooses for the picture of a badge: shape, icon, colours, words on the ribbon.

Choices only: `badge` draws them. A design that could not be seen or read is refused at the field.
The level is no choice: it is the badge's own, and the rim and the stars tell it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from leap_dash.credentials.art.bodies import SHAPES
from leap_dash.credentials.art.icons import ICONS
from leap_dash.credentials.art.lettering import letters_missing
from leap_dash.domain.colours import COLOUR, FORMS_APART, LETTERS_APART, contrast, luminance, mixed
from leap_dash.domain.errors import BadInputError
from leap_dash.domain.fields import read_text, refuse

MOST_LETTERS: Final = 60
"""Words on the ribbon stand in two lines at most, and are read at 256 pixels."""
PAPER: Final = "#fdfcf9"
INK: Final = "#1b1f24"


@dataclass(frozen=True, slots=True)
class Design:
    """The choices; colours as #rrggbb. Without a `text` there is no ribbon."""

    shape: str
    icon: str
    body: str
    symbol: str
    ribbon: str
    letters: str
    text: str

    def __post_init__(self) -> None:
        """Refuse shapes and icons that there are none of, and what is no colour."""
        _one_of("shape", self.shape, SHAPES)
        _one_of("icon", self.icon, ICONS)
        for field in ("body", "symbol", "ribbon", "letters"):
            value = getattr(self, field)
            if not isinstance(value, str) or not COLOUR.fullmatch(value):
                refuse(field, "is no colour", "expected one like #2f5bd7")

    @property
    def foot(self) -> str:
        """The colour of the body at its foot: darker, but still a colour where it is light."""
        return mixed(self.body, "#000000", 0.36 if luminance(self.body) < 0.35 else 0.16)

    @property
    def tint(self) -> str:
        """The colour of small letters and fine lines on the body."""
        near = [mixed(self.body, "#ffffff", 0.76), mixed(self.body, "#000000", 0.76)]
        return max(near, key=lambda colour: contrast(colour, self.foot))


def to_json(design: Design) -> dict[str, str]:
    """As it is stored; `from_json` reads it."""
    return asdict(design)


def from_json(stored: Mapping[str, str]) -> Design:
    """The design that was stored. Raises BadInputError for what is none."""
    try:
        return Design(**stored)
    except TypeError as error:
        raise BadInputError("picture: this is no design of a badge.") from error


def read_design(given: Mapping[str, object]) -> Design:
    """The design that was filled in, by the fields of `Design`.

    Raises BadFieldError: nothing is accepted that could not be seen or read.
    """
    values = {field: str(given.get(field) or "").strip() for field in Design.__dataclass_fields__}
    colours = {field: values[field].lower() for field in ("body", "symbol", "ribbon", "letters")}
    design = Design(**{**values, **colours, "text": _read_words(given.get("text"))})
    _check_apart("symbol", "the icon", design.symbol, (design.body, design.foot), FORMS_APART)
    if design.text:
        _check_apart("letters", "the words", design.letters, (design.ribbon,), LETTERS_APART)
    return design


def _read_words(value: object) -> str:
    if value is None or not str(value).strip():
        return ""
    text = " ".join(read_text("text", value, MOST_LETTERS).split())
    missing = letters_missing(unicodedata.normalize("NFC", text))
    if missing:
        shown = ", ".join(f"“{letter}”" for letter in missing[:5])
        refuse(
            "text",
            f"has signs that the letters of badges lack: {shown}",
            "expected Latin, Greek or Cyrillic letters, figures and usual signs",
        )
    return text


def _check_apart(
    field: str, what: str, colour: str, grounds: tuple[str, ...], least: float
) -> None:
    """Refuse what would not stand out from its ground; says by how much, and which way to go."""
    # Rounded down: 4.49 must not be told as 4.5, which is enough.
    ratio = min(int(contrast(colour, ground) * 10) / 10 for ground in grounds)
    if min(contrast(colour, ground) for ground in grounds) >= least:
        return
    dark = max(luminance(ground) for ground in grounds) < 0.18
    refuse(
        field,
        f"makes {what} hard to see: the contrast with what lies behind is {ratio}:1, and "
        f"{least:g}:1 is needed",
        f"choose a {'lighter' if dark else 'darker'} colour here, or a "
        f"{'darker' if dark else 'lighter'} one behind",
    )


def _one_of(field: str, value: str, known: Mapping[str, object]) -> None:
    if value not in known:
        refuse(field, f"there is no {field} of that name", f"expected one of {', '.join(known)}")


_AREAS: Final = {
    "management": ("shield", "summit", "#3f53b5"),
    "coaching": ("circle", "companions", "#16808a"),
    "consulting": ("hexagon", "lens", "#86419a"),
    "languages": ("circle", "speech", "#2478c8"),
    "hospitality": ("banner", "cloche", "#bd3a57"),
    "ict": ("hexagon", "terminal", "#55647a"),
    "safety": ("shield", "cross", "#2f8745"),
}
AREAS: Final = tuple(_AREAS)
PLAIN_AREA: Final = "management"
"""Stands for what is outside the seven subject areas: the plainest of the designs."""


def area_or_plain(subject_area: str | None) -> str:
    """The subject area, or the plain one for another or none."""
    return subject_area if subject_area is not None and subject_area in _AREAS else PLAIN_AREA


def template(area: str, text: str) -> Design:
    """The design to begin with in a subject area: what a badge looks like that nobody designed.

    Raises BadInputError for an area that there is none for.
    """
    if area not in _AREAS:
        raise BadInputError(f"There is no badge design for the area {area!r}: {AREAS}.")
    shape, icon, body = _AREAS[area]
    return Design(shape, icon, body, PAPER, PAPER, INK, text)
