"""What moderators said of proposed awards: approved, in which role; or returned, and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, String, and_, exists, false, or_, true
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.awards import Award
from leap_dash.db.base import Base, UuidKey
from leap_dash.domain.access import APPROVING, Role, Scope


class Approval(Base):
    """An approval of a proposed award; one per role, and it stays when the award is issued."""

    __tablename__ = "approval"

    award_id: Mapped[UUID] = mapped_column(
        ForeignKey("award.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    approved_by: Mapped[str] = mapped_column(String(320))
    approved_at: Mapped[datetime]
    note: Mapped[str | None]


class ReturnedProposal(Base):
    """A proposal that a moderator did not approve. The award itself is gone, so that the learner
    can be proposed again."""

    __tablename__ = "returned_proposal"

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("award_batch.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(
        ForeignKey("learner.id", ondelete="CASCADE"), index=True
    )
    note: Mapped[str]
    returned_by: Mapped[str] = mapped_column(String(320))
    returned_at: Mapped[datetime]


def approved_in(role: Role) -> ColumnElement[bool]:
    """Whether somebody in this role has approved an award."""
    return exists().where(Approval.award_id == Award.id, Approval.role == role.value)


def lacks_approval_of(scope: Scope) -> ColumnElement[bool]:
    """Whether nobody has approved an award in some role that the viewer has there.

    Of the proposed ones it leaves out those that wait for somebody in another role alone.
    """
    if scope.operator:
        return true()
    ways = (
        and_(Award.org_id == grant.org_id, ~approved_in(grant.role))
        for grant in sorted(scope.grants, key=str)
        if grant.role in APPROVING
    )
    return or_(false(), *ways)
