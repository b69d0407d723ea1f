"""What is true of this database as a whole."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, Json


class Installation(Base):
    """The one row that remembers under which address badges are signed.

    The address is part of every badge, so a changed one must not slip in by a wrong variable.
    """

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    base_url: Mapped[str]
    # Addresses of badges that were given out before a move; they stay this installation's own.
    former_base_urls: Mapped[list[str]] = mapped_column(Json, default=list)
