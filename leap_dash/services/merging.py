"""Merging two records of learners that are one person, and taking that back.

All that is of the one record becomes of the one that is kept; the other stays as a pointer, so that
its id, and imports with any of its ids, reach the kept one. What both have is kept once: of the
same mark or week of a course the kept one's stays; of the same badge both stay, in the order in
which they were decided, those in force last. What was signed keeps its text. What was moved is
written down, and can be moved back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from leap_dash.db import Award, Enrollment, Learner, LearnerMerge, Org
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import ConflictError, NotFoundError
from leap_dash.services import audit, merged_awards, merged_rows
from leap_dash.services.automatic import mark_sections
from leap_dash.services.progress import rebuild_enrollments, refresh

DETAILS = ("given_name", "family_name", "email")


def merge(session: Session, scope: Scope, *, keep: UUID, merged: UUID, now: datetime) -> UUID:
    """Make one record of two; returns the id by which `split` takes it back.

    Raises NotFoundError where either is outside the orgs that the viewer runs, ConflictError for
    the same record twice, for records of two orgs, and for one that was merged already.
    """
    kept, other = _both(session, scope, keep, merged)
    refresh(session, now)
    moved: dict[str, Any] = {"awards": merged_awards.take_over(session, kept.id, other.id, now)}
    moved["owned"], moved["doubles"] = merged_rows.take_over(session, kept.id, other.id)
    moved["details"] = _fill_details(kept, other)
    other.merged_into_id = kept.id
    moved["pointers"] = _repoint(session, kept.id, other.id)
    row = LearnerMerge(
        org_id=kept.org_id,
        kept_id=kept.id,
        merged_id=other.id,
        merged_by=scope.actor,
        merged_at=now,
        moved=moved,
    )
    session.add(row)
    session.flush()
    _count_anew(session, kept.org_id, [kept.id], now)
    _record(session, scope, row, "learner.merge", now)
    return row.id


def split(session: Session, scope: Scope, merge_id: UUID, *, now: datetime) -> LearnerMerge:
    """Take a merge back: what was moved, and is still there, goes back to its own record.

    Raises NotFoundError, and ConflictError where it was taken back already, the kept record was
    itself merged since, or a later merge into it has to be taken back first.
    """
    row = session.scalar(
        select(LearnerMerge)
        .where(
            LearnerMerge.id == merge_id, within(scope, Permission.ADMINISTER, LearnerMerge.org_id)
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFoundError("There is no such merge that you could take back.")
    records = _locked(session, scope, row.kept_id, row.merged_id)
    kept, other = records[row.kept_id], records[row.merged_id]
    if row.undone_at is not None or other.merged_into_id != kept.id:
        raise ConflictError("This merge was taken back already, or followed by another one.")
    _refuse_if_built_on(session, row)
    refresh(session, now)
    moved = row.moved
    other.merged_into_id = None
    for learner_id in map(UUID, moved["pointers"]):
        session.get_one(Learner, learner_id).merged_into_id = other.id
    for name, taken_over in moved["details"].items():
        if getattr(kept, name) == taken_over:  # not what somebody put there since
            setattr(kept, name, None)
    session.flush()
    merged_awards.give_back(session, moved["awards"], kept.id, other.id, now)
    merged_rows.give_back(session, moved["owned"], moved["doubles"], kept.id, other.id)
    row.undone_at = now
    _count_anew(session, kept.org_id, [kept.id, other.id], now)
    _record(session, scope, row, "learner.split", now)
    return row


def _both(session: Session, scope: Scope, keep: UUID, merged: UUID) -> tuple[Learner, Learner]:
    if keep == merged:
        raise ConflictError("These are one record already: choose another one.")
    found = _locked(session, scope, keep, merged)
    if len(found) < 2:
        raise NotFoundError("There is no such learner in an organisation that you run.")
    kept, other = found[keep], found[merged]
    if kept.org_id != other.org_id:
        raise ConflictError(
            "These are learners of two organisations: each keeps its own record. Nothing was done."
        )
    if kept.merged_into_id is not None or other.merged_into_id is not None:
        raise ConflictError("One of them was merged into another record already: load it again.")
    return kept, other


def _locked(session: Session, scope: Scope, *ids: UUID) -> dict[UUID, Learner]:
    """Those of the orgs that the viewer runs, by id; whoever else has to do with them waits.

    Imports lock the org likewise, or one could find a learner before and write their marks after.
    Awards come first and learners last, as where badges are signed, places taken in the org's list
    and learners told; so nobody waits for somebody who waits for them.
    """
    run = within(scope, Permission.ADMINISTER, Learner.org_id)
    awards = select(Award.id).join(Learner).where(Learner.id.in_(ids), run)
    orgs = select(Learner.org_id).where(Learner.id.in_(ids), run)
    for statement in (
        awards.order_by(Award.id).with_for_update(of=Award),
        select(Org.id).where(Org.id.in_(orgs)).order_by(Org.id).with_for_update(key_share=True),
    ):
        session.execute(statement)
    rows = session.scalars(
        select(Learner)
        .where(Learner.id.in_(ids), run)
        .order_by(Learner.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {each.id: each for each in rows}


def _refuse_if_built_on(session: Session, row: LearnerMerge) -> None:
    """Taken back now, it would hand out rows that a later merge made of something else."""
    later = session.scalars(
        select(LearnerMerge.moved).where(
            LearnerMerge.kept_id == row.kept_id,
            LearnerMerge.undone_at.is_(None),
            LearnerMerge.id > row.id,
        )
    )
    for moved in later:
        if merged_rows.overlaps(row.moved["owned"], moved["doubles"], row.kept_id):
            raise ConflictError(
                "Another record with the same courses or groups was merged into the same one "
                "later: take that merge back first."
            )


def _fill_details(kept: Learner, other: Learner) -> dict[str, str]:
    """Take over a name or an e-mail where the kept one has none; returns what."""
    empty = [name for name in DETAILS if getattr(kept, name) is None]
    filled = [name for name in empty if getattr(other, name) is not None]
    for name in filled:
        setattr(kept, name, getattr(other, name))
    return {name: getattr(other, name) for name in filled}


def _repoint(session: Session, kept: UUID, other: UUID) -> list[str]:
    """Let what was merged into the other before point at the kept one."""
    ids = session.scalars(select(Learner.id).where(Learner.merged_into_id == other)).all()
    session.execute(
        update(Learner).where(Learner.merged_into_id == other).values(merged_into_id=kept)
    )
    return [each.hex for each in ids]


def _count_anew(session: Session, org_id: UUID, learners: Sequence[UUID], now: datetime) -> None:
    """Bring the summaries of their courses up to what is theirs now."""
    zone = session.scalars(select(Org.time_zone).where(Org.id == org_id)).one()
    rows = session.execute(
        select(Enrollment.id, Enrollment.section_id).where(Enrollment.learner_id.in_(learners))
    ).all()
    rebuild_enrollments(session, [row.id for row in rows], now.astimezone(ZoneInfo(zone)).date())
    mark_sections(session, [row.section_id for row in rows], now)


def _record(session: Session, scope: Scope, row: LearnerMerge, action: str, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=row.org_id,
        action=action,
        subject=str(row.kept_id),
        detail={"merged": str(row.merged_id), "merge": str(row.id)},
    )
