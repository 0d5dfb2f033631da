"""Goals, what is said of them and agreed about them; and what finds a person's or a partner's deals quickly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TEXT = sa.String()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "goal",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("partner_id", ID, nullable=True),
        sa.Column("metric", TEXT, nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("set_by_id", ID, nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("agreed_by_id", ID, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("chance_before", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_goal_member_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["goal.id"], name=op.f("fk_goal_parent_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_goal_partner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_goal_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_goal_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index("ix_goal_member", ["workspace_id", "state", "member_id"], unique=False)
        batch_op.create_index("ix_goal_team", ["workspace_id", "state", "team_id"], unique=False)

    op.create_table(
        "goal_adjustment",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("old_target", sa.BigInteger(), nullable=False),
        sa.Column("new_target", sa.BigInteger(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("asked_by_id", ID, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_adjustment_goal_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_goal_adjustment_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_adjustment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("goal_adjustment", schema=None) as batch_op:
        batch_op.create_index("ix_goal_adjustment_goal", ["workspace_id", "goal_id"], unique=False)

    op.create_table(
        "goal_check_in",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("confidence", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_check_in_goal_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_goal_check_in_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_goal_check_in_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_check_in")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("goal_check_in", schema=None) as batch_op:
        batch_op.create_index("ix_goal_check_in_goal", ["workspace_id", "goal_id"], unique=False)

    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.create_index("ix_credit_member", ["workspace_id", "member_id", "outcome", "closed_on"], unique=False)

    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deal_partner",
            ["workspace_id", "partner_id", "outcome", "closed_on"],
            unique=False,
            sqlite_where=sa.text("partner_id IS NOT NULL"),
            postgresql_where=sa.text("partner_id IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_member")

    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deal_partner",
            sqlite_where=sa.text("partner_id IS NOT NULL"),
            postgresql_where=sa.text("partner_id IS NOT NULL"),
        )

    with op.batch_alter_table("goal_check_in", schema=None) as batch_op:
        batch_op.drop_index("ix_goal_check_in_goal")

    op.drop_table("goal_check_in")
    with op.batch_alter_table("goal_adjustment", schema=None) as batch_op:
        batch_op.drop_index("ix_goal_adjustment_goal")

    op.drop_table("goal_adjustment")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index("ix_goal_team")
        batch_op.drop_index("ix_goal_member")

    op.drop_table("goal")
