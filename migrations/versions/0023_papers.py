"""Final sheets that were printed: the code, and every printed field as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0023_papers"
down_revision = "0022_cycles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(26), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer()),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("group_id", sa.Integer()),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Integer()),
        sa.CheckConstraint("kind in ('self','result','tally','school','report')", name="ck_paper_kind_known"),
        sa.CheckConstraint("(evaluation_id is null) = (unit_id is not null)", name="ck_paper_about_one_thing"),
        sa.ForeignKeyConstraint(["period_id"], ["evaluation_period.id"], name="fk_paper_period_id"),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_paper_evaluation_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_paper_unit_id"),
        sa.ForeignKeyConstraint(["group_id"], ["subject_group.id"], name="fk_paper_group_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
        sa.UniqueConstraint("code", name="uq_paper_code"),
        sa.UniqueConstraint("kind", "subject", "edition", name="uq_paper_kind_subject_edition"),
    )


def downgrade() -> None:
    op.drop_table("paper")
