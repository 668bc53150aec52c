"""Cases that ended before revision 1551 are archived, too: a job looks for them a batch at a time, when nothing else is to be done.

Revision ID: 1652
Revises: 1651
"""

from alembic import op

revision = "1652"
down_revision = "1651"
branch_labels = None
depends_on = None

LOOK_FOR_OLD = """
SELECT procrastinate_defer_jobs_v1(
    ARRAY[('tongban', 'archive_old', -20, NULL, 'archive_old', '{"after": null}', NULL)::procrastinate_job_to_defer_v1]
) WHERE EXISTS (SELECT 1 FROM "case" WHERE status NOT IN ('open', 'draft'))
"""


def upgrade() -> None:
    op.execute(LOOK_FOR_OLD)


def downgrade() -> None:
    op.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'archive_old' AND status = 'todo'")
