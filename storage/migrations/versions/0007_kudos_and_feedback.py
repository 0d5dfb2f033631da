"""Feedback, with who may read it; kudos, with the values they are for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "kudos_reaction",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("emoji", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_kudos_reaction_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_reaction")),
        sa.UniqueConstraint(
            "workspace_id", "channel_id", "emoji", name=op.f("uq_kudos_reaction_workspace_id_channel_id_emoji")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kudos_value",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_kudos_value_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_value")),
        sa.UniqueConstraint("workspace_id", "name_key", name=op.f("uq_kudos_value_workspace_id_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("giver_id", ID, nullable=False),
        sa.Column("receiver_id", ID, nullable=False),
        sa.Column("audience", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["giver_id"], ["member.id"], name=op.f("fk_feedback_giver_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["member.id"], name=op.f("fk_feedback_receiver_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_feedback_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_giver", ["workspace_id", "giver_id", "id"], unique=False)
        batch_op.create_index("ix_feedback_receiver", ["workspace_id", "receiver_id", "id"], unique=False)

    op.create_table(
        "feedback_request",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asker_id", ID, nullable=False),
        sa.Column("asked_id", ID, nullable=False),
        sa.Column("audience", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["asked_id"], ["member.id"], name=op.f("fk_feedback_request_asked_id")),
        sa.ForeignKeyConstraint(["asker_id"], ["member.id"], name=op.f("fk_feedback_request_asker_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_feedback_request_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_request")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("feedback_request", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_request_asked", ["workspace_id", "asked_id", "state"], unique=False)
        batch_op.create_index("ix_feedback_request_asker", ["workspace_id", "asker_id", "id"], unique=False)

    op.create_table(
        "kudos",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("giver_id", ID, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("value_id", ID, nullable=True),
        sa.Column("message_channel", TEXT, nullable=False),
        sa.Column("message_ts", TEXT, nullable=False),
        sa.Column("emoji", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["giver_id"], ["member.id"], name=op.f("fk_kudos_giver_id")),
        sa.ForeignKeyConstraint(["value_id"], ["kudos_value.id"], name=op.f("fk_kudos_value_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_kudos_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.create_index("ix_kudos_giver", ["workspace_id", "giver_id", "given_on"], unique=False)
        batch_op.create_index("ix_kudos_message", ["workspace_id", "message_channel", "message_ts"], unique=False)

    op.create_table(
        "feedback_reader",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("feedback_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_reader_feedback_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_feedback_reader_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_feedback_reader_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_reader")),
        sa.UniqueConstraint(
            "workspace_id",
            "feedback_id",
            "member_id",
            name=op.f("uq_feedback_reader_workspace_id_feedback_id_member_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("feedback_reader", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_reader_member", ["workspace_id", "member_id"], unique=False)

    op.create_table(
        "kudos_receiver",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kudos_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["kudos_id"], ["kudos.id"], name=op.f("fk_kudos_receiver_kudos_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_kudos_receiver_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_kudos_receiver_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_receiver")),
        sa.UniqueConstraint(
            "workspace_id", "kudos_id", "member_id", name=op.f("uq_kudos_receiver_workspace_id_kudos_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("kudos_receiver", schema=None) as batch_op:
        batch_op.create_index("ix_kudos_receiver_member", ["workspace_id", "member_id", "kudos_id"], unique=False)

    with op.batch_alter_table("settings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kudos_a_day", sa.Integer(), nullable=False, server_default="5"))


def downgrade() -> None:
    # what did not exist then
    for table in ("schedule_run", "schedule_due"):
        op.execute(f"DELETE FROM {table} WHERE schedule_id IN (SELECT id FROM schedule WHERE kind = 'kudos')")
    op.execute("DELETE FROM schedule WHERE kind = 'kudos'")
    with op.batch_alter_table("settings", schema=None) as batch_op:
        batch_op.drop_column("kudos_a_day")

    with op.batch_alter_table("kudos_receiver", schema=None) as batch_op:
        batch_op.drop_index("ix_kudos_receiver_member")

    op.drop_table("kudos_receiver")
    with op.batch_alter_table("feedback_reader", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_reader_member")

    op.drop_table("feedback_reader")
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.drop_index("ix_kudos_message")
        batch_op.drop_index("ix_kudos_giver")

    op.drop_table("kudos")
    with op.batch_alter_table("feedback_request", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_request_asker")
        batch_op.drop_index("ix_feedback_request_asked")

    op.drop_table("feedback_request")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_receiver")
        batch_op.drop_index("ix_feedback_giver")

    op.drop_table("feedback")
    op.drop_table("kudos_value")
    op.drop_table("kudos_reaction")
