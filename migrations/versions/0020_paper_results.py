"""Results taken over from paper, and spreadsheets of them."""

import sqlalchemy as sa
from alembic import op

revision = "0020_paper_results"
down_revision = "0019_opinions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_result",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("self_rank", sa.Integer()),
        sa.Column("signed_on", sa.Date()),
        sa.Column("signed_by", sa.String(100), nullable=False),
        sa.Column("document", sa.String(60), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_paper_result_evaluation_id"),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name="fk_paper_result_entered_by"),
        sa.PrimaryKeyConstraint("evaluation_id", name="pk_paper_result"),
    )
    op.create_index("ix_paper_result_entered_by", "paper_result", ["entered_by"])
    _kinds("'units','registry','roster','results'")


def downgrade() -> None:
    op.execute("delete from import_row where file_id in (select id from import_file where kind = 'results')")
    op.execute("delete from import_file where kind = 'results'")
    _kinds("'units','registry','roster'")
    op.drop_table("paper_result")


def _kinds(names: str) -> None:
    with op.batch_alter_table("import_file") as table:
        table.drop_constraint("ck_import_file_kind_known", type_="check")
        table.create_check_constraint("ck_import_file_kind_known", f"kind in ({names})")
