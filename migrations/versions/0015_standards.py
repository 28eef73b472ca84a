"""Professional standards as documents, immutable once a period uses them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "standard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("used_since", INSTANT),
        sa.CheckConstraint("kind in ('teacher','manager')", name="ck_standard_kind_known"),
        sa.PrimaryKeyConstraint("id", name="pk_standard"),
        sa.UniqueConstraint("code", name="uq_standard_code"),
    )


def downgrade() -> None:
    op.drop_table("standard")
