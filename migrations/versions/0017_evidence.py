"""Evidence: a person's store of pieces and files, and which criterion uses which."""

import sqlalchemy as sa
from alembic import op

revision = "0017_evidence"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("sealed_at", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_evidence_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint("person_id", "number", name="uq_evidence_person_id_number"),
    )
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("stored_name", sa.String(64), nullable=False),
        sa.Column("scan", sa.String(10), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("sealed_at", INSTANT),
        sa.Column("superseded_at", INSTANT),
        sa.CheckConstraint("kind in ('pdf','jpg','png','docx','xlsx')", name="ck_evidence_file_kind_known"),
        sa.CheckConstraint(
            "scan in ('unscanned','checking','clean','infected')", name="ck_evidence_file_scan_known"
        ),
        sa.CheckConstraint(
            "superseded_at is null or sealed_at is not null", name="ck_evidence_file_only_sent_is_superseded"
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_file_evidence_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_file"),
        sa.UniqueConstraint("stored_name", name="uq_evidence_file_stored_name"),
    )
    op.create_index("ix_evidence_file_evidence", "evidence_file", ["evidence_id"])
    op.create_index("ix_evidence_file_scan", "evidence_file", ["scan"])
    op.create_table(
        "evidence_use",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_evidence_use_evaluation_id"),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_use_evidence_id"),
        sa.PrimaryKeyConstraint("evaluation_id", "criterion", "evidence_id", name="pk_evidence_use"),
    )
    op.create_index("ix_evidence_use_evidence", "evidence_use", ["evidence_id"])


def downgrade() -> None:
    for table in ("evidence_use", "evidence_file", "evidence"):
        op.drop_table(table)
