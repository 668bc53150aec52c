"""What was released stays as it was released: the database refuses to change or remove a file of a release, or its digest.

Revision ID: 1781
Revises: 1780
"""

from alembic import op

revision = "1781"
down_revision = "1780"
branch_labels = None
depends_on = None

REFUSES = """
CREATE FUNCTION release_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a release stays as it was published (%)', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def upgrade() -> None:
    op.execute(REFUSES)
    op.execute("CREATE TRIGGER release_file_stays BEFORE UPDATE OR DELETE ON release_file FOR EACH ROW EXECUTE FUNCTION release_stays()")
    op.execute(
        "CREATE TRIGGER release_stays BEFORE UPDATE OF id, program, number, version, digest ON release "
        "FOR EACH ROW EXECUTE FUNCTION release_stays()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER release_stays ON release")
    op.execute("DROP TRIGGER release_file_stays ON release_file")
    op.execute("DROP FUNCTION release_stays()")
