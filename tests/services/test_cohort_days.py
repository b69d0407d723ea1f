"""The history of a cohort says of every day what the plain rule says of its learners then."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, CohortDay, Enrollment, LineItem, Result, Section
from leap_dash.domain import results
from leap_dash.domain.attention_thresholds import DEFAULTS
from leap_dash.domain.progress import summarise
from leap_dash.services.cohort_days import are_stale, count_days
from leap_dash.services.progress import rebuild_enrollments, rebuild_sections
from tests import factories as make

AS_OF = date(2026, 3, 15)
NOON = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
FIRST = AS_OF - timedelta(days=12)
Numbers = tuple[int, int, int, int, float, int]


def days(number: int) -> date:
    """So many days from the last one."""
    return AS_OF + timedelta(days=number)


def plain(session: Session, cohort: Cohort, day: date) -> Numbers:
    """Learners, due, done, marked, sum of means and behind, by the plain rule, on that day."""
    items: dict[UUID, list[results.Item]] = defaultdict(list)
    marks: dict[tuple[UUID, UUID], dict[str, results.Result]] = defaultdict(dict)
    for item in session.scalars(select(LineItem)):
        items[item.section_id].append(
            results.Item(
                str(item.id),
                item.category,
                item.weight,
                item.maximum,
                item.due_on,
                item.counts_from,
            )
        )
        for row in session.scalars(select(Result).where(Result.line_item_id == item.id)):
            marks[item.section_id, row.learner_id][str(item.id)] = results.Result(
                row.score, row.submitted_on, row.excused
            )
    learners = defaultdict(list)
    for enrollment in session.scalars(
        select(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .where(Section.cohort_id == cohort.id)
    ):
        gone = enrollment.status == "withdrawn" and (
            enrollment.withdrawn_on is None or enrollment.withdrawn_on <= day
        )
        if (enrollment.enrolled_on or day) <= day and not gone:
            key = (enrollment.section_id, enrollment.learner_id)
            learners[enrollment.learner_id].append(
                summarise(items[enrollment.section_id], marks[key], day)
            )
    due = {who: sum(each.due for each in taken) for who, taken in learners.items()}
    done = {who: sum(each.done for each in taken) for who, taken in learners.items()}
    means = []
    for taken in learners.values():
        weight = sum(each.weight_due for each in taken)
        if weight > 0:
            means.append(sum(each.points_due for each in taken) / weight)
    behind = sum(due[who] - done[who] >= DEFAULTS.missing_items for who in learners)
    return (
        len(learners),
        sum(due.values()),
        sum(done.values()),
        len(means),
        sum(means),
        behind,
    )


def stored(session: Session, cohort: Cohort) -> Mapping[date, Numbers]:
    """The days that are written down."""
    return {
        row.day: (row.learners, row.due, row.done, row.marked, row.means, row.behind)
        for row in session.scalars(
            select(CohortDay).where(CohortDay.cohort_id == cohort.id).order_by(CohortDay.day)
        )
    }


def on(history: Mapping[date, Numbers], day: date) -> Numbers:
    """How it stood at the end of that day."""
    known = [numbers for when, numbers in history.items() if when <= day]
    return known[-1] if known else (0, 0, 0, 0, 0.0, 0)


def assert_agrees(session: Session, cohort: Cohort) -> None:
    """Every day from before the first to the last."""
    session.expire_all()
    history = stored(session, cohort)
    for number in range((AS_OF - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        expected, found = plain(session, cohort, day), on(history, day)
        assert found[:4] == expected[:4], day
        assert found[4] == pytest.approx(expected[4], abs=1e-9), day
        assert found[5] == expected[5], day
    assert all(day <= AS_OF for day in history)


_days = st.sampled_from([None, *(days(number) for number in (-11, -6, -5, -2, 0, 1))])
_item = st.fixed_dictionaries(
    {
        "weight": st.sampled_from([0.0, 1.0, 1 / 3, 12.5]),
        "maximum": st.sampled_from([0.0, 10.0, 37.0]),
        "counts_from": _days,
    }
)
_result = st.none() | st.fixed_dictionaries(
    {"score": st.none() | st.sampled_from([0.0, 3.7, 10.0]), "submitted_on": _days}
)
# An excused item is excused for good: it has no day.
_excused = st.just({"excused": True, "submitted_on": None, "score": None})
_enrolled = st.fixed_dictionaries(
    {
        "enrolled_on": _days,
        "withdrawn_on": _days,
        "status": st.sampled_from(["active", "active", "withdrawn"]),
    }
)
_learner = st.lists(
    st.none() | st.tuples(_enrolled, st.lists(_result | _excused, min_size=3, max_size=3)),
    min_size=2,
    max_size=2,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    items=st.lists(st.lists(_item, max_size=3), min_size=2, max_size=2),
    learners=st.lists(_learner, max_size=3),
)
def test_every_day_is_as_the_plain_rule_has_it(
    session: Session,
    items: Sequence[Sequence[dict[str, object]]],
    learners: Sequence[Sequence[tuple[dict[str, object], Sequence[dict[str, object]]] | None]],
) -> None:
    with session.begin_nested() as savepoint:
        org, programme = make.org(session), make.programme(session)
        cohort = make.cohort(session, org, programme)
        sections = [
            make.section(session, cohort, make.course(session, programme, f"{place}"))
            for place in range(2)
        ]
        rows = [
            [make.line_item(session, section, f"{n}", **item) for n, item in enumerate(listed)]
            for section, listed in zip(sections, items, strict=True)
        ]
        for number, taken in enumerate(learners):
            who = make.learner(session, org, f"{number}")
            for place, course in enumerate(taken):
                if course is None:
                    continue
                make.enrollment(session, sections[place], who, **course[0])
                for row, mark in zip(rows[place], course[1], strict=False):
                    if mark is not None:
                        make.result(session, row, who, **mark)
        rebuild_sections(session, [section.id for section in sections], AS_OF)
        count_days(session, NOON)
        assert_agrees(session, cohort)
        savepoint.rollback()


def test_a_changed_mark_changes_the_days_of_its_cohort_alone(session: Session) -> None:
    org, programme = make.org(session), make.programme(session)
    course = make.course(session, programme)
    cohorts = [make.cohort(session, org, programme, code) for code in ("A", "B")]
    sections = [make.section(session, cohort, course) for cohort in cohorts]
    who = make.learner(session, org)
    enrolled = [make.enrollment(session, section, who) for section in sections]
    items = [make.line_item(session, section, counts_from=days(-5)) for section in sections]
    rebuild_sections(session, [section.id for section in sections], AS_OF)
    assert count_days(session, NOON) == 2
    assert not are_stale(session)
    assert on(stored(session, cohorts[0]), AS_OF)[:3] == (1, 1, 0)
    for item in items:
        make.result(session, item, who, score=80.0, submitted_on=days(-2))
    rebuild_enrollments(session, [enrolled[0].id], AS_OF)
    assert are_stale(session)
    assert count_days(session, NOON) == 1
    session.expire_all()
    assert [on(stored(session, cohort), AS_OF)[2] for cohort in cohorts] == [1, 0]
    assert on(stored(session, cohorts[0]), days(-3))[:3] == (1, 1, 0)


def test_days_are_counted_up_to_the_day_that_it_is_at_the_org(session: Session) -> None:
    programme = make.programme(session)
    for slug, zone in (("porto", "Europe/Lisbon"), ("apia", "Pacific/Apia")):
        make.cohort(session, make.org(session, slug, time_zone=zone), programme, slug)
    assert count_days(session, datetime(2026, 3, 15, 13, 0, tzinfo=UTC), most=1) == 1
    assert count_days(session, datetime(2026, 3, 15, 13, 0, tzinfo=UTC)) == 1
    counted = session.execute(select(Cohort.code, Cohort.days_on)).all()
    assert dict(counted) == {"porto": AS_OF, "apia": days(1)}
