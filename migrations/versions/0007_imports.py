"""Files that people bring in, and their rows."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=100), nullable=False),
        sa.Column("failed_name", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("refusal", sa.JSON(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('units','registry','roster')", name="ck_import_file_kind_known"),
        sa.CheckConstraint(
            "state in ('checking','refused','checked','applying','applied')", name="ck_import_file_state_known"
        ),
        sa.CheckConstraint("(refusal is not null) = (state = 'refused')", name="ck_import_file_refused_iff_said"),
        sa.CheckConstraint("(applied_at is not null) = (state = 'applied')", name="ck_import_file_applied_iff_when"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_import_file_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_file"),
        sa.UniqueConstraint("stored_name", name="uq_import_file_stored_name"),
    )
    op.create_index("ix_import_file_account", "import_file", ["account_id", "id"])
    op.create_index("ix_import_file_unit_id", "import_file", ["unit_id"])
    op.create_table(
        "import_row",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("differs", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('create','update','move','unchanged','by_hand','refused')", name="ck_import_row_outcome_known"
        ),
        sa.CheckConstraint(
            "(record is null) = (outcome = 'refused')", name="ck_import_row_refused_without_record"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["import_file.id"], name="fk_import_row_file_id"),
        sa.PrimaryKeyConstraint("file_id", "number", name="pk_import_row"),
    )
    op.create_index("ix_import_row_work", "import_row", ["file_id", "step", "number"])
    op.create_index("ix_import_row_outcome", "import_row", ["file_id", "outcome", "number"])


def downgrade() -> None:
    op.drop_table("import_row")
    op.drop_table("import_file")
