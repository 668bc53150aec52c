"""Linked cases, letters between them, money movements and the benefit registry.

Revision ID: 0601
Revises: 0002
Create Date: 2026-11-22 06:10:00.000000+08:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0601"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)
HELD = "state <> 'revoked'"


def upgrade() -> None:
    _cases()
    _letters()
    _money()
    _benefits()


def _cases() -> None:
    op.add_column("case", sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.add_column("case", sa.Column("origin", sa.String(), nullable=False, server_default="enterprise"))
    op.alter_column("case", "origin", server_default=None)
    op.create_foreign_key(op.f("fk_case_parent_id"), "case", "case", ["parent_id"], ["id"])
    op.create_index("ix_case_parent_id", "case", ["parent_id", "process"], postgresql_where=sa.text("parent_id IS NOT NULL"))


def _letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.Column("caught", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_letter_case_id")),
        sa.ForeignKeyConstraint(["sender_id"], ["case.id"], name=op.f("fk_letter_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_case_id"), "letter", ["case_id"])
    op.create_index("ix_letter_pending", "letter", ["sent_at"], postgresql_where=sa.text("delivered_at IS NULL"))


def _money() -> None:
    op.create_table(
        "payment_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("exported_at", MOMENT, nullable=False),
        sa.Column("exported_by_id", sa.Uuid(), nullable=True),
        sa.Column("exported_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_batch_number")),
    )
    op.create_table(
        "movement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("computation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("payee", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("fund_source", sa.String(), nullable=False),
        sa.Column("budget_year", sa.Integer(), nullable=True),
        sa.Column("budget_item", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        *(
            sa.Column(f"{verb}_{part}", kind, nullable=part != "by")
            for verb in ("prepared", "checked", "approved")
            for part, kind in (("by_id", sa.Uuid()), ("by", sa.String()), ("at", MOMENT))
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("voucher", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_movement_amount"),
        sa.ForeignKeyConstraint(["batch_id"], ["payment_batch.id"], name=op.f("fk_movement_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_movement_case_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["case.id"], name=op.f("fk_movement_plan_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["movement.id"], name=op.f("fk_movement_previous_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sa.UniqueConstraint("number", name=op.f("uq_movement_number")),
    )
    op.create_index(op.f("ix_movement_batch_id"), "movement", ["batch_id"])
    op.create_index("ix_movement_plan_id", "movement", ["plan_id"])
    op.create_index(
        "uq_movement_live",
        "movement",
        ["case_id", "kind", "key"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('failed', 'returned')"),
    )
    op.create_index(
        "ix_movement_work",
        "movement",
        ["state", "region", "planned_at"],
        postgresql_where=sa.text("state IN ('planned', 'approved', 'sent')"),
    )


def _benefits() -> None:
    op.create_table(
        "benefit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_benefit_case_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["case.id"], name=op.f("fk_benefit_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit")),
    )
    op.create_index(op.f("ix_benefit_case_id"), "benefit", ["case_id"])
    op.create_index("ix_benefit_plan_id", "benefit", ["plan_id"])
    op.create_index("ix_benefit_person", "benefit", ["person", "kind"], postgresql_where=sa.text(f"person IS NOT NULL AND {HELD}"))
    op.create_index("ix_benefit_enterprise", "benefit", ["uscc", "year", "kind"], postgresql_where=sa.text(f"uscc <> '' AND {HELD}"))
    op.create_index(
        "uq_benefit_held",
        "benefit",
        ["plan_id", "kind", "uscc", "year", "person", "occupation", "level", "certificate"],
        unique=True,
        postgresql_where=sa.text(HELD),
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.drop_table("benefit")
    op.drop_table("movement")
    op.drop_table("payment_batch")
    op.drop_table("letter")
    op.drop_index("ix_case_parent_id", "case")
    op.drop_constraint(op.f("fk_case_parent_id"), "case", type_="foreignkey")
    op.drop_column("case", "origin")
    op.drop_column("case", "parent_id")
