"""Schools that ask to shorten their cycle."""

import sqlalchemy as sa
from alembic import op

revision = "0022_cycles"
down_revision = "0021_appeals"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cycle_proposal",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("answer", sa.String(1000)),
        sa.Column("answered_by", sa.Integer()),
        sa.Column("answered_at", INSTANT),
        sa.CheckConstraint("state in ('proposed','consented','declined')", name="ck_cycle_proposal_state_known"),
        sa.CheckConstraint(
            "(state = 'proposed') = (answered_by is null)", name="ck_cycle_proposal_answered_iff_answered_by"
        ),
        sa.CheckConstraint(
            "(answered_by is null) = (answered_at is null)", name="ck_cycle_proposal_answered_has_a_time"
        ),
        sa.ForeignKeyConstraint(["period_id"], ["evaluation_period.id"], name="fk_cycle_proposal_period_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_cycle_proposal_unit_id"),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name="fk_cycle_proposal_proposed_by"),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name="fk_cycle_proposal_answered_by"),
        sa.PrimaryKeyConstraint("period_id", "unit_id", name="pk_cycle_proposal"),
    )


def downgrade() -> None:
    op.drop_table("cycle_proposal")
