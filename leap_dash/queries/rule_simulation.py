"""A rule tried on a cohort that has ended: how many would have met it, from when on, who passed.

Each week is judged as it stood at its end, by the marks that were there (see `rule_weeks`); the
last one as it turned out, so that it ends with the numbers that judging the cohort today gives.
Approvals count as given: nobody could have given them. It writes nothing.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Cohort, Enrollment, Org, Section
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention import PASSED
from leap_dash.domain.criteria import roles_asked
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.domain.weeks import last_day, weeks_begun
from leap_dash.queries.cohorts import today_in
from leap_dash.queries.eligibility_lookup import Asked, population
from leap_dash.queries.eligibility_question import Population, Question
from leap_dash.queries.eligibility_sql import dialect_of, judged
from leap_dash.queries.rule_weeks import met_at_ends
from leap_dash.queries.rule_weeks_facts import Days, read_enrolled
from leap_dash.records import Choice, SimulatedWeek, Simulation

MOST_WEEKS = 60
"""Weeks that are judged; of a longer cohort every second one, or every third, ..."""


@dataclass(frozen=True, slots=True)
class _Ended:
    name: str
    starts_on: date
    ends_on: date
    time_zone: str

    @property
    def weeks(self) -> int:
        """How many there were, the last one perhaps not whole."""
        return weeks_begun(self.starts_on, self.ends_on)


def ended_cohorts(
    session: Session, scope: Scope, achievement_id: UUID, *, now: datetime
) -> tuple[Choice, ...]:
    """The cohorts that a badge's rule can be tried on, the latest first."""
    same = and_(
        Cohort.org_id == Achievement.org_id, Cohort.programme_id == Achievement.programme_id
    )
    rows = session.execute(
        select(Cohort.id, Cohort.name, Cohort.ends_on, Org.time_zone)
        .join(Achievement, same)
        .join(Org, Org.id == Cohort.org_id)
        .where(
            Achievement.id == achievement_id,
            within(scope, Permission.DEFINE, Cohort.org_id),
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
            Cohort.starts_on.is_not(None),
            Cohort.ends_on.is_not(None),
        )
        .order_by(Cohort.ends_on.desc(), Cohort.name)
    )
    return tuple(
        Choice(row.id, row.name) for row in rows if row.ends_on < today_in(row.time_zone, now)
    )


def simulate(session: Session, scope: Scope, asked: Asked, *, cohort_id: UUID) -> Simulation:
    """The rule asked about, week by week of that cohort.

    Raises NotFoundError for a cohort that is not of the badge, BadInputError for one that has not
    ended.
    """
    cohort = _ended(session, scope, asked, cohort_id)
    question = replace(asked.question, presumed=True)
    people = population(scope, asked, cohort_id, None)
    enrolled = read_enrolled(session, cohort_id, people.learners)
    weeks, days = _past_weeks(cohort)
    end = _in_the_end(session, question, people, cohort_id)
    now = [end[learner][0] for learner in enrolled.learners]
    met = np.vstack([met_at_ends(session, question, enrolled, days), [now]])
    ever = np.logical_or.accumulate(met, axis=0).sum(axis=1)
    by_week = zip(met.sum(axis=1), np.diff(ever, prepend=0), strict=True)
    last_days = ((*weeks, cohort.weeks), (*days.days, cohort.ends_on))
    counts = Counter(end.values())
    return Simulation(
        cohort=cohort.name,
        learners=len(end),
        weeks=tuple(
            SimulatedWeek(week, day, int(several), int(first))
            for week, day, (several, first) in zip(*last_days, by_week, strict=True)
        ),
        earned=counts[True, True] + counts[True, False],
        passed=counts[True, True],
        others_passed=counts[False, True],
        ever=int(ever[-1]),
        asks_approval=bool(roles_asked(question.rule)),
    )


def _ended(session: Session, scope: Scope, asked: Asked, cohort_id: UUID) -> _Ended:
    row = session.execute(
        select(Cohort.name, Cohort.starts_on, Cohort.ends_on, Org.time_zone)
        .join(Org, Org.id == Cohort.org_id)
        .where(
            Cohort.id == cohort_id,
            Cohort.id.in_(asked.cohorts.values()),
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
        )
    ).first()
    if row is None:
        raise NotFoundError("This badge's programme has no such cohort.")
    name, starts_on, ends_on, time_zone = row
    if starts_on is None or ends_on is None or ends_on >= asked.question.on:
        raise BadInputError(
            f"cohort: {name} has not ended or has no first day; choose one that has ended."
        )
    return _Ended(name, starts_on, ends_on, time_zone)


def _past_weeks(cohort: _Ended) -> tuple[list[int], Days]:
    """The weeks to judge but the last, by number from 1, and their last days."""
    zone = ZoneInfo(cohort.time_zone)
    weeks = range(0, cohort.weeks - 1, -(-cohort.weeks // MOST_WEEKS))
    days = tuple(last_day(cohort.starts_on, week) for week in weeks)
    ends = tuple(datetime.combine(day, time.max, tzinfo=zone) for day in days)
    return [week + 1 for week in weeks], Days(days, ends)


def _in_the_end(
    session: Session, question: Question, people: Population, cohort_id: UUID
) -> dict[UUID, tuple[bool, bool]]:
    """Of each learner whether they meet the rule, and whether they passed all that they took."""
    everyone = judged(question, people, dialect_of(session), [])
    passed = (
        select(func.min(case((Enrollment.final_result.in_(PASSED), 1), else_=0)))
        .join(Section, Section.id == Enrollment.section_id)
        .where(Section.cohort_id == cohort_id, Enrollment.learner_id == everyone.c.learner_id)
        .correlate(everyone)
        .scalar_subquery()
    )
    rows = session.execute(select(everyone.c.learner_id, everyone.c.steps, passed))
    return {learner: (steps == 0, bool(good)) for learner, steps, good in rows}
