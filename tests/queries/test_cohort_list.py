"""The list of cohorts: each with its sums, and those of the running ones together."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from leap_dash.queries.cohorts import summaries
from leap_dash.records import GroupSums
from leap_dash.services.cohort_learners import keep_all
from leap_dash.services.progress import rebuild_sections
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.kitchen import Kitchen, days


def standing(sums: GroupSums) -> dict[str, int]:
    """How many stand how, where anybody does."""
    return {status.name: many for status, many in sums.by_status.items() if many}


def test_a_cohort_is_summed_without_those_who_withdrew(session: Session, kitchen: Kitchen) -> None:
    (found,) = summaries(session, kitchen.instructor, now=NOW, limit=9).cohorts
    assert found.running
    assert found.today == TODAY
    sums = found.sums
    assert (sums.learners, sums.withdrawn) == (5, 1)
    assert (sums.due, sums.done) == (4 + 4 + 4 + 3 + 3, 4 + 0 + 4 + 3 + 1)
    assert standing(sums) == {
        "NEEDS_ATTENTION": 2,
        "STOPPED": 1,
        "ON_TRACK": 2,
        "LEFT": 1,
    }
    assert sums.marked == 5
    means = [250 / 3, 0, 100 / 3, 67.5, 80 / 3]
    assert sums.mean == pytest.approx(sum(means) / 5)
    assert [(each.course_code, each.learners, each.due, each.done) for each in found.sections] == [
        ("FOH", 5, 14, 9),
        ("KIT", 4, 4, 3),
    ]


@pytest.mark.parametrize("kept", [False, True])
def test_whoever_is_in_several_running_cohorts_counts_once_over_them(
    session: Session, kitchen: Kitchen, *, kept: bool
) -> None:
    made = {
        code: make.section(
            session,
            make.cohort(session, kitchen.org, kitchen.programme, code, ends_on=ends_on),
            make.course(session, kitchen.programme, f"course-{code}"),
        )
        for code, ends_on in (("Winter", None), ("Old", TODAY - days(9)))
    }
    for where, keys in (("Winter", ("ana", "ben", "eva")), ("Old", ("ana", "chloe", "dan"))):
        for key in keys:
            make.enrollment(session, made[where], kitchen.learners[key])
    due = TODAY - days(5)
    work = make.line_item(session, made["Winter"], due_on=due, counts_from=due)
    make.result(session, work, kitchen.learners["ana"], score=50.0, submitted_on=due)
    rebuild_sections(session, [each.id for each in made.values()], TODAY)
    if kept:
        keep_all(session, NOW)
    found = summaries(session, kitchen.instructor, now=NOW, limit=9)
    own = {each.name: each.sums for each in found.cohorts}
    assert (own["Autumn"].learners, own["Winter"].learners, own["Old"].learners) == (5, 3, 3)
    together = found.together
    assert together.learners == 6
    assert (together.due, together.done) == (18 + 3, 12 + 1)
    # ana is on track in both and ben stopped in both; eva left one and stopped in the other.
    assert standing(together) == {
        "NEEDS_ATTENTION": 2,
        "STOPPED": 2,
        "ON_TRACK": 2,
        "LEFT": 1,
    }
    assert together.marked == 6
    means = [250 / 3, 0, 100 / 3, 67.5, 80 / 3, 50, 0, 0]
    assert together.mean == pytest.approx(sum(means) / len(means))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_looks_once_for_whoever_is_in_several_cohorts(
    session: Session, kitchen: Kitchen
) -> None:
    said: list[tuple[str, Any]] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2:4]))
    summaries(session, kitchen.instructor, now=NOW, limit=9)
    statement, values = next(each for each in said if "UNION ALL" in each[0])
    plan = session.connection().exec_driver_sql(f"EXPLAIN {statement}", values).scalars().all()
    assert any("hashed SubPlan" in line for line in plan), plan


def test_cohorts_that_end_last_come_first_and_are_counted_beyond_the_limit(
    session: Session, kitchen: Kitchen
) -> None:
    for code, ends_on in (("Old", TODAY - days(9)), ("Open", None)):
        make.cohort(session, kitchen.org, kitchen.programme, code, ends_on=ends_on)
    found = summaries(session, kitchen.instructor, now=NOW, limit=2)
    assert ([each.name for each in found.cohorts], found.of) == (["Open", "Autumn"], 3)
    found = summaries(session, kitchen.instructor, now=NOW, limit=2, skip=2)
    assert ([each.name for each in found.cohorts], found.of) == (["Old"], 3)
