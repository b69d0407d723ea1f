"""The form of the badge designer: what is chosen, where it begins, and the picture from it.

Nothing is stored here; what may be chosen is settled by `credentials.art.design`.
"""

import base64
from collections.abc import Mapping
from typing import Final, cast

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from leap_dash.credentials.art import AREAS, BadgeArt, Design, Level, draw_png
from leap_dash.credentials.art.bodies import SHAPES
from leap_dash.credentials.art.design import MOST_LETTERS, area_or_plain, from_json, template
from leap_dash.credentials.art.icons import ICONS
from leap_dash.credentials.own_picture import MOST_BYTES, own_picture, smaller
from leap_dash.domain.definitions import ALT_LENGTH
from leap_dash.pages.fields import Field, read_contents
from leap_dash.records import BadgePicture

KIND, TEMPLATE = "design-kind", "design-template"
DRAWN, OWN = "drawn", "own"
DESIGN: Final = {
    name: Field(f"design-{name}")
    for name in ("shape", "icon", "body", "symbol", "ribbon", "letters", "text")
}
"""The choices of a design, by the names that errors have for them."""
IMAGE, ALT = Field("design-image"), Field("design-alt")
FIELDS: Final = {**DESIGN, "image": IMAGE, "alt": ALT}
SIZES: Final = (512, 128, 64)  # pixels
AREA_WORDS: Final = {
    "management": "Management and leadership",
    "coaching": "Coaching and mentoring",
    "consulting": "Professional consulting",
    "languages": "Languages",
    "hospitality": "Hospitality",
    "ict": "ICT",
    "safety": "Health and safety",
}
AS_IT_IS: Final = "as-it-is"
"""Stands for no template: a select shows nothing for the empty value."""


def begun(picture: BadgePicture) -> Design:
    """The design in force, or the one that the badge's area begins with."""
    if picture.design is not None:
        return from_json(picture.design)
    return template(area_or_plain(picture.subject_area), picture.name[:MOST_LETTERS])


def form(picture: BadgePicture) -> Component:
    """Every control, with the picture in force filled in."""
    own = picture.png is not None
    return html.Div(
        [
            html.Fieldset(
                [
                    html.Legend("What the badge shows", className="form-label"),
                    dbc.RadioItems(
                        id=KIND,
                        options=[
                            {"value": DRAWN, "label": "A picture drawn here"},
                            {"value": OWN, "label": "A picture of your own"},
                        ],
                        value=OWN if own else DRAWN,
                    ),
                ],
                className="mb-3",
            ),
            html.Div(_choices(picture, begun(picture)), id=f"{DRAWN}-part", hidden=own),
            html.Div(_upload(), id=f"{OWN}-part", hidden=not own),
            ALT.line(
                "What the picture shows, for those who cannot see it",
                most=ALT_LENGTH,
                value=picture.alt or "",
            ),
        ]
    )


def _choices(picture: BadgePicture, design: Design) -> list[Component]:
    areas = [(AS_IT_IS, "The design as it is"), *((area, AREA_WORDS[area]) for area in AREAS)]
    level = (
        f"The rim and the stars say that it is {picture.level}"
        if picture.level
        else "A badge without a level has no stars"
    )
    return [
        Field(TEMPLATE).select("Begin with the template of a subject area", areas),
        html.Div(
            [
                DESIGN["shape"].select("Shape", _words(SHAPES), design.shape),
                DESIGN["icon"].select("Icon", _words(ICONS), design.icon),
                DESIGN["body"].colour("Colour of the badge", design.body),
                DESIGN["symbol"].colour("Colour of the icon", design.symbol),
                DESIGN["ribbon"].colour("Colour of the ribbon", design.ribbon),
                DESIGN["letters"].colour("Colour of the words", design.letters),
            ],
            className="ld-fields",
        ),
        DESIGN["text"].line(
            "Words on the ribbon (empty: no ribbon)",
            most=MOST_LETTERS,
            value=design.text,
            pause=True,
        ),
        html.P(
            f"{level}; that is settled where the badge is described. {picture.issuer_name} stands "
            "at its foot.",
            className="ld-note",
        ),
    ]


def _words(named: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(name, each.words) for name, each in named.items()]  # type: ignore[attr-defined]


def _upload() -> list[Component]:
    return [
        IMAGE.file("Your picture", "Choose a picture", most=MOST_BYTES),
        html.P(
            "PNG, JPEG or WebP, at least 256 pixels wide and at most 5 MB. It is made square "
            "without cutting anything off, and whatever else the file says of you, your camera or "
            "the place is left out.",
            className="ld-note",
        ),
    ]


def drawn(picture: BadgePicture, design: Design) -> dict[int, bytes]:
    """The badge as designed, by size, as PNG."""
    level = cast("Level | None", picture.level)
    art = BadgeArt(picture.name, picture.issuer_name, level, design)
    return {size: draw_png(art, size) for size in SIZES}


def own(png: bytes) -> dict[int, bytes]:
    """The same of an own picture that was taken in."""
    return {size: smaller(png, size) for size in SIZES}


def read_upload(contents: object) -> bytes:
    """The file that the browser sent. Raises BadFieldError."""
    return read_contents("image", contents, MOST_BYTES)


def taken_in(contents: object) -> dict[int, bytes]:
    """The uploaded picture as it would be kept, by size. Raises BadFieldError."""
    return own(own_picture(read_upload(contents)))


def preview(pictures: Mapping[int, bytes]) -> list[Component]:
    """The badge in three sizes on a light page, and in two on a dark one."""
    addresses = {
        size: f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
        for size, png in pictures.items()
    }
    return [
        _ground("On a light page", "light", addresses, SIZES),
        _ground("On a dark page", "dark", addresses, SIZES[1:]),
    ]


def _ground(
    label: str, kind: str, addresses: Mapping[int, str], sizes: tuple[int, ...]
) -> Component:
    shown = [
        html.Figure(
            [
                html.Img(
                    src=addresses[size],
                    alt=f"The badge {size} pixels wide, {label.lower()}",
                    width=size,
                    height=size,
                ),
                html.Figcaption(f"{size} px"),
            ]
        )
        for size in sizes
    ]
    return html.Div([html.P(label), html.Div(shown)], className=f"ld-ground is-{kind}")
