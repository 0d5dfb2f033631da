"""Promises, what was read of them in what people wrote, and words that the data contradict."""

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
        "contradiction",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("claim", TEXT, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("choice", TEXT, nullable=False),
        sa.Column("explanation", TEXT, nullable=False),
        sa.Column("for_manager", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_contradiction_member_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_contradiction_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_contradiction_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contradiction")),
        sa.UniqueConstraint(
            "workspace_id", "member_id", "subject", name=op.f("uq_contradiction_workspace_id_member_id_subject")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "promise",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("created_by_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["member.id"], name=op.f("fk_promise_created_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["member.id"], name=op.f("fk_promise_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_promise_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_promise_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index("ix_promise_deal", ["workspace_id", "deal_id"], unique=False)
        batch_op.create_index("ix_promise_owner", ["workspace_id", "owner_id", "state", "due_on"], unique=False)
        batch_op.create_index("ix_promise_team", ["workspace_id", "team_id", "due_on"], unique=False)

    op.create_table(
        "promise_proposal",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_promise_proposal_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_promise_proposal_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_proposal")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("promise_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_promise_proposal_member", ["workspace_id", "member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_proposal_proposed_at"), ["proposed_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("promise_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_proposal_proposed_at"))
        batch_op.drop_index("ix_promise_proposal_member")

    op.drop_table("promise_proposal")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index("ix_promise_team")
        batch_op.drop_index("ix_promise_owner")
        batch_op.drop_index("ix_promise_deal")

    op.drop_table("promise")
    op.drop_table("contradiction")
