"""Wrong birth dates are counted for each provider that gives them; counts serve one day, so none is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0051_guesses_of_a_provider"
down_revision = "0050_list_references"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("identity_guess")
    op.create_table(
        "identity_guess",
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("mismatches", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["unit.id"], name=op.f("fk_identity_guess_provider_id")),
        sa.PrimaryKeyConstraint("sector_key", "day", "provider_id", name=op.f("pk_identity_guess")),
    )
    op.create_index("ix_identity_guess_day", "identity_guess", ["day"])


def downgrade() -> None:
    op.drop_table("identity_guess")
    op.create_table(
        "identity_guess",
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mismatches", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sector_key", "day", name=op.f("pk_identity_guess")),
    )
    op.create_index("ix_identity_guess_day", "identity_guess", ["day"])
