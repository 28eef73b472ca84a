"""Where the holders of papers work is counted by province without reading a paper."""

from alembic import op

revision = "0042_certificate_holders"
down_revision = "0041_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_certificate_holders", "certificate",
        ["unit_id", "issuer_id", "kind", "counted_in", "state", "flagged_at"],
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_certificate_holders", "certificate")
