"""An item's five numbers are those of its marks; missing is who was there when it fell due."""

from datetime import date, timedelta
from statistics import quantiles

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import Enrollment, LineItem, Result
from leap_dash.domain.access import Role
from leap_dash.queries.course_runs import course_runs
from leap_dash.queries.item_marks import FEWEST_BOXED, item_marks
from leap_dash.records import ItemMarks
from tests import factories as make
from tests.course_rows import CourseRows, SectionRows, make_course_rows
from tests.factories import TODAY


def look(
    session: Session, rows: CourseRows, of: SectionRows, as_of: date = TODAY
) -> tuple[ItemMarks, ...]:
    """The items of the section on that day."""
    (run,) = course_runs(session, rows.instructor, of.cohort.id, as_of=as_of)
    return item_marks(session, rows.instructor, run, as_of=as_of)


def known(of: SectionRows, item: LineItem, as_of: date) -> dict[object, Result]:
    """What was there of an item on that day, by learner."""
    return {
        each.learner_id: each
        for each in of.results
        if each.line_item_id == item.id
        and (each.submitted_on is None or each.submitted_on <= as_of)
    }


def was_there(each: Enrollment, item: LineItem) -> bool:
    """Whether the learner had not left when the item fell due."""
    if each.withdrawn_on is None:
        return each.status != "withdrawn"
    fell_due = item.due_on or item.counts_from
    assert fell_due
    return each.withdrawn_on > fell_due


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("as_of", [TODAY, date(2026, 10, 20)])
def test_each_item_is_what_counting_one_by_one_gives(
    session: Session, seed: int, as_of: date
) -> None:
    rows = make_course_rows(session, seed)
    of = rows.running
    found = {each.item.id: each for each in look(session, rows, of, as_of)}
    for item in of.items:
        results, shown = known(of, item, as_of), found[item.id]
        marks = sorted(
            100 * each.score / item.maximum
            for each in results.values()
            if each.score is not None and not each.excused and item.maximum
        )
        absent = [
            each
            for each in of.enrollments
            if was_there(each, item)
            and (
                (got := results.get(each.learner_id)) is None
                or (got.score is None and got.submitted_on is None and not got.excused)
            )
        ]
        counts = item.counts_from is not None and item.counts_from <= as_of
        assert shown.marked == len(marks)
        assert shown.below == sum(mark < 40 for mark in marks)
        assert shown.missing == (len(absent) if counts else 0)
        assert shown.points == pytest.approx(marks)
        if shown.five is not None:
            five = (marks[0], *quantiles(marks, n=4, method="inclusive"), marks[-1])
            drawn = (shown.five.low, shown.five.lower, shown.five.median, shown.five.upper)
            assert (*drawn, shown.five.high) == pytest.approx(five)
        else:
            assert not marks


def test_items_stand_as_they_fall_due_and_those_without_a_day_at_the_end(session: Session) -> None:
    rows = make_course_rows(session, 1)
    names = [each.item.name for each in look(session, rows, rows.running)]
    assert names == [f"Item {number}" for number in range(6)]


def test_an_item_that_is_worth_nothing_has_no_five_numbers(session: Session) -> None:
    rows = make_course_rows(session, 1)
    worthless = look(session, rows, rows.running)[4]
    assert (worthless.item.maximum, worthless.marked, worthless.five) == (0.0, 0, None)


def test_many_marks_are_not_listed_one_by_one(session: Session) -> None:
    rows = make_course_rows(session, 1)
    of = rows.running
    item = make.line_item(session, of.section, "many")
    for number in range(FEWEST_BOXED):
        who = make.learner(session, rows.org, f"many-{number}")
        make.enrollment(session, of.section, who)
        make.result(session, item, who, score=number, submitted_on=TODAY)
    found = {each.item.id: each for each in look(session, rows, of)}[item.id]
    assert (found.marked, found.points) == (FEWEST_BOXED, ())
    yesterday = TODAY - timedelta(days=1)
    before = {each.item.id: each for each in look(session, rows, of, yesterday)}[item.id]
    assert (before.marked, before.five) == (0, None)


def test_nobody_else_sees_the_marks(session: Session) -> None:
    rows = make_course_rows(session, 1)
    (run,) = course_runs(session, rows.instructor, rows.running.cohort.id, as_of=TODAY)
    stranger = make.viewer(Role.ADMINISTRATOR, make.org(session, "graz"))
    assert item_marks(session, stranger, run, as_of=TODAY) == ()
