"""Deals at risk: what teams want to be told of, what was told, and what was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TEXT = sa.String()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stage_time",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("stage_id", ID, nullable=False),
        sa.Column("median_days", sa.Integer(), nullable=False),
        sa.Column("stays", sa.Integer(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_stage_time_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "stage_id", name=op.f("pk_stage_time")),
    )
    op.create_table(
        "risk_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_risk_answer_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_risk_answer_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_answer")),
        sa.UniqueConstraint(
            "workspace_id", "about", "about_id", "rule", name=op.f("uq_risk_answer_workspace_id_about_about_id_rule")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "risk_notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("to_id", ID, nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["member.id"], name=op.f("fk_risk_notice_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_risk_notice_team_id")),
        sa.ForeignKeyConstraint(["to_id"], ["member.id"], name=op.f("fk_risk_notice_to_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_risk_notice_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_notice")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("risk_notice", schema=None) as batch_op:
        batch_op.create_index("ix_risk_notice_about", ["workspace_id", "about", "about_id"], unique=False)
        batch_op.create_index("ix_risk_notice_team", ["workspace_id", "team_id", "told_on"], unique=False)
        batch_op.create_index("ix_risk_notice_to", ["workspace_id", "to_id", "told_on"], unique=False)

    op.create_table(
        "risk_rule",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("stage_id", ID, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("minimum_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_risk_rule_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_risk_rule_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_rule")),
        sa.UniqueConstraint(
            "workspace_id", "team_id", "rule", "stage_id", name=op.f("uq_risk_rule_workspace_id_team_id_rule_stage_id")
        ),
        sqlite_autoincrement=True,
    )

    with op.batch_alter_table("deal") as batch_op:
        batch_op.create_index(
            "ix_deal_forecast",
            ["workspace_id", "team_id", "outcome", "closes_on", "currency", "stage_id", "amount_minor"],
        )

    # every team with a home gets the alerts, as new ones do
    op.execute(
        "INSERT INTO schedule "
        "(workspace_id, version, kind, key, team_id, weekdays, every_weeks, monthly, at, zone, enabled) "
        "SELECT workspace_id, 1, 'risks', 'risks team:' || CAST(id AS VARCHAR), id, '01234', 1, false, '09:30', '', "
        "true FROM team WHERE is_active AND channel_id <> ''"
    )


def downgrade() -> None:
    of_risks = "schedule_id IN (SELECT id FROM schedule WHERE kind = 'risks')"
    op.execute(f"DELETE FROM schedule_due WHERE {of_risks}")
    op.execute(f"DELETE FROM schedule_run WHERE {of_risks}")
    op.execute("DELETE FROM schedule WHERE kind = 'risks'")
    with op.batch_alter_table("deal") as batch_op:
        batch_op.drop_index("ix_deal_forecast")
    op.drop_table("risk_rule")
    with op.batch_alter_table("risk_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_risk_notice_to")
        batch_op.drop_index("ix_risk_notice_team")
        batch_op.drop_index("ix_risk_notice_about")

    op.drop_table("risk_notice")
    op.drop_table("risk_answer")
    op.drop_table("stage_time")
