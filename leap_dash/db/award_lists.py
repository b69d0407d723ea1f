"""Lists of learners read from a file, who may get a badge: kept while somebody reviews them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, Json, SecretUuidKey


class AwardList(Base):
    """Whom a file names, by id, and what is wrong with its other lines.

    `problems` holds {"line", "learner", "reason"}.
    """

    __tablename__ = "award_list"

    id: Mapped[SecretUuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    achievement_id: Mapped[UUID] = mapped_column(ForeignKey("achievement.id"))
    learners: Mapped[list[str]] = mapped_column(Json)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    made_by: Mapped[str] = mapped_column(String(320))
    made_at: Mapped[datetime] = mapped_column(index=True)
