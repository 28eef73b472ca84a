"""Reminders: who asked whom to do what is still open, at most once a day each."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("sender", sa.String(320), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("passed_over", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_reminder_campaign_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_reminder_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_reminder_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
    )
    op.create_index("ix_reminder_unit", "reminder", ["unit_id", "id"])
    op.create_table(
        "reminded",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_reminded_campaign_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_reminded_person_id"),
        sa.ForeignKeyConstraint(["reminder_id"], ["reminder.id"], name="fk_reminded_reminder_id"),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", "day", name="pk_reminded"),
    )
    op.create_index("ix_reminded_reminder_id", "reminded", ["reminder_id"])


def downgrade() -> None:
    op.drop_index("ix_reminded_reminder_id", table_name="reminded")
    op.drop_table("reminded")
    op.drop_index("ix_reminder_unit", table_name="reminder")
    op.drop_table("reminder")
