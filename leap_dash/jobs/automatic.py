"""Judges the cohorts that are marked for automatic badges, and decides who gets them.

Nothing is signed here: what is decided is a batch like any other, and its signing marks the cohorts
in which badges follow from it (`services.automatic`).
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from leap_dash.db.session import reading, writing
from leap_dash.domain.access import AUTOMATIC
from leap_dash.jobs.deciding import candidates
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import Qualifying
from leap_dash.services import automatic, batches


def decide_due(
    engine: Engine, *, clock: Callable[[], datetime], stopping: Callable[[], bool]
) -> list[UUID]:
    """Evaluate every marked cohort, each in a transaction of its own; returns the batches begun."""
    with reading(engine)() as session:
        cohorts = automatic.due(session)
    begun: list[UUID] = []
    for cohort_id in cohorts:
        if stopping():
            break
        with writing(engine)() as session:
            now = clock()
            badges = automatic.take_marks(session, cohort_id)
            decided = [_decide(session, badge, cohort_id, now) for badge in badges]
            session.commit()
        begun += [each for each in decided if each is not None]
    return begun


def _decide(session: Session, achievement_id: UUID, cohort_id: UUID, now: datetime) -> UUID | None:
    """Write down an award for everyone in the cohort who newly qualifies; none for nobody."""
    report = evaluate_achievement(
        session,
        AUTOMATIC,
        achievement_id,
        as_of=now,
        cohort=cohort_id,
        showing=Qualifying.NEW,
    )
    if not report.rows:
        return None
    return batches.start(
        session,
        AUTOMATIC,
        achievement_id=achievement_id,
        rule_version=report.rule_version,
        cohort_id=cohort_id,
        candidates=candidates(report, report.rows),
        evaluated=report.evaluated,
        already=report.already,
        now=now,
    )
