"""Evidence of awards: written with the decision, read when the document is composed.

Files are kept beside, for who may see the award; the document says nothing of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.model import Evidence as EvidenceOfBadge
from leap_dash.db import Achievement, Award, Evidence, EvidenceFile
from leap_dash.db.scoping import within
from leap_dash.domain import evidence
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.evidence import EvidenceKind, Stated
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
    """Let the awards of a new batch, or the one meant, state these pieces."""
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


def _stated(kind: EvidenceKind, text: str) -> EvidenceOfBadge:
    if kind is EvidenceKind.URL:
        return EvidenceOfBadge(NAMES[kind], url=text)
    return EvidenceOfBadge(NAMES[kind], narrative=text)
