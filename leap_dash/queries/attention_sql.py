"""The rule of `domain.attention` and the score of `domain.attention_score`, over whole cohorts.

Works on rows of `learner_sums`. A test holds both versions together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    FromClause,
    Integer,
    Row,
    and_,
    case,
    func,
    literal,
    null,
    or_,
)
from sqlalchemy.sql.elements import SQLCoreOperations

from leap_dash.db.days import days_between, latest
from leap_dash.domain.attention import WATCH_MARGIN, Status, Work
from leap_dash.domain.attention_score import WEIGHTS, Feature
from leap_dash.domain.attention_thresholds import Thresholds
from leap_dash.records import CohortHead, GroupSums

Number: TypeAlias = SQLCoreOperations[Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """By what rows are judged: the day and the thresholds, silence as the day since which it lasts.

    Days are compared as they are stored: counting the days of every row costs much more.
    """

    as_of: Number
    missing_items: Number
    mean_below: Number
    quiet_since: Number
    stopped_since: Number
    stopped_days: Number


def terms(as_of: date, thresholds: Thresholds) -> Terms:
    """Those of one cohort."""
    return Terms(
        literal(as_of, Date),
        literal(thresholds.missing_items, Integer),
        literal(thresholds.mean_below, Float),
        literal(as_of - timedelta(days=thresholds.quiet_days), Date),
        literal(as_of - timedelta(days=thresholds.stopped_days), Date),
        literal(thresholds.stopped_days, Integer),
    )


def terms_of(head: CohortHead) -> Terms:
    """Those of the cohort that is looked at."""
    return terms(head.as_of, head.thresholds)


def terms_by_cohort(sums: FromClause, of: Mapping[UUID, tuple[date, Thresholds]]) -> Terms:
    """Those of several cohorts, for rows of each of them."""
    each = {cohort: terms(*given) for cohort, given in of.items()}

    def chosen(name: str) -> Number:
        by_cohort = {cohort: getattr(own, name) for cohort, own in each.items()}
        return case(by_cohort, value=sums.c.cohort_id)

    return Terms(*(chosen(field.name) for field in fields(Terms)))


def status_of(sums: FromClause, terms: Terms) -> ColumnElement[str]:
    """The status of a row, as `domain.attention.status`."""
    row, since = sums.c, _silent_since(sums)
    return case(
        (row.is_gone == 1, Status.LEFT.value),
        (row.passed == 1, Status.COMPLETED.value),
        (and_(row.missing > 0, since <= terms.stopped_since), Status.STOPPED.value),
        (
            or_(
                row.failed == 1,
                row.missing >= terms.missing_items,
                row.mean < terms.mean_below,
                and_(row.missing > 0, since <= terms.quiet_since),
            ),
            Status.NEEDS_ATTENTION.value,
        ),
        (
            or_(row.missing > 0, row.mean < terms.mean_below + WATCH_MARGIN),
            Status.WATCH.value,
        ),
        else_=Status.ON_TRACK.value,
    )


def rank_of(
    sums: FromClause, terms: Terms, learned: ColumnElement[Any] | None = None
) -> ColumnElement[float]:
    """What ranks as the score does, before it is rounded; none for who is closed.

    `learned`: the score that a model gives, which goes before where there is one.
    """
    total: Number = literal(0.0, Float)
    for feature, weight in WEIGHTS.items():
        total = total + weight * FEATURES[feature](sums, terms)
    if learned is not None:
        total = func.coalesce(learned, total)
    return case((and_(sums.c.is_gone == 0, sums.c.passed == 0), total))


def work_of(row: Row[*tuple[Any, ...]]) -> Work:
    """What `domain.attention` judges, of a row of `learner_sums`."""
    return Work(
        due=int(row.due),
        done=int(row.done),
        late=int(row.late),
        mean=row.mean,
        active_on=row.active_on,
        since=row.since,
        left=bool(row.is_gone),
        passed=bool(row.passed),
        failed=bool(row.failed),
    )


def group_columns(sums: FromClause, status: ColumnElement[str]) -> tuple[ColumnElement[Any], ...]:
    """Columns that sum up rows of `learner_sums` with their status; `group_of` reads them.

    Who has left is counted, and summed nowhere else.
    """
    here = sums.c.is_gone == 0

    def total(column: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.coalesce(func.sum(case((here, column))), 0)

    return (
        total(sums.c.due).label("all_due"),
        total(sums.c.done).label("all_done"),
        func.avg(case((here, sums.c.mean))).label("all_mean"),
        *_counts(sums, status, func.count),
    )


def surplus_columns(sums: FromClause, status: ColumnElement[str]) -> tuple[ColumnElement[Any], ...]:
    """Columns as those of `group_columns`: how often learners are counted more than once.

    A learner may have several rows, one a cohort. What is no count is 0 or none.
    """

    def surplus(learner: ColumnElement[Any]) -> ColumnElement[int]:
        return func.count(learner) - func.count(learner.distinct())

    return (
        literal(0).label("all_due"),
        literal(0).label("all_done"),
        null().label("all_mean"),
        *_counts(sums, status, surplus),
    )


def _counts(
    sums: FromClause,
    status: ColumnElement[str],
    counted: Callable[[ColumnElement[Any]], ColumnElement[int]],
) -> tuple[ColumnElement[int], ...]:
    here = sums.c.is_gone == 0

    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return counted(case((condition, sums.c.learner_id)))

    return (
        how_many(here).label("all_learners"),
        how_many(and_(here, sums.c.mean.is_not(None))).label("all_marked"),
        *(how_many(status == each.value).label(_counted(each)) for each in Status),
    )


def group_of(row: Row[*tuple[Any, ...]]) -> GroupSums:
    """The record of a row of `group_columns`."""
    return GroupSums(
        learners=row.all_learners,
        due=int(row.all_due),
        done=int(row.all_done),
        mean=row.all_mean,
        marked=row.all_marked,
        by_status={status: getattr(row, _counted(status)) for status in Status},
    )


def _counted(status: Status) -> str:
    return f"all_{status.name.lower()}"


def _silent_since(sums: FromClause) -> Number:
    return latest(sums.c.active_on, sums.c.since)


def _share(part: Number, whole: Number) -> Number:
    return func.coalesce(1.0 * part / func.nullif(whole, 0), 0.0)


def _marks_lost(sums: FromClause, _: Terms) -> Number:
    mean = sums.c.mean
    return case((mean < 0, 1.0), (mean < 100, 1 - mean / 100.0), else_=0.0)


def _silent(sums: FromClause, terms: Terms) -> Number:
    since = _silent_since(sums)
    share = 1.0 * days_between(terms.as_of, since) / terms.stopped_days
    return case((since <= terms.stopped_since, 1.0), (since < terms.as_of, share), else_=0.0)


FEATURES: Mapping[Feature, Callable[[FromClause, Terms], Number]] = {
    Feature.MISSING: lambda sums, _: _share(sums.c.missing, sums.c.due),
    Feature.MARKS_LOST: _marks_lost,
    Feature.SILENT: _silent,
    Feature.LATE: lambda sums, _: _share(sums.c.late, sums.c.due),
}
"""Each feature of a row, as `domain.attention_score.features`."""
