"""Modules of some programmes are called by their codes: two programmes would have the same numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0037_module_codes"
down_revision = "0036_provider_choice"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("training_module", sa.Column("by_code", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("training_module", "by_code")
