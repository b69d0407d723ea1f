"""Approvals of awards, by role"""

import sqlalchemy as sa
from alembic import op

import leap_dash.db.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("approved_by", sa.String(length=320), nullable=False),
        sa.Column("approved_at", leap_dash.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"],
            ["award.id"],
            name=op.f("fk_approval_award_id_award"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("award_id", "role", name=op.f("pk_approval")),
    )


def downgrade() -> None:
    op.drop_table("approval")
