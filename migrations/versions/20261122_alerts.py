"""Alerts: what people are told in the page, by mail and by robots, and what they chose.

Revision ID: 1521
Revises: 1401
Create Date: 2026-11-22 03:40:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1521"
down_revision = "1401"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)
JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alert_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("person_id", "source", name="uq_alert_person_id_source"),
    )
    op.create_index("ix_alert_person_id_at", "alert", ["person_id", "at", "id"])
    op.create_index("ix_alert_unread", "alert", ["person_id"], postgresql_where=sa.text("read_at IS NULL AND shown"))
    op.create_table(
        "alert_choice",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", JSON, nullable=False),
        sa.Column("mail_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("robot_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("robot_kind", sa.String(), nullable=False),
        sa.Column("quiet_from", sa.String(), nullable=False),
        sa.Column("quiet_to", sa.String(), nullable=False),
        sa.Column("workdays", sa.Boolean(), nullable=False),
        sa.Column("digest_at", sa.String(), nullable=False),
        sa.Column("pool_seen_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alert_choice_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_alert_choice")),
    )
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("alerts", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("queued", sa.Boolean(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dispatch_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    op.create_index("ix_dispatch_person_id", "dispatch", ["person_id"])
    op.create_index("ix_dispatch_waiting", "dispatch", ["due_at"], postgresql_where=sa.text("sent_at IS NULL"))
    op.create_table(
        "warned",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("light", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_warned_task_id")),
        sa.PrimaryKeyConstraint("task_id", "light", "due_on", name=op.f("pk_warned")),
    )


def downgrade() -> None:
    for table in ("warned", "dispatch", "alert_choice", "alert"):
        op.drop_table(table)
