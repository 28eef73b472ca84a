"""Sector IDs: the registry's records, claims, checks, cases."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STATES = (
    "'entered', 'checked', 'check_pending', 'check_withheld', 'pending', 'withheld', 'mismatch', 'not_found', "
    "'duplicate', 'verified', 'reconfirm'"
)
UNSAVED = "'check_pending', 'check_withheld', 'checked', 'entered'"
OUTCOMES = "'not_found', 'mismatch', 'duplicate', 'verified', 'unreachable', 'withheld'"
CASE_STATES = "'at_school', 'at_middle', 'at_province', 'closed'"
KINDS = "'check_failed', 'duplicate', 'reconfirm', 'roster_differs', 'correction'"
CASE_OUTCOMES = (
    "'profile_corrected', 'registry_corrected', 'id_corrected', 'held_by_another', 'merged', 'nothing_wrong', "
    "'withdrawn'"
)


def upgrade() -> None:
    op.create_table(
        "registry_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.String(20), nullable=False),
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("full_name", sa.String(300), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("gender", sa.String(6), nullable=True),
        sa.Column("minority", sa.Boolean(), nullable=True),
        *[
            sa.Column(name, sa.String(20 if name == "unit_code" else 300), nullable=False)
            for name in ("unit_code", "unit_name", "position", "subject", "qualification", "status")
        ],
        sa.Column("source", sa.String(6), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint("source in ('export','remote')", name="ck_registry_record_source_known"),
        sa.PrimaryKeyConstraint("id", name="pk_registry_record"),
    )
    op.create_index("uq_registry_record_sector_id", "registry_record", ["sector_id"], unique=True)
    op.create_index("ix_registry_record_sector_key", "registry_record", ["sector_key"])
    op.create_index("ix_registry_record_unit_code", "registry_record", ["unit_code"])

    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(5), nullable=False),
        sa.Column("sector_id", sa.String(20), nullable=False),
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("in_bulk", sa.Boolean(), nullable=False),
        sa.Column("matched_id", sa.String(20), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("declared_at", INSTANT, nullable=True),
        sa.Column("verified_at", INSTANT, nullable=True),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("retry_at", INSTANT, nullable=True),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state in ({STATES})", name="ck_claim_state_known"),
        sa.CheckConstraint("way in ('temis', 'vnpt')", name="ck_claim_way_known"),
        sa.CheckConstraint(f"(declared_at is null) = (state in ({UNSAVED}))", name="ck_claim_declared_iff_saved"),
        sa.CheckConstraint("(verified_at is not null) = (state = 'verified')", name="ck_claim_verified_iff_at"),
        sa.CheckConstraint(
            "state not in ('verified','checked','duplicate') or matched_id is not null", name="ck_claim_matched"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_claim_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
        sa.UniqueConstraint("person_id", name="uq_claim_person_id"),
    )
    op.create_index("ix_claim_sector_key", "claim", ["sector_key"])
    op.create_index("ix_claim_retry", "claim", ["retry_at"])
    op.create_index("ix_claim_state", "claim", ["state", "person_id"])

    op.create_table(
        "claim_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("move", sa.String(20), nullable=False),
        sa.Column("sector_id", sa.String(20), nullable=False),
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("fault", sa.String(20), nullable=True),
        sa.Column("name_matched", sa.Boolean(), nullable=True),
        sa.Column("birth_date_matched", sa.Boolean(), nullable=True),
        sa.Column("ambiguous", sa.Boolean(), nullable=False),
        sa.Column("full_name", sa.String(100), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.CheckConstraint(f"outcome in ({OUTCOMES})", name="ck_claim_attempt_outcome_known"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_claim_attempt_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_claim_attempt"),
    )
    op.create_index("ix_claim_attempt_person", "claim_attempt", ["person_id", "at"])
    op.create_index("ix_claim_attempt_account", "claim_attempt", ["account_id", "at"])
    op.create_index("ix_claim_attempt_key", "claim_attempt", ["sector_key", "at"])

    op.create_table(
        "former_sector_id",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.String(20), nullable=False),
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_former_sector_id_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_former_sector_id"),
    )
    op.create_index("uq_former_sector_id", "former_sector_id", ["sector_id", "person_id"], unique=True)
    op.create_index("ix_former_sector_id_sector_key", "former_sector_id", ["sector_key"])
    op.create_index("ix_former_sector_id_person_id", "former_sector_id", ["person_id"])

    op.create_table(
        "id_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("sector_id", sa.String(20), nullable=True),
        sa.Column("other_person_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("registry_wrong", sa.Boolean(), nullable=False),
        sa.Column("provider", sa.String(10), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state in ({CASE_STATES})", name="ck_id_case_state_known"),
        sa.CheckConstraint(f"kind in ({KINDS})", name="ck_id_case_kind_known"),
        sa.CheckConstraint(f"outcome is null or outcome in ({CASE_OUTCOMES})", name="ck_id_case_outcome_known"),
        sa.CheckConstraint("(state = 'closed') = (closed_at is not null)", name="ck_id_case_closed_iff_at"),
        sa.CheckConstraint("(state = 'closed') = (outcome is not null)", name="ck_id_case_closed_iff_outcome"),
        sa.CheckConstraint("provider is null or provider in ('viettel','vnpt')", name="ck_id_case_provider_known"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_id_case_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_id_case_unit_id"),
        sa.ForeignKeyConstraint(["other_person_id"], ["person.id"], name="fk_id_case_other_person_id"),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name="fk_id_case_assignee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_id_case"),
    )
    op.create_index(
        "uq_id_case_open", "id_case", ["person_id"], unique=True,
        sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index("ix_id_case_person_id", "id_case", ["person_id"])
    op.create_index("ix_id_case_other_person_id", "id_case", ["other_person_id"])
    op.create_index("ix_id_case_unit_id", "id_case", ["unit_id"])
    op.create_index("ix_id_case_assignee_id", "id_case", ["assignee_id"])
    op.create_index("ix_id_case_state", "id_case", ["state", "due_on"])
    op.create_index("ix_id_case_provider", "id_case", ["provider"])

    op.create_table(
        "id_case_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.String(30), nullable=False),
        sa.Column("unit_name", sa.String(200), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("from_state", sa.String(12), nullable=True),
        sa.Column("to_state", sa.String(12), nullable=True),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["id_case.id"], name="fk_id_case_event_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_id_case_event_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_id_case_event"),
    )
    op.create_index("ix_id_case_event_person_id", "id_case_event", ["person_id"])
    op.create_index("ix_id_case_event_case", "id_case_event", ["case_id", "id"])


def downgrade() -> None:
    for table in ("id_case_event", "id_case", "former_sector_id", "claim_attempt", "claim", "registry_record"):
        op.drop_table(table)
