"""The heatmap shows each state as colour, sign and sentence, and takes no name for markup."""

import re
from dataclasses import replace
from datetime import date
from uuid import uuid4

import numpy as np
import pytest

from leap_dash.domain.attention import Status
from leap_dash.domain.attention_score import Judgement
from leap_dash.domain.colours import contrast
from leap_dash.domain.results import State
from leap_dash.figures.heatmap import cell_words, height, least_width, sentence
from leap_dash.figures.tokens import tokens
from leap_dash.figures.words import SIGNS
from leap_dash.records import Cell, CohortPage, GroupSums, ItemColumn, LearnerRow
from tests.figures.checked import heatmap
from tests.oulad import PROJECT

DUE = date(2026, 11, 3)
ITEM = ItemColumn(uuid4(), "FOH", "Unit 3", "test", 100.0, DUE)
FINE = Judgement(Status.ON_TRACK, 5.0, ())
CELL = Cell(State.DONE, 58.0, DUE, None, carried_over=False)


def row(*cells: Cell | None, name: str = "Ana Costa") -> LearnerRow:
    """A learner with these cells."""
    return LearnerRow(uuid4(), name, "1001", 4, 1, 0, 41.4, DUE, FINE, cells)


def page(*rows: LearnerRow, items: tuple[ItemColumn, ...] = (ITEM,)) -> CohortPage:
    """These learners on one page."""
    return CohortPage(items, rows, GroupSums(), len(rows), 1, 1)


def plain(text: str) -> str:
    """With plain spaces."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_every_state_has_its_colour_and_sign() -> None:
    cells = [replace(CELL, state=state) for state in State]
    found = page(row(*cells, None), items=(ITEM,) * (len(State) + 1))
    figure = heatmap(found, "light")
    codes = np.array(figure.data[0].z)
    assert codes.dtype == np.uint8
    assert codes.tolist() == [[0, 1, 2, 3, 4, 5, 6]]
    for column, (state, signs) in enumerate(zip(State, figure.data[1:], strict=False)):
        assert (signs.name, signs.text, list(signs.x)) == (state, SIGNS[state], [column])
    steps = figure.data[0].colorscale
    assert len(steps) == 2 * (len(State) + 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signs_stand_out_from_their_cells(theme: str) -> None:
    cells = [replace(CELL, state=state) for state in State]
    figure = heatmap(page(row(*cells), items=(ITEM,) * len(State)), theme)  # type: ignore[arg-type]
    fills = [colour for _, colour in figure.data[0].colorscale][::2]
    inks = [signs.textfont.color for signs in figure.data if signs.name in set(State)]
    assert len(inks) == len(State)
    assert all(contrast(ink, fill) >= 4.5 for ink, fill in zip(inks, fills, strict=False))
    assert fills[-1] == tokens(theme).surface  # type: ignore[arg-type]


def test_the_signs_in_tables_are_those_of_the_figure() -> None:
    css = (PROJECT / "assets" / "cells.css").read_text()
    found = dict(re.findall(r'\.ld-state-(\w+)::before \{\s*content: "(.)" / "";', css))
    assert found == {state.value.replace(" ", ""): sign for state, sign in SIGNS.items()}


def test_a_hover_says_the_whole_sentence() -> None:
    late = replace(CELL, state=State.LATE, days_late=2)
    assert plain(sentence(row(), ITEM, late)) == ("Ana Costa, Unit 3: 58 %, handed in 2 days late")
    figure = heatmap(page(row(late)), "light")
    assert plain(figure.data[0].hovertext[0][0]) == plain(sentence(row(), ITEM, late))
    assert sentence(row(), ITEM, None) == "Ana Costa, Unit 3: not enrolled in FOH"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (CELL, "58 %, handed in 3 Nov 2026"),
        (replace(CELL, percent=None), "not marked, handed in 3 Nov 2026"),
        (replace(CELL, submitted_on=None), "58 %, handed in"),
        (replace(CELL, carried_over=True), "58 %, carried over from an earlier cohort"),
        (replace(CELL, state=State.LATE, days_late=1), "58 %, handed in 1 day late"),
        (
            replace(CELL, state=State.LOW, percent=12.0),
            "12 %, below the pass mark, handed in 3 Nov 2026",
        ),
        (replace(CELL, state=State.MISSING), "missing, was due 3 Nov 2026"),
        (replace(CELL, state=State.EXCUSED), "excused"),
        (replace(CELL, state=State.NOT_DUE), "due 3 Nov 2026"),
    ],
)
def test_each_state_has_words(cell: Cell, words: str) -> None:
    assert plain(cell_words(cell, ITEM)) == words


def test_an_item_without_a_due_date_has_words_too() -> None:
    item = replace(ITEM, due_on=None)
    assert cell_words(replace(CELL, state=State.MISSING), item) == "missing"
    assert cell_words(replace(CELL, state=State.NOT_DUE), item) == "not due yet"


def test_names_are_shown_as_written_and_never_as_markup() -> None:
    name = '<a href="x">&amp;</a>'
    found = page(row(CELL, name=name), items=(replace(ITEM, name=name, course_code="<b>"),))
    figure = heatmap(found, "light")
    said = [
        figure.data[0].hovertext[0][0],
        *figure.layout.yaxis.ticktext,
        *(label.replace("<br>", "") for label in figure.layout.xaxis.ticktext),
    ]
    assert not any("<" in text for text in said)
    assert figure.layout.yaxis.ticktext == ('&lt;a href="x"&gt;&amp;amp;&lt;/a&gt;',)


def test_a_name_of_500_letters_takes_no_more_room_than_any_other() -> None:
    usual, long = page(row(CELL)), page(row(CELL, name="X" * 500))
    assert heatmap(long, "light").layout.margin.l < 240
    assert least_width(long) < least_width(usual) + 180
    items = (replace(ITEM, name="Y" * 500),)
    assert height(page(row(CELL), items=items)) < height(usual) + 60


@pytest.mark.parametrize("many", [1, 8, 12])
def test_a_usual_course_needs_no_scrolling_on_a_usual_screen(many: int) -> None:
    name = "Einführungsveranstaltung: Budgetverantwortung und Leistungsbeurteilung"
    found = page(
        row(*[CELL] * many, name="Κωνσταντίνα Παπαδοπούλου"),
        items=(replace(ITEM, name=name),) * many,
    )
    assert least_width(found) <= 995


def test_a_name_of_26_letters_is_whole_and_a_longer_one_is_whole_in_the_hover() -> None:
    whole, longer = "Konstantinos Papadimitriou", "Konstantinos Papadimitrious"
    figure = heatmap(page(row(CELL, name=whole), row(CELL, name=longer)), "light")
    assert figure.layout.yaxis.ticktext == (whole, "Konstantinos Papadimitrio…")
    assert figure.data[0].hovertext[1][0].startswith(f"{longer}, ")


def test_the_figure_is_as_high_as_its_rows() -> None:
    one, fifty = page(row(CELL)), page(*(row(CELL) for _ in range(50)))
    assert height(fifty) - height(one) == 49 * 22
    assert heatmap(fifty, "light").layout.height == height(fifty)


def test_several_courses_stand_apart_under_their_codes() -> None:
    items = (ITEM, ITEM, replace(ITEM, course_code="KIT"))
    figure = heatmap(page(row(CELL, CELL, None), items=items), "light")
    codes = [note.text for note in figure.layout.annotations if "<b>" in note.text]
    assert codes == ["<b>FOH</b>", "<b>KIT</b>"]
    assert [line.x0 for line in figure.layout.shapes] == [1.5]
    assert not heatmap(page(row(CELL)), "light").layout.shapes


def test_a_click_can_tell_whose_row_it_met() -> None:
    found = page(row(CELL), row(CELL))
    ids = heatmap(found, "light").layout.meta["learner_ids"]
    assert ids == [str(each.id) for each in found.rows]


def test_nothing_to_show_is_no_error() -> None:
    assert heatmap(page(), "dark").layout.height > 0
    assert heatmap(page(row(), items=()), "dark").layout.height > 0
