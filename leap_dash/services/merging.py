"""Merging two records of learners that are one person, and taking that back.

All that is of the one record becomes of the one that is kept; the other stays as a pointer, so that
its id, and imports with any of its ids, reach the kept one. What both have is kept once: of the
same mark or week of a course the kept one's stays; of the same badge both stay, in the order in
which they were decided. What was signed keeps its text. What was moved is written down, and can be
moved back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from leap_dash.db import (
    ActivityWeek,
    Award,
    Base,
    Enrollment,
    Learner,
    LearnerGroupMember,
    LearnerIdentifier,
    LearnerMerge,
    LearnerNote,
    Membership,
    Org,
    OutboxMail,
    OutcomeResult,
    Result,
    ReturnedProposal,
    SkillRecord,
)
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import ConflictError, NotFoundError
from leap_dash.services import audit
from leap_dash.services.automatic import mark_sections
from leap_dash.services.bulk import insert_rows, update_rows
from leap_dash.services.progress import rebuild_enrollments, refresh


@dataclass(frozen=True, slots=True)
class Owned:
    """A table with rows of learners: by what its rows are told apart, beside the learner.

    `once`: a learner has only one row of the same key; what both have is not moved.
    """

    model: type[Base]
    keys: tuple[str, ...] = ("id",)
    once: bool = False


OWNED = (
    Owned(LearnerIdentifier),
    Owned(Enrollment, ("section_id",), once=True),
    Owned(Result, ("line_item_id",), once=True),
    Owned(ActivityWeek, ("section_id", "week"), once=True),
    Owned(OutcomeResult, ("learning_outcome_id",), once=True),
    Owned(LearnerGroupMember, ("group_id",), once=True),
    Owned(OutboxMail, ("message_id",), once=True),
    Owned(SkillRecord),
    Owned(LearnerNote),
    Owned(ReturnedProposal),
    Owned(Membership),
)
"""All but awards, which are numbered anew."""
DETAILS = ("given_name", "family_name", "email")
ENROLLMENT = (
    "id",
    "section_id",
    "learner_id",
    "status",
    "enrolled_on",
    "withdrawn_on",
    "final_result",
)


def merge(session: Session, scope: Scope, *, keep: UUID, merged: UUID, now: datetime) -> UUID:
    """Make one record of two; returns the id by which `split` takes it back.

    Raises NotFoundError where either is outside the orgs that the viewer runs, ConflictError for
    the same record twice, for records of two orgs, and for one that was merged already.
    """
    kept, other = _both(session, scope, keep, merged)
    refresh(session, now)
    moved: dict[str, Any] = {"owned": {}, "awards": _move_awards(session, kept.id, other.id)}
    for owned in OWNED:
        moved["owned"][owned.model.__tablename__] = _move(session, owned, kept.id, other.id)
    moved["enrollments"] = _drop_double_enrollments(session, other.id)
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

    Raises NotFoundError, and ConflictError where it was taken back already, or the kept record was
    itself merged since.
    """
    row = session.scalar(
        select(LearnerMerge)
        .where(
            LearnerMerge.id == merge_id, within(scope, Permission.ADMINISTER, LearnerMerge.org_id)
        )
        .with_for_update()
    )
    if row is None:
        raise NotFoundError("There is no such merge that you could take back.")
    records = _locked(session, row.kept_id, row.merged_id)
    kept, other = records[row.kept_id], records[row.merged_id]
    if row.undone_at is not None or other.merged_into_id != kept.id:
        raise ConflictError("This merge was taken back already, or followed by another one.")
    refresh(session, now)
    moved = row.moved
    other.merged_into_id = None
    for learner_id in map(UUID, moved["pointers"]):
        session.get_one(Learner, learner_id).merged_into_id = other.id
    for name, before in moved["details"].items():
        setattr(kept, name, before)
    session.flush()
    _put_back_awards(session, moved["awards"])
    for owned in OWNED:
        keys = moved["owned"][owned.model.__tablename__]
        _hand_over(session, owned, keys, kept.id, other.id)
    insert_rows(session, Enrollment, ENROLLMENT, [_read_row(each) for each in moved["enrollments"]])
    row.undone_at = now
    _count_anew(session, kept.org_id, [kept.id, other.id], now)
    _record(session, scope, row, "learner.split", now)
    return row


def _both(session: Session, scope: Scope, keep: UUID, merged: UUID) -> tuple[Learner, Learner]:
    if keep == merged:
        raise ConflictError("These are one record already: choose another one.")
    found = _locked(session, keep, merged)
    mine = [each for each in found.values() if scope.may(Permission.ADMINISTER, each.org_id)]
    if len(mine) < 2:
        raise NotFoundError("There is no such learner in an organisation that you run.")
    kept, other = found[keep], found[merged]
    if kept.org_id != other.org_id:
        raise ConflictError(
            "These are learners of two organisations: each keeps its own record. Nothing was done."
        )
    if kept.merged_into_id is not None or other.merged_into_id is not None:
        raise ConflictError("One of them was merged into another record already: load it again.")
    return kept, other


def _locked(session: Session, *ids: UUID) -> dict[UUID, Learner]:
    """In one order, so that two who merge the same at once wait for each other."""
    rows = session.scalars(
        select(Learner)
        .where(Learner.id.in_(ids))
        .order_by(Learner.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {each.id: each for each in rows}


def _move(session: Session, owned: Owned, kept: UUID, other: UUID) -> list[list[Any]]:
    """Hand over what may be; returns the keys of it."""
    columns = [_column(owned.model, name) for name in owned.keys]
    statement = select(*columns).where(_column(owned.model, "learner_id") == other)
    if owned.once:
        theirs: Any = aliased(owned.model)
        same = [
            getattr(theirs, name) == column
            for name, column in zip(owned.keys, columns, strict=True)
        ]
        statement = statement.where(~exists().where(theirs.learner_id == kept, *same))
    keys = [[_plain(value) for value in row] for row in session.execute(statement)]
    _hand_over(session, owned, keys, other, kept)
    return keys


def _hand_over(
    session: Session, owned: Owned, keys: Sequence[Sequence[Any]], before: UUID, after: UUID
) -> None:
    rows = [(before.hex, *key, after.hex) for key in keys]
    update_rows(session, owned.model, ("learner_id", *owned.keys), ("learner_id",), rows)


def _drop_double_enrollments(session: Session, other: UUID) -> list[list[Any]]:
    """What is left are courses that both took: the kept one's enrolment stands for both."""
    columns = [_column(Enrollment, name) for name in ENROLLMENT]
    rows = session.execute(select(*columns).where(Enrollment.learner_id == other)).all()
    session.execute(delete(Enrollment).where(Enrollment.learner_id == other))
    return [[_plain(value) for value in row] for row in rows]


def _move_awards(session: Session, kept: UUID, other: UUID) -> list[list[Any]]:
    """Number the awards of each badge that the other has, of both, by when they were decided."""
    theirs = select(Award.achievement_id).where(Award.learner_id == other)
    rows = session.execute(
        select(Award.id, Award.achievement_id, Award.learner_id, Award.renewal)
        .where(Award.learner_id.in_((kept, other)), Award.achievement_id.in_(theirs))
        .order_by(Award.achievement_id, Award.decided_at, Award.renewal, Award.id)
    ).all()
    place: dict[UUID, int] = {}
    after = []
    for id_, achievement_id, _, _ in rows:
        place[achievement_id] = place.get(achievement_id, -1) + 1
        after.append((id_.hex, kept.hex, place[achievement_id]))
    _number(session, after)
    return [[id_.hex, learner_id.hex, renewal] for id_, _, learner_id, renewal in rows]


def _put_back_awards(session: Session, before: Sequence[Sequence[Any]]) -> None:
    _number(session, [(id_, learner_id, renewal) for id_, learner_id, renewal in before])


def _number(session: Session, rows: Sequence[tuple[str, str, int]]) -> None:
    """By way of numbers that nobody has: on the way two would have the same one."""
    aside = [(id_, -1 - place) for place, (id_, _, _) in enumerate(rows)]
    update_rows(session, Award, ("id",), ("renewal",), aside)
    update_rows(session, Award, ("id",), ("learner_id", "renewal"), rows)


def _fill_details(kept: Learner, other: Learner) -> dict[str, None]:
    """Take over a name or an e-mail where the kept one has none; returns which."""
    empty = [name for name in DETAILS if getattr(kept, name) is None]
    filled = [name for name in empty if getattr(other, name) is not None]
    for name in filled:
        setattr(kept, name, getattr(other, name))
    return dict.fromkeys(filled)


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


def _column(model: type[Base], name: str) -> InstrumentedAttribute[Any]:
    column: InstrumentedAttribute[Any] = getattr(model, name)
    return column


def _plain(value: object) -> str | int | None:
    """A value of any column, ready for JSON."""
    if isinstance(value, UUID):
        return value.hex
    return value if value is None or isinstance(value, int | str) else str(value)


def _read_row(row: Sequence[Any]) -> tuple[Any, ...]:
    """A row of `ENROLLMENT` as it was written down."""
    id_, section, learner, status, enrolled, withdrawn, result = row
    days = [each and date.fromisoformat(each) for each in (enrolled, withdrawn)]
    return id_, section, learner, status, *days, result
