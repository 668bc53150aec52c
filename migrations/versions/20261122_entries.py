"""Events of one moment stand in one entry, with what was sent; a closed case's entries are bound into volumes; events are a view.

The open clocks of a case have an index of their own, so that those that are finished need not carry the day.

Every event that was written before becomes an entry of its own: its hash is what it was. What was sent before is marked: no hash covers it.

Revision ID: 1551
Revises: 1542
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1551"
down_revision = "1542"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)
JSONB = postgresql.JSONB(astext_type=sa.Text())

KEEP_EVENTS = """
INSERT INTO entry (case_id, at, actor_id, seq, chain, actor, organisation, hash, facts)
SELECT case_id, at, actor_id, seq, chain, actor, organisation, hash, jsonb_build_array(jsonb_build_array(kind, public, data))
FROM event ORDER BY id
"""
KEEP_SUBMISSIONS = """
UPDATE entry SET sent = found.sent FROM (
    SELECT at_once.id, jsonb_agg(jsonb_build_array(s.step, s.task_id, s.data, false) ORDER BY s.submitted_at) AS sent
    FROM submission s CROSS JOIN LATERAL (
        SELECT e.id FROM entry e WHERE e.case_id = s.case_id AND e.at <= s.submitted_at
        ORDER BY e.at DESC, e.seq DESC LIMIT 1
    ) at_once
    GROUP BY at_once.id
) found WHERE entry.id = found.id
"""
TRAIL = """
CREATE VIEW trail AS
SELECT e.id, e.chain, e.seq, e.case_id, e.at, e.actor_id, e.actor, e.organisation, e.hash,
    CASE WHEN e.volume IS NULL THEN e.facts ELSE (v.entries -> e.seq::text -> 0)::jsonb END AS facts,
    CASE WHEN e.volume IS NULL THEN e.sent ELSE NULLIF((v.entries -> e.seq::text -> 1)::jsonb, 'null'::jsonb) END AS sent
FROM entry e LEFT JOIN volume v ON v.case_id = e.case_id AND v.number = e.volume
"""
EVENT = """
CREATE VIEW event AS
SELECT t.id * 1048576 + said.place AS id, t.chain, (t.seq + said.place - 1)::integer AS seq, t.case_id, t.at, said.fact ->> 0 AS kind,
    t.actor_id, t.actor, t.organisation, (said.fact ->> 1)::boolean AS public, said.fact -> 2 AS data
FROM trail t CROSS JOIN LATERAL jsonb_array_elements(t.facts) WITH ORDINALITY AS said (fact, place)
"""
SUBMISSION = """
CREATE VIEW submission AS
SELECT t.id * 1048576 + said.place AS id, t.case_id, (said.sent ->> 1)::uuid AS task_id, said.sent ->> 0 AS step, said.sent -> 2 AS data,
    t.at AS submitted_at, t.actor AS submitted_by
FROM trail t CROSS JOIN LATERAL jsonb_array_elements(t.sent) WITH ORDINALITY AS said (sent, place)
"""


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("volume", sa.Integer(), nullable=True),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("facts", JSONB, nullable=True),
        sa.Column("sent", JSONB, nullable=True),
        sa.PrimaryKeyConstraint("at", "id", name=op.f("pk_entry")),
    )
    op.create_table(
        "volume",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entries", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_volume_case_id")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_volume")),
    )
    op.execute(KEEP_EVENTS)
    op.create_index("uq_entry_case_id_seq", "entry", ["case_id", "seq"], unique=True, postgresql_where=sa.text("case_id IS NOT NULL"))
    op.create_index("uq_entry_chain_seq", "entry", ["chain", "seq"], unique=True, postgresql_where=sa.text("case_id IS NULL"))
    op.execute(KEEP_SUBMISSIONS)
    op.drop_table("event")
    op.drop_table("submission")
    op.drop_index("ix_clock_case_id_finished_at", table_name="clock")
    op.create_index("ix_clock_case_id", "clock", ["case_id"])
    op.create_index("ix_clock_open_case_id", "clock", ["case_id"], postgresql_where=sa.text("finished_at IS NULL"))
    for view in (TRAIL, EVENT, SUBMISSION):
        op.execute(view)
