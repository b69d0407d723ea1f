"""One set of colours everywhere, and all of it readable."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import plotly.graph_objects as go
import pytest

from leap_dash.domain.colours import contrast
from leap_dash.figures.theme import amount_scale, group_colours, people_ticks, template
from leap_dash.figures.tokens import DARK, LIGHT, Theme, tokens

TOKENS_CSS = Path(__file__).parents[2] / "assets" / "tokens.css"
THEMES: tuple[Theme, ...] = get_args(Theme)

# What is read (left) stands on what (right).
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "muted", "accent", "accent_strong", "good", "warn", "bad",
                                  "bronze", "silver", "gold")
      for ground in ("ground", "surface")),
    *((f"{state}", f"{state}_soft") for state in ("accent", "good", "warn", "bad")),
    *((text, f"{state}_soft") for text in ("ink", "muted")
      for state in ("accent", "good", "warn", "bad")),
    *(("on_accent", ground) for ground in ("accent", "accent_strong", "bad")),
]  # fmt: skip


def test_style_sheet_and_python_hold_the_same_colours() -> None:
    pattern = re.compile(r"--ld-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
    found = pattern.findall(TOKENS_CSS.read_text(encoding="utf-8"))
    names = [name.replace("-", "_") for name, _, _ in found]
    assert dict(zip(names, (light for _, light, _ in found), strict=True)) == asdict(LIGHT)
    assert dict(zip(names, (dark for _, _, dark in found), strict=True)) == asdict(DARK)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(theme: Theme, text: str, ground: str) -> None:
    colours = asdict(tokens(theme))
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_marks_and_edges_of_controls_stand_out_from_surface_and_ground(theme: Theme) -> None:
    colours = tokens(theme)
    assert contrast(colours.edge, colours.ground) >= 3
    for mark in (*group_colours(theme), colours.edge, colours.accent):
        assert contrast(mark, colours.surface) >= 3


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#abcdef", "#abcdef") == 1


@pytest.mark.parametrize("theme", THEMES)
def test_a_larger_amount_always_stands_out_more(theme: Theme) -> None:
    surface = tokens(theme).surface
    steps = [contrast(colour, surface) for _, colour in amount_scale(theme)]
    assert steps == sorted(steps)
    assert [place for place, _ in amount_scale(theme)] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])


@pytest.mark.parametrize("theme", THEMES)
def test_a_figure_takes_its_looks_from_the_template(theme: Theme) -> None:
    figure = go.Figure(go.Bar(x=["a"], y=[1]), layout={"template": template(theme)})
    layout = figure.to_dict()["layout"]["template"]["layout"]
    assert layout["colorway"] == list(group_colours(theme))
    assert layout["font"]["color"] == tokens(theme).ink
    assert layout["font"]["size"] == 12
    assert "title" not in layout


@pytest.mark.parametrize("highest", range(12))
def test_few_people_are_counted_one_by_one(highest: int) -> None:
    """Where Plotly chose, an axis up to 2 would say 0, 1, 1, 2, 2."""
    one_by_one = people_ticks(highest, most=5).get("dtick") == 1
    assert one_by_one is (highest < 5)
