"""Whose badge a reviewed bulk award will be: how many are ticked, and who they are."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from leap_dash.db.learner_ids import current_records
from leap_dash.domain.access import Scope
from leap_dash.domain.review import Review
from leap_dash.queries.award_lists import listed_learners
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import EligibilityReport, EligibilityRow, Qualifying


@dataclass(frozen=True, slots=True)
class Recipients:
    """Those ticked who can get the badge: who newly qualify, and who get it again.

    `report` is of everyone reviewed, without rows.
    """

    report: EligibilityReport
    new: tuple[EligibilityRow, ...]
    again: tuple[EligibilityRow, ...]


@dataclass(frozen=True, slots=True)
class RecipientCount:
    """How many of those ticked newly qualify, and how many get it again."""

    new: int
    again: int

    @property
    def total(self) -> int:
        """How many badges would be awarded."""
        return self.new + self.again


def current_review(session: Session, scope: Scope, review: Review) -> Review:
    """The same one now: whoever was ticked, or is to have the evidence, and was merged since, is
    the record that was kept."""
    ids, stated = review.ticked.ids, review.stated
    if stated.learner_id is not None:
        (learner_id,) = current_records(session, scope, [stated.learner_id])
        stated = replace(stated, learner_id=learner_id)
    ticked = replace(review.ticked, ids=current_records(session, scope, ids))
    return replace(review, ticked=ticked, stated=stated)


def reviewed(
    session: Session, scope: Scope, review: Review, *, now: datetime
) -> Callable[..., EligibilityReport]:
    """`evaluate_achievement` of those reviewed, for what it may be asked further.

    Raises NotFoundError for a list that is not there.
    """
    listed = listed_learners(session, scope, review)
    among = None if listed is None else listed.learners

    def judge(
        learners: frozenset[UUID] | None = None,
        *,
        showing: Qualifying = Qualifying.EVERYONE,
        limit: int | None = None,
        offset: int = 0,
    ) -> EligibilityReport:
        both = learners if among is None else among if learners is None else among & learners
        return evaluate_achievement(
            session,
            scope,
            review.achievement_id,
            as_of=now,
            cohorts=review.cohort_ids,
            learners=both,
            presumed=True,
            renewing=review.renewing,
            showing=showing,
            limit=limit,
            offset=offset,
        )

    return judge


def recipients(session: Session, scope: Scope, review: Review, *, now: datetime) -> Recipients:
    """Everyone who is ticked and qualifies. Raises what `evaluate_achievement` raises."""
    ids = review.ticked.ids
    judge = reviewed(session, scope, review, now=now)
    if review.ticked.every:
        report = judge(showing=Qualifying.NEW)
        new = report.rows
    else:
        report = judge(limit=0)
        new = judge(ids, showing=Qualifying.NEW).rows
    # What was revoked is awarded again, not renewed.
    may_again = ids and not review.renewing
    again = judge(ids, showing=Qualifying.AGAIN).rows if may_again else ()
    return Recipients(
        report,
        tuple(row for row in new if review.ticked.has_new(row.learner_id)),
        tuple(row for row in again if review.ticked.has_revoked(row.learner_id)),
    )


def count_recipients(
    review: Review, judge: Callable[..., EligibilityReport], report: EligibilityReport
) -> RecipientCount:
    """How many `recipients` would give; `report` is of the same learners, `judge` of `reviewed`."""
    ids = review.ticked.ids
    if not ids:
        return RecipientCount(report.new if review.ticked.every else 0, 0)
    ticked = judge(ids, showing=Qualifying.AGAIN, limit=0)
    new = report.new - ticked.new if review.ticked.every else ticked.new
    return RecipientCount(new, 0 if review.renewing else ticked.shown)
