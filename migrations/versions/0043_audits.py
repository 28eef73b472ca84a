"""Audits of reports: who may read which until when, the samples drawn, what was found."""

import sqlalchemy as sa
from alembic import op

revision = "0043_audits"
down_revision = "0042_certificate_holders"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('audit_mandate',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('province_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('basis', sa.String(300), nullable=False),
        sa.Column('starts', sa.Date(), nullable=False),
        sa.Column('ends', sa.Date(), nullable=False),
        sa.Column('invited_by', sa.Integer(), nullable=False),
        sa.Column('invited_at', INSTANT, nullable=False),
        sa.Column('taken_back_on', sa.Date()),
        sa.Column('taken_back_by', sa.Integer()),
        sa.CheckConstraint('(taken_back_on is null) = (taken_back_by is null)', name=op.f('ck_audit_mandate_taken_back_by_somebody')),
        sa.CheckConstraint('ends > starts', name=op.f('ck_audit_mandate_dates_ordered')),
        sa.ForeignKeyConstraint(['invited_by'], ['person.id'], name=op.f('fk_audit_mandate_invited_by')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_audit_mandate_person_id')),
        sa.ForeignKeyConstraint(['province_id'], ['unit.id'], name=op.f('fk_audit_mandate_province_id')),
        sa.ForeignKeyConstraint(['taken_back_by'], ['person.id'], name=op.f('fk_audit_mandate_taken_back_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_mandate'))
    )
    op.create_index('ix_audit_mandate_person', 'audit_mandate', ['person_id', 'year'], unique=False)
    op.create_index('ix_audit_mandate_place', 'audit_mandate', ['province_id', 'year'], unique=False)
    op.create_table('audit_sample',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('cell', sa.JSON(), nullable=False),
        sa.Column('population', sa.Integer(), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('seed', sa.String(32), nullable=False),
        sa.Column('drawn_at', INSTANT, nullable=False),
        sa.CheckConstraint('size > 0 and size <= population', name=op.f('ck_audit_sample_size_within_population')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_audit_sample_person_id')),
        sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_audit_sample_report_id')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_audit_sample_unit_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_sample'))
    )
    op.create_index('ix_audit_sample_person', 'audit_sample', ['person_id', 'id'], unique=False)
    op.create_index(op.f('ix_audit_sample_report_id'), 'audit_sample', ['report_id'], unique=False)
    op.create_table('audit_drawn',
        sa.Column('sample_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('finding', sa.String(8)),
        sa.Column('remark', sa.String(1000), nullable=False),
        sa.Column('found_at', INSTANT),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint("finding in ('fits','differs','missing')", name=op.f('ck_audit_drawn_finding_known')),
        sa.CheckConstraint('(finding is null) = (found_at is null)', name=op.f('ck_audit_drawn_found_at_a_time')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_audit_drawn_person_id')),
        sa.ForeignKeyConstraint(['sample_id'], ['audit_sample.id'], name=op.f('fk_audit_drawn_sample_id')),
        sa.PrimaryKeyConstraint('sample_id', 'place', name=op.f('pk_audit_drawn')),
        sa.UniqueConstraint('sample_id', 'person_id', name=op.f('uq_audit_drawn_sample_id_person_id'))
    )
    op.create_index(op.f('ix_audit_drawn_person_id'), 'audit_drawn', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('audit_drawn')
    op.drop_table('audit_sample')
    op.drop_table('audit_mandate')
