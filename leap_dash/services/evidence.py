"""Evidence of awards: written with the decision, read when the document is composed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.model import Evidence as EvidenceOfBadge
from leap_dash.db import Award, Evidence
from leap_dash.domain.evidence import Evidence as Piece
from leap_dash.domain.evidence import EvidenceKind
from leap_dash.services.bulk import among, digits, insert_rows, new_id

# The standard wants a name for each piece.
NAMES = {EvidenceKind.NARRATIVE: "Note", EvidenceKind.URL: "Evidence"}


def add_evidence(session: Session, batch_id: UUID, evidence: Sequence[Piece]) -> None:
    """Let all awards of a new batch state these pieces."""
    if not evidence:
        return
    awards = session.scalars(select(digits(Award.id)).where(Award.batch_id == batch_id))
    rows = [(new_id(), id_, each.kind.value, each.text) for id_ in awards for each in evidence]
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
