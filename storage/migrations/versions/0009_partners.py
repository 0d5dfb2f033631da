"""partners."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TEXT = sa.String()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "company_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("registration_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_company_key_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("company_key", schema=None) as batch_op:
        batch_op.create_index("ix_company_key", ["workspace_id", "key", "customer_id", "registration_id"], unique=False)
        batch_op.create_index("ix_company_key_customer", ["workspace_id", "customer_id"], unique=False)

    op.create_table(
        "company_alias",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_company_alias_customer_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_company_alias_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_alias")),
        sa.UniqueConstraint(
            "workspace_id", "customer_id", "name", name=op.f("uq_company_alias_workspace_id_customer_id_name")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "partner_tier",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("needs_certified", sa.Integer(), nullable=False),
        sa.Column("needs_won", sa.Integer(), nullable=False),
        sa.Column("needs_revenue_minor", sa.BigInteger(), nullable=False),
        sa.Column("protection_days", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_tier_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_tier")),
        sa.UniqueConstraint("workspace_id", "name_key", name=op.f("uq_partner_tier_workspace_id_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "partner_channel",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("channel_name", TEXT, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_channel_partner_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_channel_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_channel")),
        sa.UniqueConstraint(
            "workspace_id",
            "channel_id",
            "partner_id",
            name=op.f("uq_partner_channel_workspace_id_channel_id_partner_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partner_channel", schema=None) as batch_op:
        batch_op.create_index("ix_partner_channel_partner", ["workspace_id", "partner_id"], unique=False)

    op.create_table(
        "partner_feedback",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", ID, nullable=True),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_partner_feedback_member_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_feedback_partner_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_feedback_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_feedback")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partner_feedback", schema=None) as batch_op:
        batch_op.create_index("ix_partner_feedback_partner", ["workspace_id", "partner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_partner_feedback_waiting",
            ["workspace_id", "given_on"],
            unique=False,
            sqlite_where=sa.text("told_on IS NULL"),
            postgresql_where=sa.text("told_on IS NULL"),
        )

    op.create_table(
        "partner_material",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("title_key", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("tier_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["tier_id"], ["partner_tier.id"], name=op.f("fk_partner_material_tier_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_material_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_material")),
        sa.UniqueConstraint("workspace_id", "title_key", name=op.f("uq_partner_material_workspace_id_title_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "partner_notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("to_id", ID, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_notice_partner_id")),
        sa.ForeignKeyConstraint(["to_id"], ["member.id"], name=op.f("fk_partner_notice_to_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_notice_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_notice")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partner_notice", schema=None) as batch_op:
        batch_op.create_index("ix_partner_notice_partner", ["workspace_id", "partner_id"], unique=False)
        batch_op.create_index("ix_partner_notice_to", ["workspace_id", "to_id", "told_on"], unique=False)

    op.create_table(
        "partner_person",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_partner_person_member_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_person_partner_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_person_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_person")),
        sa.UniqueConstraint("workspace_id", "member_id", name=op.f("uq_partner_person_workspace_id_member_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partner_person", schema=None) as batch_op:
        batch_op.create_index("ix_partner_person_partner", ["workspace_id", "partner_id"], unique=False)

    op.create_table(
        "partner_report",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("progress", TEXT, nullable=False),
        sa.Column("blocker", TEXT, nullable=False),
        sa.Column("needs", TEXT, nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_partner_report_member_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_report_partner_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_report_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_report")),
        sa.UniqueConstraint(
            "workspace_id",
            "partner_id",
            "day",
            "member_id",
            name=op.f("uq_partner_report_workspace_id_partner_id_day_member_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partner_report", schema=None) as batch_op:
        batch_op.create_index("ix_partner_report_answered", ["workspace_id", "partner_id", "answered_at"], unique=False)

    op.create_table(
        "partner_submission",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_partner_submission_member_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_submission_partner_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_submission_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_submission")),
        sa.UniqueConstraint(
            "workspace_id",
            "partner_id",
            "member_id",
            "hour",
            name=op.f("uq_partner_submission_workspace_id_partner_id_member_id_hour"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "partner_workspace",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slack_team_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("partner_id", ID, nullable=True),
        sa.Column("seen_in", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_workspace_partner_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_partner_workspace_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_workspace")),
        sa.UniqueConstraint(
            "workspace_id", "slack_team_id", name=op.f("uq_partner_workspace_workspace_id_slack_team_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partner_workspace", schema=None) as batch_op:
        batch_op.create_index("ix_partner_workspace_partner", ["workspace_id", "partner_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("company", TEXT, nullable=False),
        sa.Column("domain", TEXT, nullable=False),
        sa.Column("country", TEXT, nullable=False),
        sa.Column("contact", TEXT, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("product", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.Column("relationship", TEXT, nullable=False),
        sa.Column("details", TEXT, nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("answer_by", MOMENT, nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("wanted", TEXT, nullable=False),
        sa.Column("protected_until", sa.Date(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("look_at", MOMENT, nullable=True),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("matches", JSON, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_registration_customer_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["member.id"], name=op.f("fk_registration_decided_by_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_registration_member_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_registration_partner_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_registration_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint(
            "workspace_id", "partner_id", "number", name=op.f("uq_registration_workspace_id_partner_id_number")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_deal", ["workspace_id", "deal_id"], unique=False)
        batch_op.create_index("ix_registration_member", ["workspace_id", "member_id", "id"], unique=False)
        batch_op.create_index("ix_registration_look", ["look_at", "workspace_id"], unique=False)
        batch_op.create_index("ix_registration_state", ["workspace_id", "state", "answer_by"], unique=False)
        batch_op.create_index("ix_registration_submitted", ["workspace_id", "partner_id", "submitted_at"], unique=False)

    op.create_table(
        "support_request",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("addition", TEXT, nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("answer_by", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("escalated_at", MOMENT, nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_support_request_member_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["member.id"], name=op.f("fk_support_request_owner_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_support_request_partner_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_support_request_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_request")),
        sa.UniqueConstraint(
            "workspace_id", "partner_id", "number", name=op.f("uq_support_request_workspace_id_partner_id_number")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("support_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_support_request_due",
            ["answer_by"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index("ix_support_request_opened", ["workspace_id", "partner_id", "opened_at"], unique=False)
        batch_op.create_index("ix_support_request_state", ["workspace_id", "state", "answer_by"], unique=False)

    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("domain", TEXT, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("parent_id", ID, nullable=True))
        batch_op.add_column(sa.Column("is_keyed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(
            "ix_customer_unkeyed",
            ["workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text("NOT is_keyed"),
            postgresql_where=sa.text("NOT is_keyed"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_customer_parent_id"), "customer", ["parent_id"], ["id"])

    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("partner_sourced", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("home_enterprise_id", TEXT, nullable=False, server_default=""))

    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tier_id", ID, nullable=True))
        batch_op.add_column(sa.Column("programme", TEXT, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("territory", TEXT, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("domain", TEXT, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("manager_id", ID, nullable=True))
        batch_op.add_column(sa.Column("certified", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("agreement", TEXT, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("agreement_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("shares_scores", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_index("ix_partner_manager", ["workspace_id", "manager_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_partner_tier_id"), "partner_tier", ["tier_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_partner_manager_id"), "member", ["manager_id"], ["id"])

    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.add_column(sa.Column("partner_id", ID, nullable=True))
        batch_op.create_index("ix_promise_partner", ["workspace_id", "partner_id", "due_on"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_promise_partner_id"), "partner", ["partner_id"], ["id"])

    with op.batch_alter_table("settings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("partner_desk_id", TEXT, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("answer_days", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    with op.batch_alter_table("settings", schema=None) as batch_op:
        batch_op.drop_column("answer_days")
        batch_op.drop_column("partner_desk_id")

    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_promise_partner_id"), type_="foreignkey")
        batch_op.drop_index("ix_promise_partner")
        batch_op.drop_column("partner_id")

    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_partner_manager_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_partner_tier_id"), type_="foreignkey")
        batch_op.drop_index("ix_partner_manager")
        batch_op.drop_column("is_active")
        batch_op.drop_column("shares_scores")
        batch_op.drop_column("agreement_until")
        batch_op.drop_column("agreement")
        batch_op.drop_column("since")
        batch_op.drop_column("certified")
        batch_op.drop_column("manager_id")
        batch_op.drop_column("domain")
        batch_op.drop_column("territory")
        batch_op.drop_column("programme")
        batch_op.drop_column("tier_id")

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("home_enterprise_id")

    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.drop_column("partner_sourced")

    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_customer_parent_id"), type_="foreignkey")
        batch_op.drop_index(
            "ix_customer_unkeyed", sqlite_where=sa.text("NOT is_keyed"), postgresql_where=sa.text("NOT is_keyed")
        )
        batch_op.drop_column("is_keyed")
        batch_op.drop_column("parent_id")
        batch_op.drop_column("domain")

    with op.batch_alter_table("support_request", schema=None) as batch_op:
        batch_op.drop_index("ix_support_request_state")
        batch_op.drop_index("ix_support_request_opened")
        batch_op.drop_index(
            "ix_support_request_due",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("support_request")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_submitted")
        batch_op.drop_index("ix_registration_state")
        batch_op.drop_index("ix_registration_look")
        batch_op.drop_index("ix_registration_member")
        batch_op.drop_index("ix_registration_deal")

    op.drop_table("registration")
    with op.batch_alter_table("partner_workspace", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_workspace_partner")

    op.drop_table("partner_workspace")
    op.drop_table("partner_submission")
    with op.batch_alter_table("partner_report", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_report_answered")

    op.drop_table("partner_report")
    with op.batch_alter_table("partner_person", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_person_partner")

    op.drop_table("partner_person")
    with op.batch_alter_table("partner_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_notice_to")
        batch_op.drop_index("ix_partner_notice_partner")

    op.drop_table("partner_notice")
    op.drop_table("partner_material")
    with op.batch_alter_table("partner_feedback", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_partner_feedback_waiting",
            sqlite_where=sa.text("told_on IS NULL"),
            postgresql_where=sa.text("told_on IS NULL"),
        )
        batch_op.drop_index("ix_partner_feedback_partner")

    op.drop_table("partner_feedback")
    with op.batch_alter_table("partner_channel", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_channel_partner")

    op.drop_table("partner_channel")
    op.drop_table("partner_tier")
    op.drop_table("company_alias")
    with op.batch_alter_table("company_key", schema=None) as batch_op:
        batch_op.drop_index("ix_company_key_customer")
        batch_op.drop_index("ix_company_key")

    op.drop_table("company_key")
