"""forecast index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_COLUMNS = ["workspace_id", "team_id", "outcome", "closes_on", "currency", "stage_id", "amount_minor"]


def upgrade() -> None:
    op.drop_index("ix_deal_forecast", table_name="deal")
    op.create_index(
        "ix_deal_forecast",
        "deal",
        _COLUMNS,
        sqlite_where=sa.text("closes_on IS NOT NULL"),
        postgresql_where=sa.text("closes_on IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_deal_forecast", table_name="deal")
    op.create_index("ix_deal_forecast", "deal", _COLUMNS)
