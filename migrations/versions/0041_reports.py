"""TEMIS reports: snapshots of people, the tables counted from them, the report's papers, steps and sendings."""

import sqlalchemy as sa
from alembic import op

revision = "0041_reports"
down_revision = "0040_needs"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
PATH = sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql")
OF_SNAPSHOT = ("report_person", "report_cube", "report_unit")


def upgrade() -> None:
    op.create_table('report_deadline',
        sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('step', sa.String(12), nullable=False),
        sa.Column('due', INSTANT, nullable=False),
        sa.Column('set_by', sa.Integer()),
        sa.Column('set_at', INSTANT, nullable=False),
        sa.CheckConstraint("step in ('extracted','published','sent')", name=op.f('ck_report_deadline_step_known')),
        sa.ForeignKeyConstraint(['set_by'], ['person.id'], name=op.f('fk_report_deadline_set_by')),
        sa.PrimaryKeyConstraint('year', 'step', name=op.f('pk_report_deadline'))
    )
    op.create_table('report_snapshot',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('as_of', INSTANT, nullable=False),
        sa.Column('made_by', sa.Integer()),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('context', sa.JSON(), nullable=False),
        sa.Column('sealed_at', INSTANT),
        sa.Column('digest', sa.String(64)),
        sa.Column('kept', sa.Boolean(), nullable=False),
        sa.CheckConstraint('(sealed_at is null) = (digest is null)', name=op.f('ck_report_snapshot_sealed_has_digest')),
        sa.CheckConstraint('not kept or sealed_at is not null', name=op.f('ck_report_snapshot_kept_is_sealed')),
        sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_report_snapshot_made_by')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_report_snapshot_unit_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_snapshot'))
    )
    op.create_index('ix_report_snapshot_unit', 'report_snapshot', ['unit_id', 'year', 'sealed_at'], unique=False)
    op.create_table('report',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('edition', sa.Integer(), nullable=False),
        sa.Column('corrects_id', sa.Integer()),
        sa.Column('state', sa.String(10), nullable=False),
        sa.Column('snapshot_id', sa.Integer()),
        sa.Column('reason', sa.String(1000)),
        sa.Column('submitted_by', sa.Integer()),
        sa.Column('frozen_at', INSTANT),
        sa.Column('frozen_by', sa.Integer()),
        sa.Column('number', sa.String(60)),
        sa.Column('signed_on', sa.Date()),
        sa.Column('signer', sa.String(100)),
        sa.Column('signer_position', sa.String(60)),
        sa.Column('link', sa.String(500)),
        sa.Column('suppresses', sa.Boolean(), nullable=False),
        sa.Column('published_at', INSTANT),
        sa.Column('sent_at', INSTANT),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint("(frozen_at is not null) = (state in ('frozen','signed','published','sent'))", name=op.f('ck_report_frozen_iff_kept')),
        sa.CheckConstraint("(state = 'sent') = (sent_at is not null)", name=op.f('ck_report_sent_has_a_time')),
        sa.CheckConstraint("state = 'draft' or snapshot_id is not null", name=op.f('ck_report_counted_before_checked')),
        sa.CheckConstraint("state in ('draft','checked','submitted','returned','approved','frozen','signed','published','sent')", name=op.f('ck_report_state_known')),
        sa.CheckConstraint("state not in ('published','sent') or published_at is not null", name=op.f('ck_report_published_has_a_time')),
        sa.CheckConstraint("state not in ('signed','published','sent') or (number is not null and signed_on is not null and signer is not null)", name=op.f('ck_report_signed_has_paper')),
        sa.CheckConstraint('(edition = 1) = (corrects_id is null)', name=op.f('ck_report_later_edition_corrects')),
        sa.CheckConstraint('(frozen_at is null) = (frozen_by is null)', name=op.f('ck_report_frozen_by_somebody')),
        sa.CheckConstraint('edition > 0', name=op.f('ck_report_edition_from_one')),
        sa.ForeignKeyConstraint(['corrects_id'], ['report.id'], name=op.f('fk_report_corrects_id')),
        sa.ForeignKeyConstraint(['frozen_by'], ['person.id'], name=op.f('fk_report_frozen_by')),
        sa.ForeignKeyConstraint(['snapshot_id'], ['report_snapshot.id'], name=op.f('fk_report_snapshot_id')),
        sa.ForeignKeyConstraint(['submitted_by'], ['person.id'], name=op.f('fk_report_submitted_by')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_report_unit_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report')),
        sa.UniqueConstraint('unit_id', 'year', 'edition', name=op.f('uq_report_unit_id_year_edition'))
    )
    op.create_index(op.f('ix_report_snapshot_id'), 'report', ['snapshot_id'], unique=False)
    op.create_index('ix_report_year', 'report', ['year', 'state'], unique=False)
    op.create_table('report_cube',
        sa.Column('snapshot_id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('track', sa.String(12), nullable=False),
        sa.Column('counts', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['snapshot_id'], ['report_snapshot.id'], name=op.f('fk_report_cube_snapshot_id')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_report_cube_unit_id')),
        sa.PrimaryKeyConstraint('snapshot_id', 'unit_id', 'track', name=op.f('pk_report_cube'))
    )
    op.create_table('report_person',
        sa.Column('snapshot_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('evaluation_id', sa.Integer()),
        sa.Column('name', sa.String(100), nullable=False),
        sa.Column('slice', sa.String(8), nullable=False),
        sa.Column('here', sa.String(1), nullable=False),
        sa.Column('rank', sa.String(1), nullable=False),
        sa.Column('levels', sa.String(60), nullable=False),
        sa.Column('lowest', sa.String(20), nullable=False),
        sa.Column('own', sa.String(60), nullable=False),
        sa.Column('finished', sa.String(1), nullable=False),
        sa.Column('modules', sa.String(60), nullable=False),
        sa.Column('declared', sa.String(100), nullable=False),
        sa.Column('derived', sa.String(100), nullable=False),
        sa.Column('way', sa.String(1), nullable=False),
        sa.Column('season', sa.String(1), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_report_person_person_id')),
        sa.ForeignKeyConstraint(['snapshot_id'], ['report_snapshot.id'], name=op.f('fk_report_person_snapshot_id')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_report_person_unit_id')),
        sa.PrimaryKeyConstraint('snapshot_id', 'place', name=op.f('pk_report_person')),
        sa.UniqueConstraint('person_id', 'snapshot_id', name=op.f('uq_report_person_person_id_snapshot_id')),
        sqlite_with_rowid=False
    )
    op.create_table('report_unit',
        sa.Column('snapshot_id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('parent_id', sa.Integer()),
        sa.Column('path', PATH, nullable=False),
        sa.Column('kind', sa.String(12), nullable=False),
        sa.Column('code', sa.String(20), nullable=False),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('name_fold', sa.String(200), nullable=False),
        sa.Column('target', sa.Integer()),
        sa.Column('first', sa.Integer(), nullable=False),
        sa.Column('until', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['snapshot_id'], ['report_snapshot.id'], name=op.f('fk_report_unit_snapshot_id')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_report_unit_unit_id')),
        sa.PrimaryKeyConstraint('snapshot_id', 'unit_id', name=op.f('pk_report_unit'))
    )
    op.create_index('ix_report_unit_parent', 'report_unit', ['snapshot_id', 'parent_id'], unique=False)
    op.create_table('report_sending',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('addressee', sa.String(12), nullable=False),
        sa.Column('sent_on', sa.Date(), nullable=False),
        sa.Column('address', sa.String(300), nullable=False),
        sa.Column('remark', sa.Text(), nullable=False),
        sa.Column('recorded_by', sa.Integer(), nullable=False),
        sa.Column('recorded_at', INSTANT, nullable=False),
        sa.CheckConstraint("addressee in ('department','etep','university')", name=op.f('ck_report_sending_addressee_known')),
        sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_report_sending_recorded_by')),
        sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_report_sending_report_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_sending')),
        sa.UniqueConstraint('report_id', 'addressee', name=op.f('uq_report_sending_report_id_addressee'))
    )
    op.create_table('report_scan',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('kind', sa.String(4), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(64), nullable=False),
        sa.Column('stored_name', sa.String(64), nullable=False),
        sa.Column('scan', sa.String(10), nullable=False),
        sa.Column('added_by', sa.Integer(), nullable=False),
        sa.Column('added_at', INSTANT, nullable=False),
        sa.CheckConstraint("kind in ('pdf','jpg','png')", name=op.f('ck_report_scan_kind_known')),
        sa.CheckConstraint(
            "scan in ('unscanned','checking','clean','infected')", name=op.f('ck_report_scan_scan_known')
        ),
        sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_report_scan_added_by')),
        sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_report_scan_report_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_scan')),
        sa.UniqueConstraint('stored_name', name=op.f('uq_report_scan_stored_name')),
    )
    op.create_index(op.f('ix_report_scan_report_id'), 'report_scan', ['report_id'], unique=False)
    op.create_index('ix_report_scan_scan', 'report_scan', ['scan'], unique=False)
    op.create_table('report_step',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('event', sa.String(30), nullable=False),
        sa.Column('state', sa.String(10), nullable=False),
        sa.Column('at', INSTANT, nullable=False),
        sa.Column('person_id', sa.Integer()),
        sa.Column('position', sa.String(30), nullable=False),
        sa.Column('signs_for', sa.String(30)),
        sa.Column('reason', sa.String(1000)),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_report_step_person_id')),
        sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_report_step_report_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_step'))
    )
    op.create_index(op.f('ix_report_step_report_id'), 'report_step', ['report_id'], unique=False)
    _keep()


def _keep() -> None:
    """What a frozen report stands on can neither be changed nor deleted: the database itself refuses."""
    rows = [(table, "snapshot_id") for table in OF_SNAPSHOT] + [("report_snapshot", "id")]
    if op.get_bind().dialect.name == "sqlite":
        for table, key in rows:
            for act in ("update", "delete"):
                op.execute(
                    f"create trigger {table}_kept_{act} before {act} on {table} "
                    f"when (select kept from report_snapshot where id = old.{key}) "
                    f"begin select raise(abort, '{table} is kept'); end"
                )
        return
    op.execute(
        "create function refuse_kept() returns trigger language plpgsql as $$ declare key int; begin "
        "if tg_table_name = 'report_snapshot' then key := (to_jsonb(old)->>'id')::int; "
        "else key := (to_jsonb(old)->>'snapshot_id')::int; end if; "
        "if (select kept from report_snapshot where id = key) then "
        "raise exception '% is kept', tg_table_name; end if; "
        "if tg_op = 'DELETE' then return old; end if; return new; end $$"
    )
    for table, _ in rows:
        op.execute(
            f"create trigger {table}_kept before update or delete on {table} "
            "for each row execute function refuse_kept()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in (*OF_SNAPSHOT, "report_snapshot"):
            op.execute(f"drop trigger {table}_kept on {table}")
        op.execute("drop function refuse_kept()")
    op.drop_index(op.f('ix_report_step_report_id'), table_name='report_step')
    op.drop_table('report_step')
    op.drop_index('ix_report_scan_scan', table_name='report_scan')
    op.drop_index(op.f('ix_report_scan_report_id'), table_name='report_scan')
    op.drop_table('report_scan')
    op.drop_table('report_sending')
    op.drop_index('ix_report_unit_parent', table_name='report_unit')
    op.drop_table('report_unit')
    op.drop_table('report_person')
    op.drop_table('report_cube')
    op.drop_index('ix_report_year', table_name='report')
    op.drop_index(op.f('ix_report_snapshot_id'), table_name='report')
    op.drop_table('report')
    op.drop_index('ix_report_snapshot_unit', table_name='report_snapshot')
    op.drop_table('report_snapshot')
    op.drop_table('report_deadline')
