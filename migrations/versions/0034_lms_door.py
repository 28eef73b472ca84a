"""The door of LMSs' machines: clients, secrets, tokens, answers, attempts, months; changes of IDs, who follows them."""

import sqlalchemy as sa
from alembic import op

revision = "0034_lms_door"
down_revision = "0033_core_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    long_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "api_client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("made_by_id", sa.Integer()),
        sa.Column("revoked_at", instant),
        sa.ForeignKeyConstraint(["provider_id"], ["unit.id"], name=op.f("fk_api_client_provider_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_api_client_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("key", name=op.f("uq_api_client_key")),
    )
    op.create_index("ix_api_client_provider_id", "api_client", ["provider_id"])
    op.create_index("ix_api_client_made_by_id", "api_client", ["made_by_id"])
    op.create_table(
        "api_client_province",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_client_province_client_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_api_client_province_unit_id")),
        sa.PrimaryKeyConstraint("client_id", "unit_id", name=op.f("pk_api_client_province")),
    )
    op.create_index("ix_api_client_province_unit_id", "api_client_province", ["unit_id"])
    op.create_table(
        "api_secret",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("tail", sa.String(4), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.Column("ended_at", instant),
        sa.Column("last_used_at", instant),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_secret_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_secret")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_secret_hash")),
    )
    op.create_index("ix_api_secret_client_id", "api_secret", ["client_id"])
    op.create_table(
        "api_token",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("secret_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["secret_id"], ["api_secret.id"], name=op.f("fk_api_token_secret_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_api_token")),
    )
    op.create_index("ix_api_token_secret_id", "api_token", ["secret_id"])
    op.create_index("ix_api_token_expires_at", "api_token", ["expires_at"])
    op.create_table(
        "api_answer",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("body", sa.Text()),
        sa.CheckConstraint("(status is null) = (body is null)", name=op.f("ck_api_answer_answered_whole")),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_answer_client_id")),
        sa.PrimaryKeyConstraint("client_id", "key", name=op.f("pk_api_answer")),
    )
    op.create_index("ix_api_answer_at", "api_answer", ["at"])
    op.create_table(
        "api_call",
        sa.Column("id", long_id, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("client_id", sa.Integer()),
        sa.Column("provider_id", sa.Integer()),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("unknown_fields", sa.Integer(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_call_client_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["unit.id"], name=op.f("fk_api_call_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_call")),
    )
    op.create_index("ix_api_call_at", "api_call", ["at"])
    op.create_index("ix_api_call_client_id", "api_call", ["client_id"])
    op.create_index("ix_api_call_provider", "api_call", ["provider_id", "id"])
    op.create_index("ix_api_call_day", "api_call", ["provider_id", "day"])
    op.create_table(
        "identity_change",
        sa.Column("id", long_id, nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("change", sa.String(10), nullable=False),
        sa.Column("sector_id", sa.String(20), nullable=False),
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("replaced_by", sa.String(20)),
        sa.CheckConstraint(
            "change in ('verified', 'replaced', 'withdrawn')", name=op.f("ck_identity_change_change_known")
        ),
        sa.CheckConstraint(
            "(replaced_by is not null) = (change = 'replaced')", name=op.f("ck_identity_change_replaced_by_another")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_change")),
    )
    op.create_index("ix_identity_change_turn", "identity_change", ["turn", "id"])
    op.create_index("ix_identity_change_key", "identity_change", ["sector_key", "turn", "id"])
    op.create_table(
        "id_follower",
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["unit.id"], name=op.f("fk_id_follower_provider_id")),
        sa.PrimaryKeyConstraint("sector_key", "provider_id", name=op.f("pk_id_follower")),
    )
    op.create_index("ix_id_follower_provider", "id_follower", ["provider_id", "turn"])
    op.create_index("ix_id_follower_turn", "id_follower", ["turn"])
    op.create_table(
        "identity_guess",
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mismatches", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sector_key", "day", name=op.f("pk_identity_guess")),
    )
    op.create_index("ix_identity_guess_day", "identity_guess", ["day"])
    op.create_table(
        "reconciliation",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["unit.id"], name=op.f("fk_reconciliation_provider_id")),
        sa.PrimaryKeyConstraint("provider_id", "month", name=op.f("pk_reconciliation")),
    )
    # What was verified before there was a feed stands at its beginning.
    op.execute(
        "insert into identity_change (turn, at, change, sector_id, sector_key)"
        " select 0, coalesce((select max(claim.checked_at) from claim where claim.person_id = person.id),"
        " person.created_at), 'verified', person.sector_id, person.sector_key"
        " from person where person.sector_id is not null order by person.id"
    )
    op.execute(
        "insert into id_follower (sector_key, provider_id, turn)"
        " select distinct sector_key, provider_id, 0 from learning_record"
    )


def downgrade() -> None:
    for table in (
        "reconciliation", "identity_guess", "id_follower", "identity_change", "api_call", "api_answer", "api_token", "api_secret", "api_client_province",
        "api_client",
    ):
        op.drop_table(table)
