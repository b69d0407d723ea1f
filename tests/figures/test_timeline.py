"""The figure of a learner's weeks, its sentence and its table say the same."""

from dataclasses import replace
from datetime import date

import plotly.graph_objects as go
import pytest

from leap_dash.domain.results import State
from leap_dash.figures.timeline import sentence, table_rows
from leap_dash.figures.tokens import Theme
from leap_dash.figures.words import SIGNS
from leap_dash.records import Timeline, TimelineItem, TimelineWeek
from tests.figures.checked import timeline

BEGINS, TODAY = date(2026, 9, 7), date(2026, 10, 2)
LATE = TimelineItem("FOH", "Essay", State.LATE, 72.0, date(2026, 9, 18), date(2026, 9, 21), 3)
DONE = TimelineItem("FOH", "Test <1>", State.DONE, 90.0, date(2026, 9, 11), date(2026, 9, 9), None)
MISSING = TimelineItem("KIT", "Check", State.MISSING, None, date(2026, 9, 25), None, None)
AHEAD = TimelineItem("KIT", "Exam", State.NOT_DUE, None, date(2026, 10, 30), None, None)
UNDATED = TimelineItem("KIT", "Practical", State.NOT_DUE, None, None, None, None)


def weeks(*items: TimelineItem, active: bool = True) -> Timeline:
    """Four weeks so far, of which one and the third were active."""
    return Timeline(
        begins=BEGINS,
        ends=date(2026, 10, 30),
        today=TODAY,
        courses=("FOH", "KIT"),
        weeks=(
            TimelineWeek(BEGINS, {"FOH": 2, "KIT": 3}),
            TimelineWeek(date(2026, 9, 21), {"FOH": 1}),
        )
        if active
        else (),
        items=items,
    )


def traces(found: Timeline, mode: str, theme: Theme = "light") -> list[go.Scatter]:
    """What is drawn of it as signs (text) or strokes (markers)."""
    drawn = timeline(found, theme).select_traces({"type": "scatter", "mode": mode})
    return list(drawn)


ALL = weeks(LATE, DONE, MISSING, AHEAD, UNDATED)


def test_the_sentence_counts_weeks_and_what_came_in() -> None:
    assert sentence(ALL) == (
        "Active in 2 of 4 weeks; 2 items handed in, 1 of them late; 1 missing."
    )
    assert sentence(weeks(DONE, active=False)) == (
        "No activity is recorded; 1 item handed in, none of them late; none missing."
    )
    assert sentence(None).startswith("Nothing has happened yet")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_item_with_a_day_is_drawn_once_by_the_sign_of_its_state(theme: Theme) -> None:
    drawn = {trace.text: (trace.x[0], trace.hovertext[0]) for trace in traces(ALL, "text", theme)}
    assert set(drawn) == {
        SIGNS[state] for state in (State.LATE, State.DONE, State.MISSING, State.NOT_DUE)
    }
    assert drawn[SIGNS[State.LATE]][0] == LATE.submitted_on
    assert drawn[SIGNS[State.MISSING]][0] == MISSING.due_on
    assert "3 days after the due day" in drawn[SIGNS[State.LATE]][1]
    assert "Test &lt;1&gt;" in drawn[SIGNS[State.DONE]][1]


def test_a_bar_is_the_week_of_the_course_with_most_days() -> None:
    (bars,) = (trace for trace in timeline(ALL, "light").data if trace.type == "bar")
    assert list(bars.y) == [3, 1]
    assert "2 in FOH, 3 in KIT" in bars.hovertext[0]


def test_every_due_day_has_its_stroke() -> None:
    (due,) = traces(ALL, "markers")
    assert sorted(due.x) == [DONE.due_on, LATE.due_on, MISSING.due_on, AHEAD.due_on]


def test_signs_of_one_course_on_one_day_do_not_cover_each_other() -> None:
    twin = TimelineItem("FOH", "Twin", State.DONE, None, None, DONE.submitted_on, None)
    (signs,) = traces(weeks(DONE, twin), "text")
    assert len(set(signs.y)) == 2


def test_the_table_has_each_week_in_which_anything_was() -> None:
    rows = list(table_rows(ALL))
    assert [row[0] for row in rows] == [
        "7 Sep 2026",
        "14 Sep 2026",
        "21 Sep 2026",
        "26 Oct 2026",
    ]
    assert rows[0][1:] == (
        "2 in FOH, 3 in KIT",
        "Test <1> (done, 90\N{NARROW NO-BREAK SPACE}%)",
        "Test <1>",
    )
    assert rows[2][2].startswith("Essay (late, 3 days after the due day")
    assert rows[2][3] == "Check (missing)"


@pytest.mark.parametrize(("ends", "anchor"), [("2026-10-30", "left"), ("2026-10-25", "right")])
def test_today_is_written_on_the_longer_side_of_its_line(ends: str, anchor: str) -> None:
    (written,) = timeline(replace(ALL, ends=date.fromisoformat(ends)), "light").layout.annotations
    assert (written.text, written.xanchor) == ("today", anchor)


def test_what_came_in_before_the_course_stands_at_its_beginning() -> None:
    carried = TimelineItem(
        "FOH", "Old", State.DONE, 60.0, date(2026, 9, 11), date(2025, 1, 1), None
    )
    (signs,) = traces(weeks(carried), "text")
    assert list(signs.x) == [BEGINS]
