"""A province's choice of an LMS is a record with its checklist."""

import sqlalchemy as sa
from alembic import op

revision = "0036_provider_choice"
down_revision = "0035_certificates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(10), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("document", sa.String(100), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("met", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(1000), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_choice")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_provider_choice_unit_id")),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name=op.f("fk_provider_choice_by_person_id")),
        sa.CheckConstraint("provider in ('viettel','vnpt')", name=op.f("ck_provider_choice_provider_known")),
    )
    op.create_index("ix_provider_choice_unit_id", "provider_choice", ["unit_id"])
    op.create_index("ix_provider_choice_by_person_id", "provider_choice", ["by_person_id"])


def downgrade() -> None:
    op.drop_table("provider_choice")
