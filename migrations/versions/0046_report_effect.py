"""Each person of a report may have a sign a criterion that says how they stand against last year's report."""

import sqlalchemy as sa
from alembic import op

revision = "0046_report_effect"
down_revision = "0045_unit_successions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_person", sa.Column("effect", sa.String(60), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("report_person", "effect")
