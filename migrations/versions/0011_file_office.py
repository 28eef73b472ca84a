"""Which office a file was made for: it opens for nobody who has lost that office."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("result_file", sa.Column("appointment_id", sa.Integer()))


def downgrade() -> None:
    with op.batch_alter_table("result_file") as table:
        table.drop_column("appointment_id")
