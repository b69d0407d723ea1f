"""Evidence of awards: written with the decision, read when the document is composed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.model import Evidence as EvidenceOfBadge
from leap_dash.db import Award, Evidence
from leap_dash.domain.evidence import EvidenceKind, Stated
from leap_dash.services.bulk import among, digits, insert_rows, new_id

# The standard wants a name for each piece.
NAMES = {EvidenceKind.NARRATIVE: "Note", EvidenceKind.URL: "Evidence"}


def add_evidence(session: Session, batch_id: UUID, stated: Stated) -> None:
    """Let the awards of a new batch, or the one meant, state these pieces."""
    if not stated.pieces:
        return
    statement = select(digits(Award.id)).where(Award.batch_id == batch_id)
    if stated.learner_id is not None:
        statement = statement.where(Award.learner_id == stated.learner_id)
    awards = session.scalars(statement)
    rows = [(new_id(), id_, each.kind.value, each.text) for id_ in awards for each in stated.pieces]
    insert_rows(session, Evidence, ("id", "award_id", "kind", "text"), rows)


def evidence_of(
    session: Session, award_ids: Collection[UUID]
) -> Mapping[UUID, tuple[EvidenceOfBadge, ...]]:
    """What the badges of these awards state, in the order in which it was written."""
    statement = (
        select(Evidence.award_id, Evidence.kind, Evidence.text)
        .where(among(session, Evidence.award_id, award_ids))
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
