"""The decision to give a badge, its signed text, the batch it came from, and revocation bits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, Json, SecretUuidKey, UuidKey


class AwardBatch(Base):
    """A bulk award and its counters; a page polls this row while the work goes on."""

    __tablename__ = "award_batch"

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    achievement_id: Mapped[UUID] = mapped_column(ForeignKey("achievement.id"), index=True)
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort.id"))
    rule_version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), index=True)  # a BatchState
    requested_by: Mapped[str] = mapped_column(String(320))
    evaluated: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    issued: Mapped[int] = mapped_column(default=0)
    already: Mapped[int] = mapped_column(default=0)
    failed: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    stopped_reason: Mapped[str | None]  # what must be mended before it can go on
    # When the whole of it is taken back: why, and how many badges have been revoked so far.
    undo_reason: Mapped[str | None]
    undo_by: Mapped[str | None] = mapped_column(String(320))
    undone: Mapped[int] = mapped_column(default=0, server_default="0")
    # A scheduled one: for which day, and the review (see domain.review) that is done on it.
    due_on: Mapped[date | None]
    asked: Mapped[dict[str, Any] | None] = mapped_column(Json)
    # Whether it renews badges that its learners have.
    renewing: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class StatusList(Base):
    """A numbered list of places for badges of one issuer; its bits are the awards' states.

    It is published once per purpose, and a badge has the same place in each.
    """

    __tablename__ = "status_list"
    __table_args__ = (UniqueConstraint("org_id", "number"),)

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    number: Mapped[int]
    size: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Award(Base):
    """One badge of one learner: the decision first, then the signature over its document."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("achievement_id", "learner_id", "renewal"),
        Index("ix_award_org_issued", "org_id", "issued_at"),
        Index("ix_award_of_batch", "batch_id", "state", "id"),
        # One renewal of each; a renewal that was taken back leaves room for another.
        Index(
            "uq_award_renews_id",
            "renews_id",
            unique=True,
            sqlite_where=text("renews_id IS NOT NULL AND state <> 'revoked'"),
            postgresql_where=text("renews_id IS NOT NULL AND state <> 'revoked'"),
        ),
        Index(
            "ix_award_lapsing",
            "org_id",
            "valid_until",
            sqlite_where=text("valid_until IS NOT NULL"),
            postgresql_where=text("valid_until IS NOT NULL"),
        ),
        # Few wait for a moderator at a time, and each page of a moderator's counts them.
        Index(
            "ix_award_proposed",
            "org_id",
            "batch_id",
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
        # Few are ever taken back: what a status list has to say is found without reading the rest.
        Index(
            "ix_award_status_at",
            "org_id",
            sqlite_where=text("status_at IS NOT NULL"),
            postgresql_where=text("status_at IS NOT NULL"),
        ),
    )

    id: Mapped[SecretUuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    achievement_id: Mapped[UUID] = mapped_column(ForeignKey("achievement.id"))
    criteria_rule_id: Mapped[UUID] = mapped_column(ForeignKey("criteria_rule.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("award_batch.id"))
    renewal: Mapped[int] = mapped_column(default=0)
    # The award that it follows as a renewal, which keeps its own validity. No foreign key, for
    # which SQLite would make the table anew and drop what hangs on the old one.
    renews_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(16))  # an AwardState
    trace: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(320))
    proof: Mapped[str | None]  # JSON; with the document it is the credential, word for word
    key_id: Mapped[str | None] = mapped_column(String(128))
    issued_at: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    # When it was last revoked, suspended or reinstated; why, while it is revoked or suspended.
    status_at: Mapped[datetime | None]
    status_reason: Mapped[str | None]


class AwardReminder(Base):
    """That somebody is reminded of a badge that lapses, so many days before: decided once."""

    __tablename__ = "award_reminder"

    award_id: Mapped[UUID] = mapped_column(
        ForeignKey("award.id", ondelete="CASCADE"), primary_key=True
    )
    days_before: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decided_at: Mapped[datetime]


class AwardSharing(Base):
    """That a learner lets everyone read, on the badge's public page, why it was awarded."""

    __tablename__ = "award_sharing"

    award_id: Mapped[UUID] = mapped_column(
        ForeignKey("award.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime]


class AwardDocument(Base):
    """What is signed for an award, as JSON text: stored before the signature, and only once.

    A restart signs the very same document. The JWT form of it is made when somebody first asks for
    it, and then stays as it is. It has a table of its own because it is long: a row of
    `award` changes several times, and SQLite writes down a changed row as a whole.
    """

    __tablename__ = "award_document"
    __table_args__ = (UniqueConstraint("status_list_id", "status_index"),)

    award_id: Mapped[UUID] = mapped_column(
        ForeignKey("award.id", ondelete="CASCADE"), primary_key=True
    )
    status_list_id: Mapped[UUID] = mapped_column(ForeignKey("status_list.id"))
    status_index: Mapped[int]  # the badge's place in each list, as the text says
    image_version: Mapped[int] = mapped_column(default=1, server_default="1")  # as the text says
    text: Mapped[str]
    jwt: Mapped[str | None]
