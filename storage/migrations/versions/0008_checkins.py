"""checkins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TEXT = sa.String()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "checkin",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("member_ids", JSON, nullable=False),
        sa.Column("audience", TEXT, nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("until", TEXT, nullable=False),
        sa.Column("reminds", sa.Boolean(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_checkin_author_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_checkin_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_checkin_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("checkin", schema=None) as batch_op:
        batch_op.create_index("ix_checkin_team", ["workspace_id", "team_id"], unique=False)

    op.create_table(
        "checkin_question",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checkin_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("is_blocker", sa.Boolean(), nullable=False),
        sa.Column("takes_facts", sa.Boolean(), nullable=False),
        sa.Column("follows_id", ID, nullable=True),
        sa.Column("follows_answer", TEXT, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["checkin_id"], ["checkin.id"], name=op.f("fk_checkin_question_checkin_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["checkin_question.id"], name=op.f("fk_checkin_question_follows_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_checkin_question_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_question")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("checkin_question", schema=None) as batch_op:
        batch_op.create_index("ix_checkin_question_checkin", ["workspace_id", "checkin_id"], unique=False)

    op.create_table(
        "checkin_round",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checkin_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["checkin_id"], ["checkin.id"], name=op.f("fk_checkin_round_checkin_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_checkin_round_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_round")),
        sa.UniqueConstraint(
            "workspace_id", "checkin_id", "day", name=op.f("uq_checkin_round_workspace_id_checkin_id_day")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("checkin_round", schema=None) as batch_op:
        batch_op.create_index("ix_checkin_round_state", ["state", "closes_at"], unique=False)

    op.create_table(
        "checkin_anonymous_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["checkin_question.id"], name=op.f("fk_checkin_anonymous_answer_question_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["checkin_round.id"], name=op.f("fk_checkin_anonymous_answer_round_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_checkin_anonymous_answer_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_anonymous_answer")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("checkin_anonymous_answer", schema=None) as batch_op:
        batch_op.create_index("ix_checkin_anonymous_answer_round", ["workspace_id", "round_id"], unique=False)

    op.create_table(
        "checkin_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_checkin_answer_member_id")),
        sa.ForeignKeyConstraint(["question_id"], ["checkin_question.id"], name=op.f("fk_checkin_answer_question_id")),
        sa.ForeignKeyConstraint(["round_id"], ["checkin_round.id"], name=op.f("fk_checkin_answer_round_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_checkin_answer_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_answer")),
        sa.UniqueConstraint(
            "workspace_id",
            "round_id",
            "question_id",
            "member_id",
            name=op.f("uq_checkin_answer_workspace_id_round_id_question_id_member_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "checkin_part",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("member_version", sa.Integer(), nullable=False),
        sa.Column("asks_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("snoozed_until", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_checkin_part_member_id")),
        sa.ForeignKeyConstraint(["round_id"], ["checkin_round.id"], name=op.f("fk_checkin_part_round_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_checkin_part_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_part")),
        sa.UniqueConstraint(
            "workspace_id", "round_id", "member_id", name=op.f("uq_checkin_part_workspace_id_round_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("checkin_part", schema=None) as batch_op:
        batch_op.create_index(
            "ix_checkin_part_member", ["workspace_id", "member_id", "state", "closes_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("checkin_part", schema=None) as batch_op:
        batch_op.drop_index("ix_checkin_part_member")

    op.drop_table("checkin_part")
    op.drop_table("checkin_answer")
    with op.batch_alter_table("checkin_anonymous_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_checkin_anonymous_answer_round")

    op.drop_table("checkin_anonymous_answer")
    with op.batch_alter_table("checkin_round", schema=None) as batch_op:
        batch_op.drop_index("ix_checkin_round_state")

    op.drop_table("checkin_round")
    with op.batch_alter_table("checkin_question", schema=None) as batch_op:
        batch_op.drop_index("ix_checkin_question_checkin")

    op.drop_table("checkin_question")
    with op.batch_alter_table("checkin", schema=None) as batch_op:
        batch_op.drop_index("ix_checkin_team")

    op.drop_table("checkin")
