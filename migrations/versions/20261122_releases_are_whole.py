"""What was released takes no further file: a release knows how many it was published with.

Revision ID: 1880
Revises: 1781
"""

from alembic import op

revision = "1880"
down_revision = "1781"
branch_labels = None
depends_on = None

WHOLE = """
CREATE FUNCTION release_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM release_file f WHERE f.release_id = NEW.release_id)
        >= (SELECT r.file_count FROM release r WHERE r.id = NEW.release_id)
    THEN
        RAISE EXCEPTION 'a release stays as it was published (%)', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$
"""


def stays(columns: str) -> str:
    return f"CREATE TRIGGER release_stays BEFORE UPDATE OF {columns} ON release FOR EACH ROW EXECUTE FUNCTION release_stays()"


def upgrade() -> None:
    op.execute("ALTER TABLE release ADD COLUMN file_count integer")
    op.execute("UPDATE release r SET file_count = (SELECT count(*) FROM release_file f WHERE f.release_id = r.id)")
    op.execute("ALTER TABLE release ALTER COLUMN file_count SET NOT NULL")
    op.execute(WHOLE)
    op.execute("CREATE TRIGGER release_is_whole BEFORE INSERT ON release_file FOR EACH ROW EXECUTE FUNCTION release_is_whole()")
    op.execute("DROP TRIGGER release_stays ON release")
    op.execute(stays("id, program, number, version, digest, file_count"))


def downgrade() -> None:
    op.execute("DROP TRIGGER release_stays ON release")
    op.execute(stays("id, program, number, version, digest"))
    op.execute("DROP TRIGGER release_is_whole ON release_file")
    op.execute("DROP FUNCTION release_is_whole()")
    op.execute("ALTER TABLE release DROP COLUMN file_count")
