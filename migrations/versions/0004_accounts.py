"""Activation codes, second factor, throttling, sessions that lock; requests about one's own data."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)

ACCOUNT_COLUMNS = [
    ("phone_login", sa.String(15)),
    ("disabled_reason", sa.String(20)),
    ("password_changed_at", INSTANT),
    ("signed_in_at", INSTANT),
    ("signed_in_before_at", INSTANT),
    ("notice_version", sa.String(20)),
    ("notice_at", INSTANT),
]
TABLES = ("data_request", "activation_code", "known_origin", "failed_attempts", "one_time_code", "second_factor")
SESSION_COLUMNS = [
    sa.Column("stage", sa.String(14), nullable=False, server_default="open"),
    sa.Column("shared_machine", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("browser", sa.String(60), nullable=False, server_default=""),
    sa.Column("network", sa.String(45), nullable=False, server_default=""),
    sa.Column("confirmed_at", INSTANT, nullable=True),
    sa.Column("end_reason", sa.String(20), nullable=True),
]
SESSION_CHECKS = [
    ("ck_login_session_stage_known", "stage in ('open','second_factor','enrolment')"),
    ("ck_login_session_ended_iff_reason", "(ended_at is null) = (end_reason is null)"),
]


def upgrade() -> None:
    # A code issued by an earlier version was never stored, so it cannot work: those accounts get a new one.
    op.execute("update account set state = 'new' where state = 'code_issued'")
    op.execute("delete from login_session where ended_at is not null")
    for name, kind in ACCOUNT_COLUMNS:
        op.add_column("account", sa.Column(name, kind, nullable=True))
    op.create_index("uq_account_phone_login", "account", ["phone_login"], unique=True)
    with op.batch_alter_table("login_session") as session:
        for column in SESSION_COLUMNS:
            session.add_column(column)
        session.create_index("ix_login_session_ended_at", ["ended_at"])
        for name, condition in SESSION_CHECKS:
            session.create_check_constraint(name, condition)
    _create_tables()


def _create_tables() -> None:
    op.create_table(
        "activation_code",
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id", name="fk_activation_code_account_id")),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("good_until", INSTANT, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("account_id", name="pk_activation_code"),
    )
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id", name="fk_second_factor_account_id")),
        sa.Column("secret_sealed", sa.String(300), nullable=False),
        sa.Column("last_step", sa.BigInteger()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.PrimaryKeyConstraint("account_id", name="pk_second_factor"),
    )
    op.create_table(
        "one_time_code",
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id", name="fk_one_time_code_account_id")),
        sa.Column("digest", sa.String(64)),
        sa.Column("used_at", INSTANT),
        sa.PrimaryKeyConstraint("account_id", "digest", name="pk_one_time_code"),
    )
    op.create_table(
        "failed_attempts",
        sa.Column("key", sa.String(64)),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_failed_attempts"),
    )
    op.create_index("ix_failed_attempts_last_at", "failed_attempts", ["last_at"])
    op.create_table(
        "known_origin",
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id", name="fk_known_origin_account_id")),
        sa.Column("digest", sa.String(64)),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "digest", name="pk_known_origin"),
        sa.CheckConstraint("kind in ('device','address')", name="ck_known_origin_kind_known"),
    )
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "person_id", sa.Integer(), sa.ForeignKey("person.id", name="fk_data_request_person_id"), nullable=False
        ),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id", name="fk_data_request_unit_id")),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("acknowledge_by", INSTANT, nullable=False),
        sa.Column("answer_by", INSTANT, nullable=False),
        sa.Column("answer", sa.String(2000)),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by_id", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_request"),
        sa.CheckConstraint(
            "kind in ('correction','restriction','deletion','other')", name="ck_data_request_kind_known"
        ),
        sa.CheckConstraint(
            "state in ('open','acknowledged','fulfilled','refused')", name="ck_data_request_state_known"
        ),
        sa.CheckConstraint(
            "(decided_at is not null) = (state in ('fulfilled','refused'))", name="ck_data_request_decided_iff_over"
        ),
    )
    op.create_index("ix_data_request_person_id", "data_request", ["person_id"])
    op.create_index("ix_data_request_unit_id", "data_request", ["unit_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("login_session") as session:
        for name, _condition in SESSION_CHECKS:
            session.drop_constraint(name, type_="check")
        session.drop_index("ix_login_session_ended_at")
        for column in SESSION_COLUMNS:
            session.drop_column(column.name)
    op.drop_index("uq_account_phone_login", "account")
    for name, _kind in ACCOUNT_COLUMNS:
        op.drop_column("account", name)
