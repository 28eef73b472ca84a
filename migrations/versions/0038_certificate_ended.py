"""The papers that hold no more are few; counting them by issuer reads only those."""

import sqlalchemy as sa
from alembic import op

revision = "0038_certificate_ended"
down_revision = "0037_module_codes"
branch_labels = None
depends_on = None

ENDED = sa.text("state <> 'valid'")


def upgrade() -> None:
    op.create_index(
        "ix_certificate_ended", "certificate", ["state", "issuer_id", "kind", "counted_in"],
        sqlite_where=ENDED, postgresql_where=ENDED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_certificate_ended", "certificate")
