"""A rule tried on a cohort that has ended: how many would have met it, from when on, who passed.

Each week is judged as it stood at its end, by the marks that were there; the last one as it turned
out, so that it ends with the numbers that judging the cohort today gives. It writes nothing.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Cohort, Enrollment, Org, Section
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention import PASSED
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.domain.weeks import last_day, weeks_begun
from leap_dash.queries.cohorts import today_in
from leap_dash.queries.eligibility import dialect_of
from leap_dash.queries.eligibility_lookup import Asked, population
from leap_dash.queries.eligibility_question import Population, Question
from leap_dash.queries.eligibility_sql import judged
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
    people = population(scope, asked, cohort_id, None)
    seen: set[UUID] = set()
    weeks: list[SimulatedWeek] = []
    for week, question in (*_past_weeks(asked.question, cohort), (cohort.weeks, asked.question)):
        met = met_on(session, question, people)
        weeks.append(
            SimulatedWeek(week, min(question.on, cohort.ends_on), len(met), len(met - seen))
        )
        seen |= met
    counts = _by_outcome(session, asked.question, people, cohort_id)
    return Simulation(
        cohort=cohort.name,
        learners=sum(counts.values()),
        weeks=tuple(weeks),
        earned=counts[True, True] + counts[True, False],
        passed=counts[True, True],
        others_passed=counts[False, True],
        ever=len(seen),
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


def _past_weeks(now: Question, cohort: _Ended) -> Iterator[tuple[int, Question]]:
    """The question as of the end of each week but the last, with the week's number from 1."""
    zone = ZoneInfo(cohort.time_zone)
    for week in range(0, cohort.weeks - 1, -(-cohort.weeks // MOST_WEEKS)):
        day = last_day(cohort.starts_on, week)
        end = datetime.combine(day, time.max, tzinfo=zone)
        yield week + 1, replace(now, at=end, on=day, past=True)


def met_on(session: Session, question: Question, people: Population) -> set[UUID]:
    """Ids of the learners who meet the rule when the question is asked."""
    everyone = judged(question, people, dialect_of(session), [])
    return set(session.scalars(select(everyone.c.learner_id).where(everyone.c.steps == 0)))


def _by_outcome(
    session: Session, question: Question, people: Population, cohort_id: UUID
) -> Counter[tuple[bool, bool]]:
    """Learners by whether they meet the rule and whether they passed all that they took."""
    everyone = judged(question, people, dialect_of(session), [])
    passed = (
        select(func.min(case((Enrollment.final_result.in_(PASSED), 1), else_=0)))
        .join(Section, Section.id == Enrollment.section_id)
        .where(Section.cohort_id == cohort_id, Enrollment.learner_id == everyone.c.learner_id)
        .correlate(everyone)
        .scalar_subquery()
    )
    each = select(
        case((everyone.c.steps == 0, 1), else_=0).label("met"), passed.label("passed")
    ).subquery("each")
    rows = session.execute(
        select(each.c.met, each.c.passed, func.count()).group_by(each.c.met, each.c.passed)
    )
    return Counter({(bool(met), bool(good)): learners for met, good, learners in rows})
