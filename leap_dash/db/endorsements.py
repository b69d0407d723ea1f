"""What organisations of a network say of one another and of each other's badges."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, SecretUuidKey
from leap_dash.domain.endorsements import Target, TargetKind

_LIVE = text("withdrawn_at IS NULL")


def _one_live(name: str, target: str) -> Index:
    """An endorser has one endorsement of a target in force; withdrawn ones stay beside it."""
    return Index(
        name, "endorser_id", target, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
    )


class Endorsement(Base):
    """One endorsement, of an achievement or of an org. What it says stands in its document alone:
    a copy of the words could come to differ from what was signed.
    """

    __tablename__ = "endorsement"
    __table_args__ = (
        CheckConstraint("(achievement_id IS NULL) <> (org_id IS NULL)", name="one_target"),
        CheckConstraint("endorser_id <> org_id", name="not_oneself"),
        UniqueConstraint("endorser_id", "status_index"),
        _one_live("uq_endorsement_live_of_achievement", "achievement_id"),
        _one_live("uq_endorsement_live_of_org", "org_id"),
    )

    id: Mapped[SecretUuidKey]
    endorser_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    # What is endorsed: one of the two.
    achievement_id: Mapped[UUID | None] = mapped_column(ForeignKey("achievement.id"), index=True)
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("org.id"), index=True)
    status_index: Mapped[int]  # in the endorser's list of withdrawn endorsements
    document: Mapped[str]  # JSON text: what is signed, stored before it is signed
    proof: Mapped[str | None]  # JSON; with the document it is the credential, word for word
    key_id: Mapped[str | None] = mapped_column(String(128))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(320))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]


def endorses(target: Target) -> ColumnElement[bool]:
    """Only endorsements of that target."""
    match target.kind:
        case TargetKind.BADGE:
            return Endorsement.achievement_id == target.id
        case TargetKind.ISSUER:
            return Endorsement.org_id == target.id
