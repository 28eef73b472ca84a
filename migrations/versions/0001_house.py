"""The house: units, people, appointments, accounts, sessions, journal, notices, work."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('installation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('size', sa.String(length=12), nullable=False),
    sa.Column('seeded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('args', sa.JSON(), nullable=False),
    sa.Column('cursor', sa.JSON(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('problem', sa.String(length=500), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('viewer', sa.JSON(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('every_seconds', sa.Integer(), nullable=True),
    sa.CheckConstraint("(finished_at is not null) = (state in ('done','failed'))", name=op.f('ck_job_finished_iff_over')),
    sa.CheckConstraint("(state = 'running') = (lease_until is not null)", name=op.f('ck_job_running_iff_leased')),
    sa.CheckConstraint("state in ('waiting','running','done','failed')", name=op.f('ck_job_state_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('key', name=op.f('uq_job_key'))
    )
    op.create_index('ix_job_due', 'job', ['state', 'due_at'], unique=False)
    op.create_table('journal_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('position', sa.String(length=40), nullable=False),
    sa.Column('acting_unit_id', sa.Integer(), nullable=True),
    sa.Column('event', sa.String(length=60), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.Column('reason', sa.String(length=2000), nullable=True),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('app_version', sa.String(length=20), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_entry'))
    )
    op.create_index(op.f('ix_journal_entry_account_id'), 'journal_entry', ['account_id'], unique=False)
    op.create_index(op.f('ix_journal_entry_person_id'), 'journal_entry', ['person_id'], unique=False)
    op.create_index('ix_journal_entry_subject', 'journal_entry', ['subject_kind', 'subject_id', 'id'], unique=False)
    op.create_index('ix_journal_entry_unit', 'journal_entry', ['unit_id', 'id'], unique=False)
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('full_name', sa.String(length=100), nullable=False),
    sa.Column('given_name', sa.String(length=50), nullable=False),
    sa.Column('name_fold', sa.String(length=100), nullable=False),
    sa.Column('sort_key', sa.String(length=400).with_variant(sa.String(length=400, collation='C'), 'postgresql'), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('gender', sa.String(length=6), nullable=True),
    sa.Column('minority', sa.Boolean(), nullable=True),
    sa.Column('qualification', sa.String(length=60), nullable=True),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('citizen_number_sealed', sa.String(length=300), nullable=True),
    sa.Column('teaching_since', sa.Integer(), nullable=True),
    sa.Column('managing_since', sa.Integer(), nullable=True),
    sa.Column('sector_id', sa.String(length=20), nullable=True),
    sa.Column('sector_key', sa.String(length=20), nullable=True),
    sa.Column('listed_sector_id', sa.String(length=20), nullable=True),
    sa.Column('listed_sector_key', sa.String(length=20), nullable=True),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('deceased', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("gender is null or gender in ('female','male')", name=op.f('ck_person_gender_known')),
    sa.CheckConstraint('merged_into_id is null or merged_into_id <> id', name=op.f('ck_person_not_merged_into_self')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['person.id'], name=op.f('fk_person_merged_into_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_index(op.f('ix_person_listed_sector_key'), 'person', ['listed_sector_key'], unique=False)
    op.create_index(op.f('ix_person_merged_into_id'), 'person', ['merged_into_id'], unique=False)
    op.create_index(op.f('ix_person_name_fold'), 'person', ['name_fold'], unique=False)
    op.create_index(op.f('ix_person_sector_key'), 'person', ['sector_key'], unique=False)
    op.create_index('uq_person_sector_id', 'person', ['sector_id'], unique=True)
    op.create_table('security_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('event', sa.String(length=60), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('about_person_id', sa.Integer(), nullable=True),
    sa.Column('route', sa.String(length=120), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=True),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security_event'))
    )
    op.create_index(op.f('ix_security_event_account_id'), 'security_event', ['account_id'], unique=False)
    op.create_index(op.f('ix_security_event_event'), 'security_event', ['event'], unique=False)
    op.create_index('ix_security_event_person', 'security_event', ['about_person_id', 'id'], unique=False)
    op.create_table('unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('name_fold', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('type_name', sa.String(length=60), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('path', sa.String(length=120).with_variant(sa.String(length=120, collation='C'), 'postgresql'), nullable=False),
    sa.Column('levels', sa.String(length=20), nullable=False),
    sa.Column('difficult', sa.Boolean(), nullable=False),
    sa.Column('lms_provider', sa.String(length=10), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(parent_id is null) = (kind = 'ministry')", name=op.f('ck_unit_only_ministry_is_root')),
    sa.CheckConstraint("kind in ('ministry','province','middle','school','university','provider')", name=op.f('ck_unit_kind_known')),
    sa.CheckConstraint('valid_to is null or valid_to > valid_from', name=op.f('ck_unit_validity_ordered')),
    sa.ForeignKeyConstraint(['parent_id'], ['unit.id'], name=op.f('fk_unit_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('code', 'valid_from', name=op.f('uq_unit_code_valid_from'))
    )
    op.create_index(op.f('ix_unit_code'), 'unit', ['code'], unique=False)
    op.create_index(op.f('ix_unit_name_fold'), 'unit', ['name_fold'], unique=False)
    op.create_index(op.f('ix_unit_parent_id'), 'unit', ['parent_id'], unique=False)
    op.create_index(op.f('ix_unit_path'), 'unit', ['path'], unique=False)
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state <> 'active' or password_hash is not null", name=op.f('ck_account_active_has_password')),
    sa.CheckConstraint("state in ('new','code_issued','active','disabled')", name=op.f('ck_account_state_known')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('login', name=op.f('uq_account_login')),
    sa.UniqueConstraint('person_id', name=op.f('uq_account_person_id'))
    )
    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('task', sa.String(length=30), nullable=False),
    sa.Column('by_unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('about_person_id', sa.Integer(), nullable=True),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.CheckConstraint('ends is null or ends > starts', name=op.f('ck_assignment_dates_ordered')),
    sa.ForeignKeyConstraint(['about_person_id'], ['person.id'], name=op.f('fk_assignment_about_person_id')),
    sa.ForeignKeyConstraint(['by_unit_id'], ['unit.id'], name=op.f('fk_assignment_by_unit_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assignment_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_assignment_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment'))
    )
    op.create_index(op.f('ix_assignment_by_unit_id'), 'assignment', ['by_unit_id'], unique=False)
    op.create_index(op.f('ix_assignment_person_id'), 'assignment', ['person_id'], unique=False)
    op.create_index(op.f('ix_assignment_unit_id'), 'assignment', ['unit_id'], unique=False)
    op.create_table('cluster',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_cluster_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cluster')),
    sa.UniqueConstraint('unit_id', 'name', name=op.f('uq_cluster_unit_id_name'))
    )
    op.create_table('leave',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=True),
    sa.CheckConstraint('ends is null or ends > starts', name=op.f('ck_leave_dates_ordered')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_leave_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leave'))
    )
    op.create_index(op.f('ix_leave_person_id'), 'leave', ['person_id'], unique=False)
    op.create_table('service_area',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('university_id', sa.Integer(), nullable=False),
    sa.Column('province_id', sa.Integer(), nullable=False),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['province_id'], ['unit.id'], name=op.f('fk_service_area_province_id')),
    sa.ForeignKeyConstraint(['university_id'], ['unit.id'], name=op.f('fk_service_area_university_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_area')),
    sa.UniqueConstraint('university_id', 'province_id', 'starts', name=op.f('uq_service_area_university_id_province_id_starts'))
    )
    op.create_index(op.f('ix_service_area_province_id'), 'service_area', ['province_id'], unique=False)
    op.create_table('subject_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('name_fold', sa.String(length=100), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_subject_group_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subject_group')),
    sa.UniqueConstraint('unit_id', 'name_fold', name=op.f('uq_subject_group_unit_id_name_fold'))
    )
    op.create_table('appointment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.String(length=30), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('subject', sa.String(length=60), nullable=True),
    sa.Column('level', sa.String(length=4), nullable=True),
    sa.Column('main', sa.Boolean(), nullable=False),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.String(length=20), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends is null or ends > starts', name=op.f('ck_appointment_dates_ordered')),
    sa.ForeignKeyConstraint(['group_id'], ['subject_group.id'], name=op.f('fk_appointment_group_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_appointment_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_appointment_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment'))
    )
    op.create_index(op.f('ix_appointment_group_id'), 'appointment', ['group_id'], unique=False)
    op.create_index('ix_appointment_person', 'appointment', ['person_id', 'ends'], unique=False)
    op.create_index('ix_appointment_unit', 'appointment', ['unit_id', 'ends'], unique=False)
    op.create_index('uq_appointment_main_open', 'appointment', ['person_id'], unique=True, sqlite_where=sa.text('main = 1 and ends is null'), postgresql_where=sa.text('main and ends is null'))
    op.create_table('cluster_member',
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_cluster_member_cluster_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_cluster_member_unit_id')),
    sa.PrimaryKeyConstraint('cluster_id', 'unit_id', name=op.f('pk_cluster_member'))
    )
    op.create_index(op.f('ix_cluster_member_unit_id'), 'cluster_member', ['unit_id'], unique=False)
    op.create_table('login_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('appointment_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_login_session_account_id')),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_login_session_appointment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_login_session_token_hash'))
    )
    op.create_index(op.f('ix_login_session_account_id'), 'login_session', ['account_id'], unique=False)

    _forbid_change("journal_entry")
    _forbid_change("security_event")


def _forbid_change(table: str) -> None:
    """The journal only grows: the database itself refuses to change or delete a row (AUD-2)."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"create trigger {table}_no_{act} before {act} on {table} "
                f"begin select raise(abort, '{table} is append-only'); end"
            )
        return
    op.execute(
        "create or replace function refuse_change() returns trigger language plpgsql as "
        "$$ begin raise exception '% is append-only', tg_table_name; end $$"
    )
    op.execute(
        f"create trigger {table}_no_change before update or delete or truncate on {table} "
        "for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_index(op.f('ix_login_session_account_id'), table_name='login_session')
    op.drop_table('login_session')
    op.drop_index(op.f('ix_cluster_member_unit_id'), table_name='cluster_member')
    op.drop_table('cluster_member')
    op.drop_index('uq_appointment_main_open', table_name='appointment', sqlite_where=sa.text('main = 1 and ends is null'), postgresql_where=sa.text('main and ends is null'))
    op.drop_index('ix_appointment_unit', table_name='appointment')
    op.drop_index('ix_appointment_person', table_name='appointment')
    op.drop_index(op.f('ix_appointment_group_id'), table_name='appointment')
    op.drop_table('appointment')
    op.drop_table('subject_group')
    op.drop_index(op.f('ix_service_area_province_id'), table_name='service_area')
    op.drop_table('service_area')
    op.drop_index(op.f('ix_leave_person_id'), table_name='leave')
    op.drop_table('leave')
    op.drop_table('cluster')
    op.drop_index(op.f('ix_assignment_unit_id'), table_name='assignment')
    op.drop_index(op.f('ix_assignment_person_id'), table_name='assignment')
    op.drop_index(op.f('ix_assignment_by_unit_id'), table_name='assignment')
    op.drop_table('assignment')
    op.drop_table('account')
    op.drop_index(op.f('ix_unit_path'), table_name='unit')
    op.drop_index(op.f('ix_unit_parent_id'), table_name='unit')
    op.drop_index(op.f('ix_unit_name_fold'), table_name='unit')
    op.drop_index(op.f('ix_unit_code'), table_name='unit')
    op.drop_table('unit')
    op.drop_index('ix_security_event_person', table_name='security_event')
    op.drop_index(op.f('ix_security_event_event'), table_name='security_event')
    op.drop_index(op.f('ix_security_event_account_id'), table_name='security_event')
    op.drop_table('security_event')
    op.drop_index('uq_person_sector_id', table_name='person')
    op.drop_index(op.f('ix_person_sector_key'), table_name='person')
    op.drop_index(op.f('ix_person_name_fold'), table_name='person')
    op.drop_index(op.f('ix_person_merged_into_id'), table_name='person')
    op.drop_index(op.f('ix_person_listed_sector_key'), table_name='person')
    op.drop_table('person')
    op.drop_index('ix_journal_entry_unit', table_name='journal_entry')
    op.drop_index('ix_journal_entry_subject', table_name='journal_entry')
    op.drop_index(op.f('ix_journal_entry_person_id'), table_name='journal_entry')
    op.drop_index(op.f('ix_journal_entry_account_id'), table_name='journal_entry')
    op.drop_table('journal_entry')
    op.drop_index('ix_job_due', table_name='job')
    op.drop_table('job')
    op.drop_table('installation')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function refuse_change()")
