"""Lists of learners from a file, for the review of a bulk award: read once, kept for a while."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from leap_dash.db import AwardList
from leap_dash.domain.access import Permission, Scope
from leap_dash.ingest.learner_list import BadLine, read_learner_list
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.learner_ids import match_learners

KEPT = timedelta(days=400)
"""A scheduled award may be planned for a day within a year."""


def keep_list(
    session: Session, scope: Scope, achievement_id: UUID, content: bytes, *, now: datetime
) -> UUID:
    """Keep whom a file names; returns the list's id.

    Raises BadInputError as `read_learner_list`; NotFoundError and ForbiddenError for a badge that
    the viewer may not award.
    """
    report = evaluate_achievement(session, scope, achievement_id, as_of=now, limit=0)
    scope.require(Permission.AWARD, report.org_id)
    named, bad = read_learner_list(content)
    matched = match_learners(session, scope, [each.name for each in named], org_id=report.org_id)
    learners: dict[UUID, int] = {}
    for each in named:
        found = matched.get(each.name, set())
        if len(found) != 1:
            reason = (
                f"It names {len(found)} learners: give the id of the one that is meant."
                if found
                else "There is no learner of this id in your organisation."
            )
            bad.append(BadLine(each.line, each.name, reason))
            continue
        (learner,) = found
        if learner in learners:
            again = f"The same learner as in line {learners[learner]}."
            bad.append(BadLine(each.line, each.name, again))
        else:
            learners[learner] = each.line
    judged = evaluate_achievement(
        session, scope, achievement_id, as_of=now, learners=learners.keys()
    )
    enrolled = {row.learner_id for row in judged.rows}
    lines = {each.line: each.name for each in named}
    for learner, line in learners.items():
        if learner not in enrolled:
            absent = "Not enrolled in a cohort of this badge's programme."
            bad.append(BadLine(line, lines[line], absent))
    session.execute(delete(AwardList).where(AwardList.made_at < now - KEPT))
    kept = AwardList(
        org_id=report.org_id,
        achievement_id=achievement_id,
        learners=[str(each) for each in learners if each in enrolled],
        problems=[
            {"line": each.line, "learner": each.learner, "reason": each.reason}
            for each in sorted(bad, key=lambda each: each.line)
        ],
        made_by=scope.actor,
        made_at=now,
    )
    session.add(kept)
    session.flush()
    return kept.id
