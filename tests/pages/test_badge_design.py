"""The designer shows what would come of the choices, refuses at the field, and can be undone."""

import base64
import io
from typing import Any

import dash_bootstrap_components as dbc
import pytest
from dash import html
from PIL import Image
from sqlalchemy import select

from leap_dash.db import Achievement
from leap_dash.db.session import reading
from leap_dash.domain.access import Role
from leap_dash.domain.errors import ForbiddenError, NotFoundError
from leap_dash.pages import achievement, badge_design, undoing
from leap_dash.pages.badge_design_form import FIELDS
from tests.pages.house import House, every, words

CHOICES = ("seal", "book", "#6d3fc0", "#fdfcf9", "#1b1f24", "#fbe39a", "Ασφάλεια")
ALT = "A violet seal with a book."


def upload(kind: str = "PNG", size: tuple[int, int] = (300, 300)) -> str:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    encoded = base64.b64encode(target.getvalue()).decode()
    return f"data:image/{kind.lower()};base64,{encoded}"


def shown(
    house: House, kind: str = "drawn", choices: tuple[str, ...] = CHOICES, file: str | None = None
) -> tuple[Any, dict[str, str]]:
    """The preview, and what is said beside the fields."""
    preview, _, _, *beside = badge_design.show(
        house.as_(Role.INSTRUCTOR), kind, *choices, file, str(house.achievement_id)
    )
    return preview, {name: text for name, text in zip(FIELDS, beside, strict=True) if text}


def saved(
    house: House,
    kind: str = "drawn",
    alt: str = ALT,
    choices: tuple[str, ...] = CHOICES,
    file: str | None = None,
) -> dict[str, str]:
    """What is said beside the fields when it is used."""
    _, *beside = badge_design.save(
        house.as_(Role.INSTRUCTOR), 1, str(house.achievement_id), kind, alt, *choices, file
    )
    return {name: text for name, text in zip(FIELDS, beside, strict=True) if text}


def stored(house: House) -> Achievement:
    with reading(house.web.engine)() as session:
        return session.scalars(select(Achievement)).one()


def sizes(preview: object) -> list[int]:
    """How wide the pictures of a preview really are."""
    found = []
    for image in every(preview, html.Img):
        source = getattr(image, "src", "")
        data = base64.b64decode(source.removeprefix("data:image/png;base64,"))
        found.append(Image.open(io.BytesIO(data), formats=["PNG"]).width)
    return found


def with_choice(place: int, value: str) -> tuple[str, ...]:
    return (*CHOICES[:place], value, *CHOICES[place + 1 :])


def test_the_preview_shows_the_badge_in_three_sizes_on_light_and_dark(house: House) -> None:
    preview, beside = shown(house)
    assert sizes(preview) == [512, 128, 64, 128, 64]
    assert beside == {}
    alts = [getattr(image, "alt", "") for image in every(preview, html.Img)]
    assert alts[0] == "The badge 512 pixels wide, on a light page"
    other, _ = shown(house, choices=with_choice(0, "circle"))
    assert every(other, html.Img)[0].src != every(preview, html.Img)[0].src  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [(3, "#6d3fc1", "symbol"), (5, "#1b1f25", "letters"), (6, "Hi 👋", "text"), (0, "x", "shape")],
)
def test_what_cannot_be_seen_is_told_beside_its_field_and_not_stored(
    house: House, place: int, value: str, field: str
) -> None:
    _, beside = shown(house, choices=with_choice(place, value))
    assert list(beside) == [field]
    assert beside[field][0].isupper()
    assert list(saved(house, choices=with_choice(place, value))) == [field]
    assert stored(house).image_design is None


def test_an_own_picture_is_shown_as_it_would_be_kept(house: House) -> None:
    preview, beside = shown(house, "own", file=upload("JPEG", (400, 300)))
    assert sizes(preview) == [512, 128, 64, 128, 64]
    assert beside == {}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            "data:image/svg+xml;base64,"
            + base64.b64encode(b"<svg><script>x()</script></svg>").decode(),
            "Is an SVG",
        ),
        (upload(size=(12_000, 1)), "Has 12,000 by 1 pixels"),
        ("data:image/png;base64,!!!", "Did not arrive whole"),
        ("data:image/png;base64,é", "Did not arrive whole"),
        ("data:image/png;base64," + "A" * 8_000_000, "Is too large"),
        ("nonsense", "Is missing"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_at_its_field(
    house: House, file: str, said: str
) -> None:
    _, beside = shown(house, "own", file=file)
    assert list(beside) == ["image"]
    assert said in beside["image"]
    assert list(saved(house, "own", file=file)) == ["image"]


def test_alternative_text_is_asked_for(house: House, said: dict[str, Any]) -> None:
    assert list(saved(house, alt=" ")) == ["alt"]
    assert list(saved(house, "own", alt="", file=upload())) == ["alt"]
    assert "toast" not in said


def test_a_used_picture_is_in_force_and_can_be_undone(house: House, said: dict[str, Any]) -> None:
    context, badge = house.as_(Role.INSTRUCTOR), str(house.achievement_id)
    assert saved(house) == {}
    assert stored(house).image_design == dict(
        zip(("shape", "icon", "body", "symbol", "ribbon", "letters", "text"), CHOICES, strict=True)
    )
    answer, hidden = badge_design.answer(context, None, None, badge)
    assert answer == "This badge shows the picture that you designed. Nobody has it yet."
    assert not hidden
    button = every(said["toast"]["children"], html.Button)[0]
    undoing.undo(context, {"of": button.id["of"], "at": 1})  # type: ignore[attr-defined]
    assert stored(house).image_design is None
    assert badge_design.answer(context, None, None, badge) == (
        "This badge shows the picture that its subject area begins with. Nobody has it yet.",
        True,
    )


def test_an_own_picture_is_removed_by_going_back_and_undone(
    house: House, said: dict[str, Any]
) -> None:
    context, badge = house.as_(Role.INSTRUCTOR), str(house.achievement_id)
    saved(house, "own", file=upload())
    own = stored(house).image_png
    assert own
    _, form = badge_design.go_back(context, 1, badge)
    assert stored(house).image_png is None
    assert every(form, dbc.RadioItems)[0].value == "drawn"  # type: ignore[attr-defined]
    button = every(said["toast"]["children"], html.Button)[0]
    undoing.undo(context, {"of": button.id["of"], "at": 1})  # type: ignore[attr-defined]
    assert stored(house).image_png == own
    form = badge_design.begin_anew(context, 1, badge)
    assert every(form, dbc.RadioItems)[0].value == "own"  # type: ignore[attr-defined]


@pytest.mark.parametrize("token", ["picture:x:1", "picture:{}:-1", "picture:{}:²", "picture:{}:99"])
def test_an_undo_that_names_nothing_is_not_found(house: House, token: str) -> None:
    with pytest.raises(NotFoundError):
        undoing.undo(
            house.as_(Role.INSTRUCTOR), {"of": token.format(house.achievement_id), "at": 1}
        )


def test_a_template_fills_in_every_choice_but_the_words() -> None:
    filled = badge_design.begin("hospitality")
    assert filled[:3] == ("banner", "cloche", "#bd3a57")
    assert len(filled) == len(CHOICES) - 1


def test_only_who_may_define_the_badge_opens_saves_or_goes_back(house: House) -> None:
    badge = str(house.achievement_id)
    for context in (house.as_(Role.MODERATOR), house.seen_by(house.stranger)):
        refused = pytest.raises((NotFoundError, ForbiddenError))
        with refused:
            badge_design.layout(context, achievement_id=house.achievement_id)
        with pytest.raises((NotFoundError, ForbiddenError)):
            badge_design.show(context, "drawn", *CHOICES, None, badge)
        with pytest.raises((NotFoundError, ForbiddenError)):
            badge_design.save(context, 1, badge, "drawn", ALT, *CHOICES, None)
        with pytest.raises((NotFoundError, ForbiddenError)):
            badge_design.go_back(context, 1, badge)
    assert stored(house).image_version == 1


def test_the_badge_s_page_leads_who_may_there(house: House) -> None:
    for role, leads in ((Role.INSTRUCTOR, True), (Role.MODERATOR, False)):
        page = achievement.layout(house.as_(role), html.Div, achievement_id=house.achievement_id)
        assert ("Design the picture" in words(page)) is leads
