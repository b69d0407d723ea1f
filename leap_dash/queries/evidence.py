"""What awards state as evidence, for those who look at the awards anyway."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Award, Evidence, EvidenceFile
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.records import FileOfAward, StoredFile


def evidence_texts(session: Session, award_ids: Collection[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """Notes and links by award, in the order in which they were written.

    The awards are a page of those that the viewer may see.
    """
    rows = session.execute(
        select(Evidence.award_id, Evidence.text)
        .where(Evidence.award_id.in_(award_ids), Evidence.file_id.is_(None))
        .order_by(Evidence.id)
    )
    found: defaultdict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for award_id, text in rows:
        found[award_id] += (text,)
    return found


def evidence_files(
    session: Session, award_ids: Collection[UUID]
) -> Mapping[UUID, tuple[FileOfAward, ...]]:
    """Files by award, likewise."""
    rows = session.execute(
        select(Evidence.award_id, Evidence.file_id, Evidence.text)
        .where(Evidence.award_id.in_(award_ids), Evidence.file_id.is_not(None))
        .order_by(Evidence.id)
    )
    found: defaultdict[UUID, tuple[FileOfAward, ...]] = defaultdict(tuple)
    for award_id, file_id, name in rows:
        if file_id is not None:
            found[award_id] += (FileOfAward(file_id, name),)
    return found


def evidence_file(session: Session, scope: Scope, file_id: UUID) -> StoredFile:
    """A file of an award that the viewer may see. Raises NotFoundError."""
    row = session.execute(
        select(EvidenceFile.name, EvidenceFile.media_type, EvidenceFile.content)
        .join(Evidence, Evidence.file_id == EvidenceFile.id)
        .join(Award, Award.id == Evidence.award_id)
        .where(
            EvidenceFile.id == file_id,
            or_(
                Award.learner_id.in_(scope.learners()),
                within(scope, Permission.SEE_LEARNERS, Award.org_id),
            ),
        )
        .limit(1)
    ).first()
    if row is None:
        raise NotFoundError("There is no such file that you could see.")
    return StoredFile(row.name, row.media_type, row.content)
