"""How long dossiers are kept, holds on cases, and lists of what is destroyed.

Dossiers made before have what the archive's parameter of their own release says; where a release says nothing they are kept for ever.

Revision ID: 1681
Revises: 1676
"""

import tomllib

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1681"
down_revision = "1676"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)
JSONB = postgresql.JSONB(astext_type=sa.Text())
KEPT = sa.text("""
UPDATE dossier SET keep_years = :years, keep_until = make_date(
    extract(year FROM dossier.closed_at AT TIME ZONE 'Asia/Shanghai')::integer + :years, 12, 31)
FROM "case" WHERE "case".id = dossier.case_id AND "case".release_id = :release
    AND coalesce("case".filed_on, (dossier.made_at AT TIME ZONE 'Asia/Shanghai')::date) >= :since
""")


def upgrade() -> None:
    op.add_column("dossier", sa.Column("keep_years", sa.Integer(), nullable=True))
    op.add_column("dossier", sa.Column("keep_until", sa.Date(), nullable=True))
    op.create_index("ix_dossier_keep_until", "dossier", ["keep_until", "case_id"], postgresql_where=sa.text("keep_until IS NOT NULL"))
    _keep_what_is_there()
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("placed_by_id", sa.Uuid(), nullable=True),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.Column("lifted_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_legal_hold_case_id")),
        sa.ForeignKeyConstraint(["placed_by_id"], ["person.id"], name=op.f("fk_legal_hold_placed_by_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["person.id"], name=op.f("fk_legal_hold_lifted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index("uq_legal_hold_standing", "legal_hold", ["case_id"], unique=True, postgresql_where=sa.text("lifted_at IS NULL"))
    op.create_index("ix_legal_hold_placed_at", "legal_hold", ["placed_at"])
    op.create_table(
        "destruction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_destruction_asked_by_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_destruction_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction")),
        sa.UniqueConstraint("number", name=op.f("uq_destruction_number")),
    )
    op.create_table(
        "destruction_case",
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("told", JSONB, nullable=False),
        sa.Column("why", JSONB, nullable=False),
        sa.Column("destroyed_at", MOMENT, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.Column("seal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["destruction_id"], ["destruction.id"], name=op.f("fk_destruction_case_destruction_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_destruction_case_case_id")),
        sa.PrimaryKeyConstraint("destruction_id", "case_id", name=op.f("pk_destruction_case")),
    )
    op.create_index("ix_destruction_case_state", "destruction_case", ["destruction_id", "state", "case_id"])
    op.create_index("uq_destruction_case_once", "destruction_case", ["case_id"], unique=True, postgresql_where=sa.text("state <> 'kept'"))
    op.create_table(
        "destroyed_file",
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["destruction_id"], ["destruction.id"], name=op.f("fk_destroyed_file_destruction_id")),
        sa.PrimaryKeyConstraint("destruction_id", "digest", name=op.f("pk_destroyed_file")),
    )
    op.create_index("ix_attachment_digest", "attachment", ["digest"])
    op.create_index("ix_notice_digest", "notice", ["digest"], postgresql_where=sa.text("digest IS NOT NULL"))


def _keep_what_is_there() -> None:
    connection = op.get_bind()
    releases = connection.execute(sa.text('SELECT DISTINCT release_id FROM "case" JOIN dossier ON dossier.case_id = "case".id'))
    files = sa.text(
        "SELECT content FROM release_file WHERE release_id = :release AND path LIKE '%/parameters.toml' ORDER BY path LIKE 'common/%' DESC"
    )
    for (release,) in releases.all():
        said: dict[object, object] = {}
        for (content,) in connection.execute(files, {"release": release}):
            entries = tomllib.loads(bytes(content).decode()).get("parameter", [])
            for entry in entries:
                if entry.get("key") == "archive_years":
                    said = {value["from"]: value["value"] for value in entry.get("value", [])}
        for since, years in sorted(said.items()):
            connection.execute(KEPT, {"release": release, "since": since, "years": years})


def downgrade() -> None:
    op.drop_index("ix_notice_digest", table_name="notice")
    op.drop_index("ix_attachment_digest", table_name="attachment")
    op.drop_table("destroyed_file")
    op.drop_table("destruction_case")
    op.drop_table("destruction")
    op.drop_table("legal_hold")
    op.drop_index("ix_dossier_keep_until", table_name="dossier")
    op.drop_column("dossier", "keep_until")
    op.drop_column("dossier", "keep_years")
