"""The printed counts of opinions on a manager (4529 BM03) get a code, too."""

from alembic import op

revision = "0024_survey_paper"
down_revision = "0023_papers"
branch_labels = None
depends_on = None

KINDS = "ck_paper_kind_known"


def upgrade() -> None:
    _allow("'self','result','tally','school','report','survey'")


def downgrade() -> None:
    op.execute("delete from paper where kind = 'survey'")
    _allow("'self','result','tally','school','report'")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("paper") as paper:
        paper.drop_constraint(KINDS, type_="check")
        paper.create_check_constraint(KINDS, f"kind in ({kinds})")
