"""A design is drawn as chosen, or refused at its field where it could not be seen or read."""

from collections.abc import Mapping
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_dash.credentials.art import AREAS, BadgeArt, Design, Level, draw_png, draw_svg
from leap_dash.credentials.art.badge import scene_of
from leap_dash.credentials.art.bodies import SHAPES
from leap_dash.credentials.art.design import from_json, read_design, template, to_json
from leap_dash.credentials.art.icons import ICONS
from leap_dash.credentials.art.scene import Fill, Label, Stroke
from leap_dash.credentials.svg_reading import read_elements
from leap_dash.domain.colours import contrast
from leap_dash.domain.errors import BadFieldError, BadInputError

CHOSEN = Design("seal", "book", "#6d3fc0", "#fdfcf9", "#1b1f24", "#fbe39a", "Ασφάλεια εργασίας")
LEVELS: tuple[Level | None, ...] = (None, "bronze", "silver", "gold")

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
designs = st.builds(
    Design,
    shape=st.sampled_from(sorted(SHAPES)),
    icon=st.sampled_from(sorted(ICONS)),
    body=colours,
    symbol=colours,
    ribbon=colours,
    letters=colours,
    text=st.sampled_from(["", "Front office", "Первая помощь", "Ξενοδοχεία"]),
)


def art(design: Design = CHOSEN, level: Level | None = "gold") -> BadgeArt:
    return BadgeArt("Host", "Leap Training Ireland", level, design)


def refused(**changes: object) -> BadFieldError:
    """What is said of the design above with these changes."""
    with pytest.raises(BadFieldError) as caught:
        read_design({**asdict(CHOSEN), **changes})
    return caught.value


@pytest.mark.parametrize("field", ["shape", "icon", "body", "symbol", "ribbon", "letters", "text"])
def test_each_choice_changes_the_png_and_the_svg(field: str) -> None:
    other = {"shape": "circle", "icon": "leaf", "text": "Охрана труда"}.get(field, "#4a5a3c")
    changed = art(replace(CHOSEN, **{field: other}))
    assert draw_png(changed, 512) != draw_png(art(), 512)
    assert draw_svg(changed) != draw_svg(art())


def test_no_two_shapes_icons_or_levels_look_alike_at_64_pixels() -> None:
    for field, names in (("shape", SHAPES), ("icon", ICONS)):
        drawings = {draw_png(art(replace(CHOSEN, **{field: name})), 64) for name in names}
        assert len(drawings) == len(names)
    assert len({draw_png(art(level=level), 64) for level in LEVELS}) == len(LEVELS)


@pytest.mark.parametrize("text", ["Ασφάλεια", "Охрана труда", "Ação e gestão", "Größe & Maß", "A2"])
def test_words_in_every_alphabet_of_the_network_stand_on_the_ribbon(text: str) -> None:
    design = read_design({**asdict(CHOSEN), "text": text})
    drawn = [form.text for form in scene_of(art(design), "whole") if isinstance(form, Label)]
    assert drawn == [text, "Leap Training Ireland"]


def test_without_words_there_is_no_ribbon_and_no_alphabet_to_check() -> None:
    design = read_design({**asdict(CHOSEN), "text": "  ", "letters": CHOSEN.ribbon})
    assert design.text == ""
    assert [f.text for f in scene_of(art(design), "whole") if isinstance(f, Label)] == [
        "Leap Training Ireland"
    ]


@pytest.mark.parametrize("text", ["Welcome 👋", "你好", "שלום", "A\u0007B", "x" * 61])
def test_words_that_could_not_be_drawn_are_refused_at_their_field(text: str) -> None:
    assert refused(text=text).field == "text"


def test_signs_that_no_letter_is_there_for_are_named() -> None:
    words = str(refused(text="Welcome 你 and 👋"))
    assert "“你”, “👋”" in words
    assert "Latin, Greek or Cyrillic" in words


def test_an_icon_that_could_not_be_seen_is_refused_with_its_contrast_and_the_way_out() -> None:
    error = refused(body="#ffffff", symbol="#fdfcf9")
    assert error.field == "symbol"
    assert "1.0:1, and 3:1 is needed" in error.words
    assert "choose a darker colour here" in error.words
    assert "choose a lighter colour here" in refused(body="#101418", symbol="#20262c").words


def test_words_that_could_not_be_read_are_refused_with_their_contrast() -> None:
    error = refused(ribbon="#ffffff", letters="#777777")  # 4.48: not to be told as 4.5
    assert error.field == "letters"
    assert "4.4:1, and 4.5:1 is needed" in error.words


@given(designs)
@settings(max_examples=100, deadline=None)
def test_what_is_accepted_can_be_seen_and_read(design: Design) -> None:
    try:
        assert read_design(asdict(design)) == design
    except BadFieldError:
        return
    for ground in (design.body, design.foot):
        assert contrast(design.symbol, ground) >= 3
    if design.text:
        assert contrast(design.letters, design.ribbon) >= 4.5


@given(designs, st.sampled_from(LEVELS))
@settings(max_examples=30, deadline=None)
def test_whatever_is_chosen_lies_inside_the_picture_and_can_be_written(
    design: Design, level: Level | None
) -> None:
    for form in scene_of(art(design, level), "whole"):
        paths = {Fill: lambda f: f.outline, Stroke: lambda f: f.line}
        if type(form) in paths:
            ends = [segment[-1] for segment in paths[type(form)](form)]
            assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in ends)
    assert read_elements(draw_svg(art(design, level)))


@given(designs)
def test_a_stored_design_is_read_as_it_was(design: Design) -> None:
    assert from_json(to_json(design)) == design


@pytest.mark.parametrize(
    "changes",
    [{"shape": "blob"}, {"icon": ""}, {"body": "red"}, {"ribbon": "#12345"}, {"letters": None}],
)
def test_what_there_is_none_of_is_refused_at_its_field(changes: Mapping[str, object]) -> None:
    assert refused(**changes).field == next(iter(changes))


@pytest.mark.parametrize("area", AREAS)
def test_what_an_area_begins_with_can_be_seen_and_read(area: str) -> None:
    begun = template(area, "Safety first")
    assert read_design(asdict(begun)) == begun
    assert contrast(begun.tint, begun.foot) >= 4.5


def test_a_stored_design_that_is_none_is_refused() -> None:
    with pytest.raises(BadInputError, match="no design"):
        from_json({"shape": "seal"})
