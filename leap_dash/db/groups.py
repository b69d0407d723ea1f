"""Groups of learners that instructors put together: across cohorts, for as long as they need them.

What is taken out or deleted is only marked so for a while, so that it can be undone.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, UuidKey

_IN_USE = text("deleted_at IS NULL")


class LearnerGroup(Base):
    """A named group of learners of one org."""

    __tablename__ = "learner_group"
    __table_args__ = (
        # The name of a deleted one is free again.
        Index(
            "uq_learner_group_org_id_name",
            "org_id",
            "name",
            unique=True,
            sqlite_where=_IN_USE,
            postgresql_where=_IN_USE,
        ),
    )

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    name: Mapped[str] = mapped_column(String(100))
    # None: somebody at the command line.
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class LearnerGroupMember(Base):
    """A learner in a group, or one who was taken out a short while ago."""

    __tablename__ = "learner_group_member"

    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("learner_group.id", ondelete="CASCADE"), primary_key=True
    )
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True, index=True)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
