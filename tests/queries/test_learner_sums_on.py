"""The sums of a day in the past are those that the plain rule has, and that the summaries had."""

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Section
from leap_dash.db.membership import Known
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.progress import Summary, Totals, summarise
from leap_dash.queries.learner_sums import learner_sums
from leap_dash.queries.learner_sums_on import learner_sums_on
from leap_dash.services.progress import rebuild_sections
from tests.factories import TODAY
from tests.oulad import install_oulad
from tests.worlds import World, worlds, write

Sums = Mapping[tuple[UUID, UUID], list[Any]]  # by cohort and learner
SOME_DAYS = (-61, -21, -20, -19, -2, -1, 0, 1, 2)
CATEGORIES = ("assignment", "test", None)
# A third of the year: both kinds of cohort, items of no weight, marks carried over.
COURSES = frozenset({"AAA", "DDD", "GGG"})


def known_on(day: date) -> Known:
    """Strictly what was there on that day."""
    return Known(day, final=False)


def found(session: Session, statement: Select[*tuple[object, ...]]) -> Sums:
    """Due, done, late, missing, mean and last activity, of every row."""
    return {
        (row.cohort_id, row.learner_id): [
            row.due,
            row.done,
            row.late,
            row.missing,
            row.mean,
            row.last_activity_on,
        ]
        for row in session.execute(statement)
    }


def by_marks(
    session: Session, day: date, category: str | None, place: tuple[ColumnElement[bool], ...] = ()
) -> Sums:
    return found(session, learner_sums_on(OPERATOR, known_on(day), place, category=category))


def agree(one: Sums, other: Sums) -> None:
    """Fail unless both are the same, means up to what the order of adding changes."""
    assert one.keys() == other.keys()
    for key, (*sums, mean, last_on) in one.items():
        *others, other_mean, other_last = other[key]
        assert (sums, last_on) == (others, other_last)
        if mean is None or other_mean is None:
            assert mean is other_mean
        else:
            assert math.isclose(mean, other_mean, rel_tol=0, abs_tol=1e-9)


def by_rule(
    session: Session, world: World, learners: list[UUID], day: date, category: str | None
) -> Sums:
    """The same from `summarise`, one enrolment after the other."""
    cohorts = {cohort.code: cohort.id for cohort in session.scalars(select(Cohort))}
    own: defaultdict[tuple[UUID, UUID], list[Summary]] = defaultdict(list)
    for learner, person in zip(learners, world.people, strict=True):
        for (cohort, course), taken in person.sections.items():
            own[cohorts[cohort], learner].append(
                summarise(world.items[cohort, course], taken.results, day)
            )
    return {key: _summed(summaries, category) for key, summaries in own.items()}


def _summed(summaries: list[Summary], category: str | None) -> list[Any]:
    totals = [
        summary if category is None else summary.categories.get(category, Totals())
        for summary in summaries
    ]
    due, done = sum(each.due for each in totals), sum(each.done for each in totals)
    weight = sum(each.weight_due for each in totals)
    points = sum(each.points_due for each in totals)
    return [
        due,
        done,
        sum(each.late for each in totals),
        due - done,
        points / weight if weight else None,
        max((s.last_activity_on for s in summaries if s.last_activity_on), default=None),
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), days=st.sampled_from(SOME_DAYS), category=st.sampled_from(CATEGORIES))
def test_the_marks_of_a_day_sum_to_what_the_plain_rule_says(
    session: Session, world: World, days: int, category: str | None
) -> None:
    day = TODAY + timedelta(days=days)
    try:
        _, learners = write(session, world, [])
        expected = by_rule(session, world, learners, day, category)
        agree(by_marks(session, day, category), expected)
        rebuild_sections(session, list(session.scalars(select(Section.id))), day)
        kept = found(session, learner_sums(OPERATOR, known_on(day), category=category))
        agree(kept, expected)
    finally:
        session.rollback()


def test_a_real_year_sums_to_what_its_summaries_were_on_every_day(
    shared_data: Path,
    tmp_path: Path,
) -> None:
    engine, _ = install_oulad(tmp_path, courses=COURSES)
    with Session(engine) as session:
        sections = list(session.scalars(select(Section.id)))
        for day in (date(2013, 5, 1), date(2013, 12, 20), date(2014, 6, 26)):
            rebuild_sections(session, sections, day)
            for category in (None, "test"):
                kept = found(session, learner_sums(OPERATOR, known_on(day), category=category))
                assert len(kept) > 4_000
                agree(by_marks(session, day, category), kept)
    engine.dispose()
