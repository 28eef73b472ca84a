"""Which unit took over which: merged provinces, abolished districts."""

import sqlalchemy as sa
from alembic import op

revision = "0045_unit_successions"
down_revision = "0044_provider_choice_scans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('unit_succession',
        sa.Column('unit_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('successor_id', sa.Integer(), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.CheckConstraint('unit_id <> successor_id', name=op.f('ck_unit_succession_not_of_itself')),
        sa.ForeignKeyConstraint(['successor_id'], ['unit.id'], name=op.f('fk_unit_succession_successor_id')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_unit_succession_unit_id')),
        sa.PrimaryKeyConstraint('unit_id', name=op.f('pk_unit_succession'))
    )
    op.create_index(op.f('ix_unit_succession_successor_id'), 'unit_succession', ['successor_id'], unique=False)


def downgrade() -> None:
    op.drop_table('unit_succession')
