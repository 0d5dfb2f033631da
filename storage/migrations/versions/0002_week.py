"""Schedules for more than Monday's board, absences, and what people like to hear."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TEXT = sa.String()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("cover_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["cover_id"], ["member.id"], name=op.f("fk_absence_cover_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_absence_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_absence_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index("ix_absence_member", ["workspace_id", "member_id", "last_day"], unique=False)

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wants_brief", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("thanked_in_public", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("quiet_from", TEXT, nullable=False, server_default="20:00"))
        batch_op.add_column(sa.Column("quiet_until", TEXT, nullable=False, server_default="07:30"))

    # the clock makes its plans anew
    op.execute("DELETE FROM schedule_due")
    with op.batch_alter_table("schedule_due") as batch_op:
        batch_op.add_column(sa.Column("member_version", sa.Integer(), nullable=False))

    with op.batch_alter_table("schedule") as batch_op:
        batch_op.add_column(sa.Column("key", TEXT, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("member_id", ID, nullable=True))
        batch_op.add_column(sa.Column("subject_id", ID, nullable=True))
        batch_op.add_column(sa.Column("weekdays", TEXT, nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("every_weeks", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("monthly", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("zone", TEXT, nullable=False, server_default=""))
        batch_op.alter_column("team_id", existing_type=ID, nullable=True)
    op.execute(
        "UPDATE schedule SET key = kind || ' team:' || CAST(team_id AS VARCHAR), weekdays = CAST(weekday AS VARCHAR)"
    )
    with op.batch_alter_table("schedule") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_schedule_workspace_id_team_id_kind"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_schedule_workspace_id_key"), ["workspace_id", "key"])
        batch_op.create_foreign_key(batch_op.f("fk_schedule_member_id"), "member", ["member_id"], ["id"])
        batch_op.drop_column("weekday")


def downgrade() -> None:
    op.execute("DELETE FROM schedule_due")
    with op.batch_alter_table("schedule_due") as batch_op:
        batch_op.drop_column("member_version")

    # what did not exist then
    boards = "kind = 'leaderboard' AND team_id IS NOT NULL"
    op.execute(f"DELETE FROM schedule_run WHERE schedule_id NOT IN (SELECT id FROM schedule WHERE {boards})")
    op.execute(f"DELETE FROM schedule WHERE NOT ({boards})")
    with op.batch_alter_table("schedule") as batch_op:
        batch_op.add_column(sa.Column("weekday", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE schedule SET weekday = CAST(weekdays AS INTEGER)")
    with op.batch_alter_table("schedule") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_schedule_member_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_schedule_workspace_id_key"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_schedule_workspace_id_team_id_kind"), ["workspace_id", "team_id", "kind"]
        )
        batch_op.alter_column("team_id", existing_type=ID, nullable=False)
        for column in ("zone", "monthly", "starts_on", "every_weeks", "weekdays", "subject_id", "member_id", "key"):
            batch_op.drop_column(column)

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("quiet_until")
        batch_op.drop_column("quiet_from")
        batch_op.drop_column("thanked_in_public")
        batch_op.drop_column("wants_brief")

    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index("ix_absence_member")

    op.drop_table("absence")
