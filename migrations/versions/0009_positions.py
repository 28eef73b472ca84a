"""Find the few admins among many appointments."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_appointment_position", "appointment", ["position", "unit_id"])


def downgrade() -> None:
    op.drop_index("ix_appointment_position", "appointment")
