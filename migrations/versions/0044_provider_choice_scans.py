"""Scans of the decision behind a province's choice of an LMS."""

import sqlalchemy as sa
from alembic import op

revision = "0044_provider_choice_scans"
down_revision = "0043_audits"
branch_labels = None
depends_on = None

SCAN_STATES = "scan in ('unscanned','checking','clean','infected')"


def upgrade() -> None:
    op.create_table('provider_choice_scan',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('choice_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('kind', sa.String(4), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(64), nullable=False),
        sa.Column('stored_name', sa.String(64), nullable=False),
        sa.Column('scan', sa.String(10), nullable=False),
        sa.Column('added_by', sa.Integer(), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('pdf','jpg','png')", name=op.f('ck_provider_choice_scan_kind_known')),
        sa.CheckConstraint(SCAN_STATES, name=op.f('ck_provider_choice_scan_scan_known')),
        sa.ForeignKeyConstraint(
            ['choice_id'], ['provider_choice.id'], name=op.f('fk_provider_choice_scan_choice_id')
        ),
        sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_provider_choice_scan_added_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_provider_choice_scan')),
        sa.UniqueConstraint('stored_name', name=op.f('uq_provider_choice_scan_stored_name'))
    )
    for column in ('choice_id', 'added_by', 'scan'):
        op.create_index(f'ix_provider_choice_scan_{column}', 'provider_choice_scan', [column], unique=False)


def downgrade() -> None:
    op.drop_table('provider_choice_scan')
