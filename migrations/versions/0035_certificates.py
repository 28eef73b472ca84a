"""Certificates: papers with every printed field and their numbers, what they stand on, what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0035_certificates"
down_revision = "0034_lms_door"
branch_labels = None
depends_on = None

VALID = "state = 'valid'"
FLAGGED = "flagged_at is not null"
TABLES = (
    "confirmed_particulars", "certificate_condition", "certificate_counter", "certificate_step", "certificate_record",
    "certificate",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(26), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("training_year_id", sa.Integer()),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("counted_in", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("replaced_by_id", sa.Integer()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(500)),
        sa.Column("flagged_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('year','programme')", name="ck_certificate_kind_known"),
        sa.CheckConstraint("(kind = 'year') = (training_year_id is not null)", name="ck_certificate_year_named"),
        sa.CheckConstraint("audience in ('teacher','manager')", name="ck_certificate_audience_known"),
        sa.CheckConstraint("state in ('valid','revoked','replaced')", name="ck_certificate_state_known"),
        sa.CheckConstraint("(state = 'replaced') = (replaced_by_id is not null)", name="ck_certificate_replaced_by_one"),
        sa.CheckConstraint("(state = 'valid') = (ended_at is null)", name="ck_certificate_ended_iff_over"),
        sa.CheckConstraint("state <> 'revoked' or reason is not null", name="ck_certificate_revoked_with_reason"),
        sa.CheckConstraint("flagged_at is null or state = 'valid'", name="ck_certificate_flagged_while_valid"),
        sa.CheckConstraint("number > 0", name="ck_certificate_number_from_one"),
        sa.ForeignKeyConstraint(["training_year_id"], ["training_year.id"], name="fk_certificate_training_year_id"),
        sa.ForeignKeyConstraint(["issuer_id"], ["unit.id"], name="fk_certificate_issuer_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_certificate_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_certificate_unit_id"),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name="fk_certificate_issued_by"),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["certificate.id"], name="fk_certificate_replaced_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("code", name="uq_certificate_code"),
        sa.UniqueConstraint(
            "issuer_id", "kind", "counted_in", "number", name="uq_certificate_issuer_id_kind_counted_in_number"
        ),
    )
    op.create_index("ix_certificate_person", "certificate", ["person_id", "state"])
    op.create_index("ix_certificate_unit", "certificate", ["unit_id", "about"])
    op.create_index("ix_certificate_training_year_id", "certificate", ["training_year_id"])
    op.create_index("ix_certificate_replaced_by_id", "certificate", ["replaced_by_id"])
    op.create_index(
        "uq_certificate_valid", "certificate", ["person_id", "about"], unique=True, sqlite_where=sa.text(VALID),
        postgresql_where=sa.text(VALID),
    )  # fmt: skip
    op.create_index(
        "ix_certificate_flagged", "certificate", ["issuer_id"], sqlite_where=sa.text(FLAGGED),
        postgresql_where=sa.text(FLAGGED),
    )  # fmt: skip
    op.create_table(
        "certificate_record",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name="fk_certificate_record_certificate_id"),
        sa.ForeignKeyConstraint(["record_id"], ["learning_record.id"], name="fk_certificate_record_record_id"),
        sa.PrimaryKeyConstraint("certificate_id", "record_id", name="pk_certificate_record"),
    )
    op.create_index("ix_certificate_record_record_id", "certificate_record", ["record_id"])
    op.create_table(
        "certificate_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("position", sa.String(30)),
        sa.Column("signs_for", sa.String(30)),
        sa.Column("reason", sa.String(500)),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name="fk_certificate_step_certificate_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_certificate_step_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_step"),
    )
    op.create_index("ix_certificate_step_certificate_id", "certificate_step", ["certificate_id"])
    op.create_table(
        "certificate_counter",
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["unit.id"], name="fk_certificate_counter_issuer_id"),
        sa.PrimaryKeyConstraint("issuer_id", "kind", "year", name="pk_certificate_counter"),
    )
    op.create_table(
        "certificate_condition",
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["unit.id"], name="fk_certificate_condition_issuer_id"),
        sa.ForeignKeyConstraint(["module_id"], ["training_module.id"], name="fk_certificate_condition_module_id"),
        sa.PrimaryKeyConstraint("issuer_id", "module_id", name="pk_certificate_condition"),
    )
    op.create_table(
        "confirmed_particulars",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(100), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("sector_id", sa.String(20), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_confirmed_particulars_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_confirmed_particulars"),
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
