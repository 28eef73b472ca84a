"""A corrected edition of a province that is gone keeps the name of the office that issues it: its successor's."""

import sqlalchemy as sa
from alembic import op

revision = "0049_former_units"
down_revision = "0048_report_outliers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("issuer", sa.String(200)))


def downgrade() -> None:
    op.drop_column("report", "issuer")
