"""Since when somebody holds a post; of posts given before, the day the account was made is the best there is.

Revision ID: 1802
Revises: 1861
"""

import sqlalchemy as sa
from alembic import op

revision = "1802"
down_revision = "1861"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person_role", sa.Column("since", sa.Date(), nullable=True))
    op.execute(
        "UPDATE person_role SET since = (SELECT (created_at AT TIME ZONE 'Asia/Shanghai')::date FROM person WHERE person.id = person_id)"
    )


def downgrade() -> None:
    op.drop_column("person_role", "since")
