"""Who approved an award, in which role: what the rule's `approved` clause asks for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base


class Approval(Base):
    """An approval of a proposed award; one per role, and it stays when the award is issued."""

    __tablename__ = "approval"

    award_id: Mapped[UUID] = mapped_column(
        ForeignKey("award.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    approved_by: Mapped[str] = mapped_column(String(320))
    approved_at: Mapped[datetime]
