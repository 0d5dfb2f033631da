"""customer keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BEHIND = sa.text("keyed_version < version")
UNKEYED = sa.text("NOT is_keyed")


def upgrade() -> None:
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_unkeyed", sqlite_where=UNKEYED, postgresql_where=UNKEYED)
        batch_op.drop_column("is_keyed")
        # of those that have keys already, the clock makes them anew
        batch_op.add_column(sa.Column("keyed_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(
            "ix_customer_unkeyed",
            ["workspace_id", "id"],
            unique=False,
            sqlite_where=BEHIND,
            postgresql_where=BEHIND,
        )


def downgrade() -> None:
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_unkeyed", sqlite_where=BEHIND, postgresql_where=BEHIND)
        batch_op.drop_column("keyed_version")
        batch_op.add_column(sa.Column("is_keyed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(
            "ix_customer_unkeyed",
            ["workspace_id", "id"],
            unique=False,
            sqlite_where=UNKEYED,
            postgresql_where=UNKEYED,
        )
