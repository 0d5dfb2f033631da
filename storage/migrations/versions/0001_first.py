"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TEXT = sa.String()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "install_state",
        sa.Column("state", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_install_state")),
    )
    with op.batch_alter_table("install_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_install_state_created_at"), ["created_at"], unique=False)

    op.create_table(
        "workspace",
        sa.Column("id", ID, nullable=False),
        sa.Column("slack_team_id", TEXT, nullable=False),
        sa.Column("slack_enterprise_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("bot_user_id", TEXT, nullable=False),
        sa.Column("bot_id", TEXT, nullable=False),
        sa.Column("bot_token", TEXT, nullable=False),
        sa.Column("scopes", TEXT, nullable=False),
        sa.Column("installed_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("slack_team_id", name=op.f("uq_workspace_slack_team_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answered_request",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("answer", JSON, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_answered_request_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_answered_request")),
    )
    with op.batch_alter_table("answered_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answered_request_received_at"), ["received_at"], unique=False)

    op.create_table(
        "change_set",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("command", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("undoes_id", ID, nullable=True),
        sa.Column("undone_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_change_set_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_set")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("change_set", schema=None) as batch_op:
        batch_op.create_index("ix_change_set_actor", ["workspace_id", "actor_id", "id"], unique=False)

    op.create_table(
        "customer",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_customer_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("workspace_id", "name_key", name=op.f("uq_customer_workspace_id_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "deal_counter",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_deal_counter_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_deal_counter")),
    )
    op.create_table(
        "exchange_rate",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("target", TEXT, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_exchange_rate_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint(
            "workspace_id",
            "source",
            "target",
            "valid_from",
            name=op.f("uq_exchange_rate_workspace_id_source_target_valid_from"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "member",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slack_user_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("full_name", TEXT, nullable=False),
        sa.Column("home_team_id", TEXT, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("slack_zone", TEXT, nullable=False),
        sa.Column("slack_locale", TEXT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("locale", TEXT, nullable=False),
        sa.Column("wants_private_line", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_member_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("workspace_id", "slack_user_id", name=op.f("uq_member_workspace_id_slack_user_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("dedupe_key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("audience", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("thread_ts", TEXT, nullable=False),
        sa.Column("response_url", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("claim_number", sa.Integer(), nullable=False),
        sa.Column("attempted_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("slack_channel", TEXT, nullable=False),
        sa.Column("slack_ts", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("outdated", sa.Boolean(), nullable=False),
        sa.Column("corrected_at", MOMENT, nullable=True),
        sa.Column("progress", JSON, nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_outbox_message_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("workspace_id", "dedupe_key", name=op.f("uq_outbox_message_workspace_id_dedupe_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_channel", ["workspace_id", "channel", "state", "id"], unique=False)
        batch_op.create_index("ix_outbox_due", ["state", "next_attempt_at"], unique=False)
        batch_op.create_index("ix_outbox_subject", ["workspace_id", "subject"], unique=False)

    op.create_table(
        "partner",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("workspace_id", "name_key", name=op.f("uq_partner_workspace_id_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pause",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_pause_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "scope", name=op.f("pk_pause")),
    )
    op.create_table(
        "settings",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locale", TEXT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("fiscal_year_start", sa.Integer(), nullable=False),
        sa.Column("country", TEXT, nullable=False),
        sa.Column("days_off", JSON, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_settings_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_settings_workspace_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stage",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_stage_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("workspace_id", "name_key", name=op.f("uq_stage_workspace_id_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "team",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("channel_name", TEXT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("locale", TEXT, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("announces_amounts", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_team_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("workspace_id", "name_key", name=op.f("uq_team_workspace_id_name_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_channel_id"), ["channel_id"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("change_set_id", ID, nullable=False),
        sa.Column("table_name", TEXT, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_set.id"], name=op.f("fk_change_change_set_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_change_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index("ix_change_row", ["workspace_id", "table_name", "row_id"], unique=False)
        batch_op.create_index("ix_change_set", ["workspace_id", "change_set_id"], unique=False)

    op.create_table(
        "deal",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("partner_id", ID, nullable=True),
        sa.Column("stage_id", ID, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("product", TEXT, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("active_at", MOMENT, nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("next_step", TEXT, nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("lost_reason", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("new_customer", sa.Boolean(), nullable=False),
        sa.Column("origin", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_deal_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["member.id"], name=op.f("fk_deal_owner_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_deal_partner_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_deal_stage_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_deal_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_deal_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_deal_workspace_id_number")),
        sa.UniqueConstraint("workspace_id", "origin", name=op.f("uq_deal_workspace_id_origin")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.create_index("ix_deal_customer", ["workspace_id", "customer_id", "outcome"], unique=False)
        batch_op.create_index("ix_deal_list", ["workspace_id", "outcome", "owner_id", "closes_on"], unique=False)
        batch_op.create_index("ix_deal_team", ["workspace_id", "team_id", "outcome", "closed_on"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("noun", TEXT, nullable=False),
        sa.Column("verb", TEXT, nullable=False),
        sa.Column("line", TEXT, nullable=False),
        sa.Column("known", JSON, nullable=False),
        sa.Column("choices", JSON, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_question_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_question_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_asked_at"), ["asked_at"], unique=False)

    op.create_table(
        "quota",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_quota_member_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_quota_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sa.UniqueConstraint(
            "workspace_id",
            "member_id",
            "starts_on",
            "ends_on",
            name=op.f("uq_quota_workspace_id_member_id_starts_on_ends_on"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "schedule",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_schedule_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_schedule_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("workspace_id", "team_id", "kind", name=op.f("uq_schedule_workspace_id_team_id_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "team_member",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("is_manager", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_team_member_member_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_team_member_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint(
            "workspace_id", "team_id", "member_id", name=op.f("uq_team_member_workspace_id_team_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index("ix_team_member_member", ["workspace_id", "member_id"], unique=False)

    op.create_table(
        "credit",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("new_customer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_credit_deal_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_credit_member_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_credit_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_credit_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
        sa.UniqueConstraint(
            "workspace_id", "deal_id", "member_id", name=op.f("uq_credit_workspace_id_deal_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_credit_board",
            [
                "workspace_id",
                "outcome",
                "closed_on",
                "team_id",
                "member_id",
                "currency",
                "amount_minor",
                "leads",
                "new_customer",
            ],
            unique=False,
        )

    op.create_table(
        "schedule_due",
        sa.Column("schedule_id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("period_key", TEXT, nullable=False),
        sa.Column("schedule_version", sa.Integer(), nullable=False),
        sa.Column("team_version", sa.Integer(), nullable=False),
        sa.Column("settings_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_schedule_due_schedule_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_schedule_due_workspace_id")),
        sa.PrimaryKeyConstraint("schedule_id", name=op.f("pk_schedule_due")),
    )
    with op.batch_alter_table("schedule_due", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_due_due_at"), ["due_at"], unique=False)

    op.create_table(
        "schedule_run",
        sa.Column("schedule_id", ID, nullable=False),
        sa.Column("period_key", TEXT, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_schedule_run_schedule_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_schedule_run_workspace_id")),
        sa.PrimaryKeyConstraint("schedule_id", "period_key", name=op.f("pk_schedule_run")),
    )


def downgrade() -> None:
    op.drop_table("schedule_run")
    with op.batch_alter_table("schedule_due", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_due_due_at"))

    op.drop_table("schedule_due")
    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_board")

    op.drop_table("credit")
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.drop_index("ix_team_member_member")

    op.drop_table("team_member")
    op.drop_table("schedule")
    op.drop_table("quota")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_asked_at"))

    op.drop_table("question")
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.drop_index("ix_deal_team")
        batch_op.drop_index("ix_deal_list")
        batch_op.drop_index("ix_deal_customer")

    op.drop_table("deal")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_set")
        batch_op.drop_index("ix_change_row")

    op.drop_table("change")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_channel_id"))

    op.drop_table("team")
    op.drop_table("stage")
    op.drop_table("settings")
    op.drop_table("pause")
    op.drop_table("partner")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_subject")
        batch_op.drop_index("ix_outbox_due")
        batch_op.drop_index("ix_outbox_channel")

    op.drop_table("outbox_message")
    op.drop_table("member")
    op.drop_table("exchange_rate")
    op.drop_table("deal_counter")
    op.drop_table("customer")
    with op.batch_alter_table("change_set", schema=None) as batch_op:
        batch_op.drop_index("ix_change_set_actor")

    op.drop_table("change_set")
    with op.batch_alter_table("answered_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answered_request_received_at"))

    op.drop_table("answered_request")
    op.drop_table("workspace")
    with op.batch_alter_table("install_state", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_install_state_created_at"))

    op.drop_table("install_state")
