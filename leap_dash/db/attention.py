"""From when on a learner of a cohort needs attention, where an instructor has set it."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base


class AttentionThresholds(Base):
    """The thresholds of one cohort. No row: the usual ones of `domain.attention_thresholds`."""

    __tablename__ = "attention_thresholds"

    cohort_id: Mapped[UUID] = mapped_column(
        ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True
    )
    missing_items: Mapped[int]
    mean_below: Mapped[float]  # percent
    quiet_days: Mapped[int]
    stopped_days: Mapped[int]
