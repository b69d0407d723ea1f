"""Badges are handsome by eye; what a machine can see of that is kept here."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from leap_dash.credentials.art import AREAS, BadgeArt, Level, default_art, draw_png
from leap_dash.credentials.art.badge import scene_of
from leap_dash.credentials.art.lettering import font
from leap_dash.credentials.art.scene import Fill, Label, Stroke
from leap_dash.credentials.baking import bake, unbake
from leap_dash.domain.errors import BadInputError

LEVELS: tuple[Level | None, ...] = (None, "bronze", "silver", "gold")
GREEK = "Υποστηρικτική καθοδήγηση στον χώρο εργασίας και ανάπτυξη δεξιοτήτων"
GERMAN = "Arbeitssicherheitsbeauftragtenfortbildungsveranstaltung für Gesundheitsschutz"
CYRILLIC = "Основы охраны труда и здоровья на рабочем месте"


def art(
    name: str = "Leading a small team",
    area: str = "management",
    level: Level | None = "gold",
    issuer: str = "Leap Training Ireland",
) -> BadgeArt:
    return default_art(name, area, level, issuer)


def pixels(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png), formats=["PNG"])
    image.load()
    return image


def labels(description: BadgeArt) -> list[Label]:
    return [form for form in scene_of(description, "whole") if isinstance(form, Label)]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("size", [64, 128, 512])
def test_every_area_and_level_has_a_drawing_of_its_own_at_every_size(area: str, size: int) -> None:
    drawings = {draw_png(art(area=area, level=level), size) for level in LEVELS}
    assert len(drawings) == len(LEVELS)
    others = {draw_png(art(area=other, level="gold"), size) for other in AREAS}
    assert len(others) == len(AREAS)


@pytest.mark.parametrize("size", [16, 64, 512])
def test_a_badge_has_the_size_that_was_asked_for_and_a_transparent_ground(size: int) -> None:
    image = pixels(draw_png(art(), size))
    assert (image.mode, image.size) == ("RGBA", (size, size))
    assert image.getpixel((0, 0)) == (0, 0, 0, 0)
    middle = image.getpixel((size // 2, size // 2))
    assert isinstance(middle, tuple)
    assert middle[3] == 255


def test_equal_descriptions_give_equal_bytes() -> None:
    first = draw_png(art(), 128)
    draw_png.cache_clear()
    assert draw_png(art(), 128) == first


@pytest.mark.parametrize("name", [GREEK, GERMAN, CYRILLIC, "Ü", "A2", "Pão de queijo " * 9])
def test_a_name_is_shown_whole_in_at_most_two_lines_that_fit_the_ribbon(name: str) -> None:
    *name_lines, _issuer = labels(art(name=name))
    assert len(name_lines) <= 2
    assert "".join("".join(line.text for line in name_lines).split()) == "".join(name.split())
    for line in name_lines:
        assert font(1000, line.weight).getlength(line.text) / 1000 * line.size <= 0.8


@given(st.text(min_size=1, max_size=120))
@settings(max_examples=25, deadline=None)
def test_any_name_can_be_drawn(name: str) -> None:
    assert pixels(draw_png(art(name=name), 128)).size == (128, 128)


def test_the_font_has_every_letter_of_the_partners_languages() -> None:
    face = font(40, 600)
    missing = bytes(face.getmask("\uffff"))
    partners = "ÄÖÜäöüßẞ ÁÂÃÀÇÉÊÍÓÔÕÚáâãàçéêíóôõú ŁłŠšŽžŐőŰű Ññ ΆΈΉΊΌΎΏάέήίΐϊόύΰϋώς–«»’„“&"
    greek = "".join(chr(code) for code in range(0x391, 0x3CF) if code != 0x3A2)
    cyrillic = "".join(chr(code) for code in range(0x400, 0x460))
    for letter in (partners + greek + cyrillic).replace(" ", ""):
        assert bytes(face.getmask(letter)) != missing, letter


def test_small_badges_leave_the_words_out_rather_than_show_noise() -> None:
    for size in (64, 128):
        assert draw_png(art(name="One name"), size) == draw_png(art(name="Another name"), size)
    assert draw_png(art(name="One name"), 256) != draw_png(art(name="Another name"), 256)


@pytest.mark.parametrize("area", AREAS)
def test_everything_drawn_lies_inside_the_picture(area: str) -> None:
    for form in scene_of(art(area=area), "whole"):
        paths = {Fill: lambda f: f.outline, Stroke: lambda f: f.line}
        if type(form) in paths:
            ends = [segment[-1] for segment in paths[type(form)](form)]
            assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in ends)


def test_badge_art_can_be_baked() -> None:
    assert unbake(bake(draw_png(art(), 512), '{"id": "x"}')) == '{"id": "x"}'


def test_an_unknown_area_level_or_size_is_refused_with_what_there_is() -> None:
    with pytest.raises(BadInputError, match="management"):
        art(area="astrology")
    with pytest.raises(BadInputError, match="bronze"):
        default_art("x", "ict", "platinum", "y")  # type: ignore[arg-type]
    with pytest.raises(BadInputError, match="16 to 1024"):
        draw_png(art(), 9000)
