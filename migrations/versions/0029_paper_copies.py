"""Scans of signed papers, beside the results that were taken over from them: of one person's, or of a unit's own."""

import sqlalchemy as sa
from alembic import op

revision = "0029_paper_copies"
down_revision = "0028_training"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "paper_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer()),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("stored_name", sa.String(64), nullable=False),
        sa.Column("scan", sa.String(10), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT),
        sa.CheckConstraint("kind in ('pdf','jpg','png')", name="ck_paper_copy_kind_known"),
        sa.CheckConstraint(
            "scan in ('unscanned','checking','clean','infected')", name="ck_paper_copy_scan_known"
        ),
        sa.ForeignKeyConstraint(["period_id"], ["evaluation_period.id"], name="fk_paper_copy_period_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_paper_copy_unit_id"),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_paper_copy_evaluation_id"),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name="fk_paper_copy_added_by"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_copy"),
        sa.UniqueConstraint("stored_name", name="uq_paper_copy_stored_name"),
    )
    op.create_index("ix_paper_copy_place", "paper_copy", ["period_id", "unit_id"])
    op.create_index("ix_paper_copy_evaluation", "paper_copy", ["evaluation_id"])
    op.create_index("ix_paper_copy_scan", "paper_copy", ["scan"])


def downgrade() -> None:
    op.drop_table("paper_copy")
