"""goal ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("goal_adjustment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("old_ends_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("new_ends_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("goal_adjustment", schema=None) as batch_op:
        batch_op.drop_column("new_ends_on")
        batch_op.drop_column("old_ends_on")
