"""Lists of learners that were read from a file for the review of a bulk award."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import AwardList
from leap_dash.db.learner_ids import current_records, match_learners
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.review import Review
from leap_dash.ingest.learner_list import BadLine, NamedLearner, read_learner_list
from leap_dash.queries.eligibility import evaluate_achievement


@dataclass(frozen=True, slots=True)
class ListedLearners:
    """Whom a file names, and its lines that could not be used: {"line", "learner", "reason"}."""

    learners: frozenset[UUID]
    problems: tuple[dict[str, Any], ...]


def listed_learners(session: Session, scope: Scope, review: Review) -> ListedLearners | None:
    """The list that a review is limited to; None for a review of everyone.

    Raises NotFoundError for a list that is not there, or of another badge.
    """
    if review.list_id is None:
        return None
    found = session.execute(
        select(AwardList.learners, AwardList.problems).where(
            AwardList.id == review.list_id,
            AwardList.achievement_id == review.achievement_id,
            within(scope, Permission.AWARD, AwardList.org_id),
        )
    ).first()
    if found is None:
        raise NotFoundError("This list of learners is not there any more: choose the file again.")
    learners = current_records(session, scope, list(map(UUID, found.learners)))
    return ListedLearners(learners, tuple(found.problems))


def find_listed(
    session: Session, scope: Scope, achievement_id: UUID, content: bytes, *, now: datetime
) -> tuple[list[UUID], list[BadLine]]:
    """Whom a file names of those who can be judged for the badge, and its other lines, in order.

    Raises BadInputError as `read_learner_list`, NotFoundError for a badge outside the scope.
    """
    judge = partial(evaluate_achievement, session, scope, achievement_id, as_of=now)
    org_id = judge(limit=0).org_id
    scope.require(Permission.AWARD, org_id)
    named, bad = read_learner_list(content)
    matched = match_learners(session, scope, [each.name for each in named], org_id=org_id)
    first: dict[UUID, NamedLearner] = {}
    for each in named:
        if problem := _problem(each, matched.get(each.name, set()), first):
            bad.append(BadLine(each.line, each.name, problem))
    enrolled = {row.learner_id for row in judge(learners=first.keys()).rows}
    absent = "Not enrolled in a cohort of this badge's programme."
    bad += [
        BadLine(each.line, each.name, absent)
        for learner, each in first.items()
        if learner not in enrolled
    ]
    learners = [learner for learner in first if learner in enrolled]
    return learners, sorted(bad, key=lambda each: each.line)


def _problem(named: NamedLearner, found: set[UUID], first: dict[UUID, NamedLearner]) -> str | None:
    """What is wrong with a line; none for the first that names a learner, which is put in."""
    if not found:
        return "There is no learner of this id in your organisation."
    if len(found) > 1:
        return f"It names {len(found)} learners: give the id of the one that is meant."
    (learner,) = found
    if first.setdefault(learner, named) is not named:
        return f"The same learner as in line {first[learner].line}."
    return None
