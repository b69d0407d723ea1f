"""What a badge stands for, and the numbered versions of its rule."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, Code, Json, Name, UuidKey
from leap_dash.domain.criteria_draft import shape_of


class Achievement(Base):
    """What a badge stands for. Once awarded, its meaning does not change."""

    __tablename__ = "achievement"
    __table_args__ = (UniqueConstraint("org_id", "slug"),)

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    slug: Mapped[Code]
    name: Mapped[Name]
    description: Mapped[str]
    achievement_type: Mapped[str] = mapped_column(String(64), default="Badge")
    level: Mapped[str | None] = mapped_column(String(16))  # bronze, silver, gold
    language: Mapped[str] = mapped_column(String(16), default="en")
    alignments: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    # By language tag, its name and description in other languages.
    translations: Mapped[dict[str, dict[str, str]]] = mapped_column(Json, default=dict)
    expires_months: Mapped[int | None]
    # Days before a badge lapses on which its holder is reminded, the longest before first.
    remind_days: Mapped[list[int]] = mapped_column(Json, default=list, server_default="[]")
    award_mode: Mapped[str] = mapped_column(String(16), default="reviewed")  # or automatic
    # Its picture: the issuer's own, or drawn as designed, or with neither as its area begins with.
    image_png: Mapped[bytes | None] = mapped_column(LargeBinary)
    image_design: Mapped[dict[str, str] | None] = mapped_column(Json)
    image_alt: Mapped[str | None]
    image_version: Mapped[int] = mapped_column(default=1, server_default="1")
    rule_version: Mapped[int]  # the version in force; 0: it has none yet, and nobody can earn it
    # The version by which badges are renewed, counted with the others; none: by the one in force.
    renewal_version: Mapped[int | None]
    created_at: Mapped[datetime]


class EarlierPicture(Base):
    """A picture that a badge had before, by its version: what was signed with it keeps it."""

    __tablename__ = "earlier_picture"

    achievement_id: Mapped[UUID] = mapped_column(ForeignKey("achievement.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    image_png: Mapped[bytes | None] = mapped_column(LargeBinary)
    image_design: Mapped[dict[str, str] | None] = mapped_column(Json)
    image_alt: Mapped[str | None]
    replaced_at: Mapped[datetime]


class CriteriaRule(Base):
    """A numbered version of an achievement's rule; never changed once written."""

    __tablename__ = "criteria_rule"
    __table_args__ = (UniqueConstraint("achievement_id", "version"),)

    id: Mapped[UuidKey]
    achievement_id: Mapped[UUID] = mapped_column(ForeignKey("achievement.id"))
    version: Mapped[int]
    rule: Mapped[dict[str, Any]]
    narrative: Mapped[str]
    measures: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # `MeasuredClause`s
    needs: Mapped[list[str]] = mapped_column(Json, default=list)  # ids of badges asked for
    created_at: Mapped[datetime]


class RuleDraft(Base):
    """A rule that one person is writing for a badge; nobody else sees it before it is published."""

    __tablename__ = "rule_draft"
    __table_args__ = (UniqueConstraint("achievement_id", "person_id"),)

    id: Mapped[UuidKey]
    achievement_id: Mapped[UUID] = mapped_column(ForeignKey("achievement.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    base_version: Mapped[int]  # the version in force when it was begun
    rule: Mapped[dict[str, Any]]  # as `domain.criteria_draft` writes it: may be incomplete
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(
        Json, default=list
    )  # to undo, latest last
    shape: Mapped[int] = mapped_column(default=0)  # counts up when paths come to mean other nodes
    changed_at: Mapped[datetime]


def shape_shown(badge: Achievement, draft: RuleDraft | None) -> str:
    """The shape of what somebody sees who writes the rule: their draft, or the version in force."""
    if draft is None:
        return shape_of(badge.rule_version, 0)
    return shape_of(draft.base_version, draft.shape)
