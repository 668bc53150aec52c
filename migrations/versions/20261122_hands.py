"""Who has done what stands in the case; facts that are large stand in a column of their own, which a step that says little leaves alone.

Revision ID: 1651
Revises: 1632
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "1651"
down_revision = "1632"
branch_labels = None
depends_on = None

MOVE_LARGE = """
UPDATE "case" SET
    facts_large = (SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE large), '{}') FROM said),
    facts_small = (SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE NOT large), '{}') FROM said)
WHERE octet_length(facts_small::text) >= 1024
""".replace(
    "said", "(SELECT *, jsonb_typeof(value) = 'object' AND octet_length(value::text) >= 1024 AS large FROM jsonb_each(facts_small)) each"
)
MOVE_BACK = "UPDATE \"case\" SET facts_small = facts_small || facts_large WHERE facts_large <> '{}'"
HANDS = """
UPDATE "case" SET hands = found.hands FROM (
    SELECT case_id, jsonb_object_agg(person, elements) AS hands FROM (
        SELECT case_id, person, jsonb_agg(DISTINCT element) AS elements
        FROM task CROSS JOIN LATERAL (VALUES (done_by_id), (assignee_id)) AS who (person)
        WHERE state = 'done' AND person IS NOT NULL GROUP BY case_id, person
    ) theirs GROUP BY case_id
) found WHERE found.case_id = "case".id
"""
SNAPSHOTS = """
UPDATE migration_case SET snapshot = jsonb_set(snapshot, '{case}', (snapshot -> 'case') - 'facts'
    || jsonb_build_object('facts_small', snapshot #> '{case,facts}', 'facts_large', '{}'::jsonb))
WHERE snapshot #> '{case,facts}' IS NOT NULL
"""


def upgrade() -> None:
    op.alter_column("case", "facts", new_column_name="facts_small")
    for name in ("facts_large", "hands"):
        op.add_column("case", sa.Column(name, JSONB(astext_type=sa.Text()), nullable=False, server_default="{}"))
        op.alter_column("case", name, server_default=None)
    op.execute(MOVE_LARGE)
    op.execute(HANDS)
    op.execute(SNAPSHOTS)


def downgrade() -> None:
    op.execute(MOVE_BACK)
    op.drop_column("case", "hands")
    op.drop_column("case", "facts_large")
    op.alter_column("case", "facts_small", new_column_name="facts")
