"""Evidence of awards: written with the decision, read when the document is composed.

Files are kept beside, for who may see the award; the document says nothing of them. They go with
the last award that has them: one that was never signed leaves no trace of anybody's work.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from leap_dash.credentials.model import Evidence as EvidenceOfBadge
from leap_dash.db import Achievement, Award, AwardBatch, Evidence, EvidenceFile
from leap_dash.db.scoping import within
from leap_dash.domain import evidence
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.evidence import EvidenceKind, Stated
from leap_dash.domain.review import from_json
from leap_dash.services import audit
from leap_dash.services.bulk import among, digits, insert_rows, new_id

# The standard wants a name for each piece.
NAMES = {EvidenceKind.NARRATIVE: "Note", EvidenceKind.URL: "Evidence"}


def keep_file(
    session: Session,
    scope: Scope,
    achievement_id: UUID,
    file: evidence.EvidenceFile,
    *,
    now: datetime,
) -> evidence.Evidence:
    """Keep a file for awards of this badge; returns the piece that they state.

    Raises NotFoundError for a badge that the viewer may not award.
    """
    org_id = session.scalar(
        select(Achievement.org_id).where(
            Achievement.id == achievement_id,
            within(scope, Permission.AWARD, Achievement.org_id),
        )
    )
    if org_id is None:
        raise NotFoundError("There is no such badge that you could award.")
    kept = EvidenceFile(
        org_id=org_id,
        name=file.name,
        media_type=file.media_type,
        content=file.content,
        added_by=scope.actor,
        added_at=now,
    )
    session.add(kept)
    session.flush()
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action="evidence.keep",
        subject=str(kept.id),
        detail={"achievement": str(achievement_id), "bytes": len(file.content)},
    )
    return evidence.Evidence(EvidenceKind.FILE, file.name, kept.id)


def add_evidence(session: Session, batch_id: UUID, stated: Stated) -> None:
    """Let the awards of a new batch, or the one meant, state these pieces.

    A file that none of them has is forgotten.
    """
    if not stated.pieces:
        return
    statement = select(digits(Award.id)).where(Award.batch_id == batch_id)
    if stated.learner_id is not None:
        statement = statement.where(Award.learner_id == stated.learner_id)
    awards = session.scalars(statement)
    rows = [
        (new_id(), id_, each.kind.value, each.text, each.file_id.hex if each.file_id else None)
        for id_ in awards
        for each in stated.pieces
    ]
    insert_rows(session, Evidence, ("id", "award_id", "kind", "text", "file_id"), rows)
    _forget_unused(session, stated.file_ids)


def drop_awards(session: Session, which: ColumnElement[bool]) -> None:
    """Delete awards that were not signed, and the files that they alone have.

    The caller has their batch locked: a file is kept for the awards of one.
    """
    files = session.scalars(
        select(Evidence.file_id)
        .join(Award, Award.id == Evidence.award_id)
        .where(which, Evidence.file_id.is_not(None))
        .distinct()
    ).all()
    session.execute(delete(Award).where(which).execution_options(synchronize_session=False))
    _forget_unused(session, [each for each in files if each])


def drop_planned(session: Session, batch: AwardBatch) -> None:
    """Forget the files of a bulk award that was planned and will not be done."""
    if batch.asked is not None:
        _forget_unused(session, from_json(batch.asked).stated.file_ids)


def evidence_of(
    session: Session, award_ids: Collection[UUID]
) -> Mapping[UUID, tuple[EvidenceOfBadge, ...]]:
    """What the badges of these awards state, in the order in which it was written."""
    statement = (
        select(Evidence.award_id, Evidence.kind, Evidence.text)
        .where(
            among(session, Evidence.award_id, award_ids), Evidence.kind != EvidenceKind.FILE.value
        )
        .order_by(Evidence.id)
    )
    found: defaultdict[UUID, tuple[EvidenceOfBadge, ...]] = defaultdict(tuple)
    for award_id, kind, text in session.execute(statement):
        found[award_id] += (_stated(EvidenceKind(kind), text),)
    return found


def _forget_unused(session: Session, file_ids: Collection[UUID]) -> None:
    if not file_ids:
        return
    used = exists().where(Evidence.file_id == EvidenceFile.id)
    session.execute(
        delete(EvidenceFile)
        .where(EvidenceFile.id.in_(file_ids), ~used)
        .execution_options(synchronize_session=False)
    )


def _stated(kind: EvidenceKind, text: str) -> EvidenceOfBadge:
    if kind is EvidenceKind.URL:
        return EvidenceOfBadge(NAMES[kind], url=text)
    return EvidenceOfBadge(NAMES[kind], narrative=text)
