"""Keeps the history of cohorts: how many learners, how much due and done, day by day.

What happened to each learner (an item fell due, work came in, they withdrew) becomes steps of their
sums; steps of all learners together become those of the cohort. Everything is read from the marks,
so that a mark that comes in late mends the past, too. An excused item is left out from its start.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import accumulate, groupby
from operator import add
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from leap_dash.db import Cohort, CohortDay, Enrollment, LineItem, Org, Result, Section
from leap_dash.db.known_results import known_result
from leap_dash.domain.attention_thresholds import DEFAULTS

Steps: TypeAlias = Select[*tuple[Any, ...]]

COUNTED = ("here", "due", "done", "weighing", "weight", "points")
"""What a step changes: courses enrolled in, items due, done and due with a weight, and sums."""
KEPT = ("learners", "due", "done", "marked", "means", "behind")
_WHO = (Section.cohort_id, Enrollment.learner_id)


def mark_days(session: Session, which: ColumnElement[bool]) -> None:
    """Let the days of the cohorts with a section that fits be counted anew, by `count_days`.

    Counting takes longer than an import that changed a single mark, so it is not part of one.
    """
    session.execute(
        update(Cohort)
        .where(Cohort.id.in_(select(Section.cohort_id).where(which)))
        .values(days_on=None)
        .execution_options(synchronize_session=False)
    )


def are_stale(session: Session) -> bool:
    """Whether the days of any cohort are to be counted anew."""
    return bool(session.scalar(select(exists().where(Cohort.days_on.is_(None)))))


def count_days(session: Session, now: datetime, *, most: int | None = None) -> int:
    """Count anew the days of cohorts that were marked, or of the first of them; returns how many.

    Each up to the day that `now` is in its org's time zone.
    """
    stale = session.execute(
        select(Cohort.id, Org.time_zone)
        .join(Org, Org.id == Cohort.org_id)
        .where(Cohort.days_on.is_(None))
        .order_by(Cohort.id)
        .limit(most)
        # Whoever marks one of them while it is counted waits, so that the mark is not lost.
        .with_for_update(of=Cohort)
    ).all()
    zones: dict[str, list[UUID]] = {}
    for cohort_id, zone in stale:
        zones.setdefault(zone, []).append(cohort_id)
    for zone, cohorts in zones.items():
        _count(session, cohorts, now.astimezone(ZoneInfo(zone)).date())
    return len(stale)


def _count(session: Session, cohorts: list[UUID], as_of: date) -> None:
    session.execute(
        delete(CohortDay)
        .where(CohortDay.cohort_id.in_(cohorts))
        .execution_options(synchronize_session=False)
    )
    changes = session.execute(_changes(Section.cohort_id.in_(cohorts), as_of))
    rows = [
        {"cohort_id": cohort_id, "day": day, **dict(zip(KEPT, sums, strict=True))}
        for cohort_id, days in groupby(changes, key=lambda row: row.cohort_id)
        for day, sums in _summed(days)
    ]
    if rows:
        session.execute(insert(CohortDay), rows)
    session.execute(
        update(Cohort)
        .where(Cohort.id.in_(cohorts))
        .values(days_on=as_of)
        .execution_options(synchronize_session=False)
    )


def _summed(days: Iterable[Any]) -> Iterator[tuple[date, tuple[float, ...]]]:
    """Each day of a cohort with the sums of all changes so far."""
    rows = list(days)
    totals = accumulate(
        (tuple(row[2:]) for row in rows), lambda so_far, more: tuple(map(add, so_far, more))
    )
    return zip((row.day for row in rows), totals, strict=True)


def _changes(which: ColumnElement[bool], as_of: date) -> Steps:
    """By cohort and day: by how much each number of the cohort changed."""
    steps = _steps(which, as_of)
    who = (steps.c.cohort_id, steps.c.learner_id)
    by_day = (
        select(*who, steps.c.day, *(func.sum(steps.c[name]).label(name) for name in COUNTED))
        .group_by(*who, steps.c.day)
        .subquery("by_day")
    )
    running = select(
        by_day,
        *(
            func.sum(by_day.c[name])
            .over(partition_by=(by_day.c.cohort_id, by_day.c.learner_id), order_by=by_day.c.day)
            .label(f"all_{name}")
            for name in COUNTED
        ),
    ).subquery("running")
    now = {name: running.c[f"all_{name}"] for name in COUNTED}
    before = {name: now[name] - running.c[name] for name in COUNTED}
    cohort_day = (running.c.cohort_id, running.c.day)
    return (
        select(
            *cohort_day,
            *(
                func.sum(after - was).label(name)
                for name, after, was in zip(KEPT, _numbers(now), _numbers(before), strict=True)
            ),
        )
        .group_by(*cohort_day)
        .order_by(*cohort_day)
    )


def _numbers(sums: Mapping[str, ColumnElement[Any]]) -> tuple[ColumnElement[Any], ...]:
    """What one learner with these sums adds to each of the numbers that are kept."""
    is_here = sums["here"] > 0
    has_mean = and_(is_here, sums["weighing"] > 0)
    is_behind = and_(is_here, sums["due"] - sums["done"] >= DEFAULTS.missing_items)
    return (
        case((is_here, 1), else_=0),
        sums["due"],
        sums["done"],
        case((has_mean, 1), else_=0),
        case((has_mean, sums["points"] / sums["weight"]), else_=0.0),
        case((is_behind, 1), else_=0),
    )


def _steps(which: ColumnElement[bool], as_of: date) -> CTE:
    """What changed for a learner on a day: it came to be due, was done, or ended with leaving."""
    taken, work = _taken(which, as_of), _work(which, as_of)
    was_done = work.c.comes.is_not(None)
    each = (
        _step(taken, taken.c.joins, here=literal(1)),
        _step(taken, taken.c.leaves, here=literal(-1)),
        _step(
            work,
            work.c.starts,
            due=literal(1),
            weighing=work.c.weighing,
            weight=work.c.weight,
        ),
        _step(work, work.c.comes, done=literal(1), points=work.c.points),
        _step(
            work,
            work.c.leaves,
            due=literal(-1),
            done=case((was_done, -1), else_=0),
            weighing=-work.c.weighing,
            weight=-work.c.weight,
            points=case((was_done, -work.c.points), else_=0.0),
        ),
    )
    return union_all(*each).cte("steps")


def _step(rows: CTE, day: ColumnElement[date], **changes: ColumnElement[Any]) -> Steps:
    """One kind of step: on which day, and what it changes; nothing where there is no day."""
    return select(
        rows.c.cohort_id,
        rows.c.learner_id,
        day.label("day"),
        *(changes.get(name, literal(0)).label(name) for name in COUNTED),
    ).where(day.is_not(None))


def _taken(which: ColumnElement[bool], as_of: date) -> CTE:
    """Enrolments with the days between which they lasted."""
    joins, leaves = _joins(), _leaves(as_of)
    return (
        select(*_WHO, joins.label("joins"), leaves.label("leaves"))
        .join(Section, Section.id == Enrollment.section_id)
        .where(which, joins <= as_of, or_(leaves.is_(None), joins < leaves))
        .cte("taken")
    )


def _work(which: ColumnElement[bool], as_of: date) -> CTE:
    """Every due item of every enrolment: since when it counts, when it came in, when it ended."""
    joins, leaves = _joins(), _leaves(as_of)
    starts = _later(joins, LineItem.counts_from)
    done = or_(Result.submitted_on.is_not(None), Result.score.is_not(None))
    comes = _later(starts, func.coalesce(Result.submitted_on, starts))
    in_time = or_(leaves.is_(None), comes < leaves)
    percent = 100.0 * Result.score / func.nullif(LineItem.maximum, 0)
    return (
        select(
            *_WHO,
            starts.label("starts"),
            case((and_(done, in_time), comes), else_=null()).label("comes"),
            leaves.label("leaves"),
            case((LineItem.weight > 0, 1), else_=0).label("weighing"),
            LineItem.weight,
            (LineItem.weight * func.coalesce(percent, 0.0)).label("points"),
        )
        .join(Section, Section.id == Enrollment.section_id)
        .join(LineItem, LineItem.section_id == Section.id)
        .outerjoin(Result, known_result(as_of))
        .where(
            which,
            LineItem.counts_from <= as_of,
            joins <= as_of,
            or_(leaves.is_(None), starts < leaves),
            func.coalesce(Result.excused, false()).is_(false()),
        )
        .cte("work")
    )


def _joins() -> ColumnElement[date]:
    """The first day; without a date of enrolment, there from the start."""
    return func.coalesce(Enrollment.enrolled_on, literal(date.min))


def _leaves(as_of: date) -> ColumnElement[date]:
    """The first day that a learner is not there any more, none by that day."""
    gone = func.coalesce(Enrollment.withdrawn_on, literal(date.min))
    return case((and_(Enrollment.status == "withdrawn", gone <= as_of), gone), else_=null())


def _later(one: ColumnElement[date], other: SQLCoreOperations[date | None]) -> ColumnElement[date]:
    return case((one > other, one), else_=other)
