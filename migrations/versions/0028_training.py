"""Training: a province's years and their modules, targets and exceptions; what LMSs report of learners."""

import sqlalchemy as sa
from alembic import op

revision = "0028_training"
down_revision = "0027_training_modules"
branch_labels = None
depends_on = None

COUNTS = sa.text("status = 'passed' and voided_at is null and duplicate_of_id is null")
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "training_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opens", instant, nullable=False),
        sa.Column("due", instant, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("opens < due", name=op.f("ck_training_year_dates_ordered")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_training_year_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_year")),
        sa.UniqueConstraint("unit_id", "year", name=op.f("uq_training_year_unit_id_year")),
    )
    op.create_table(
        "required_module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_year_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("hours", sa.Integer()),
        sa.Column("cost", sa.Integer()),
        sa.CheckConstraint("way in ('online','classroom','blended')", name=op.f("ck_required_module_way_known")),
        sa.CheckConstraint("hours is null or hours > 0", name=op.f("ck_required_module_hours_positive")),
        sa.CheckConstraint("cost is null or cost >= 0", name=op.f("ck_required_module_cost_not_negative")),
        sa.ForeignKeyConstraint(["training_year_id"], ["training_year.id"], name=op.f("fk_required_module_training_year_id")),
        sa.ForeignKeyConstraint(["module_id"], ["training_module.id"], name=op.f("fk_required_module_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_module")),
        sa.UniqueConstraint("training_year_id", "module_id", name=op.f("uq_required_module_training_year_id_module_id")),
    )
    op.create_index("ix_required_module_module_id", "required_module", ["module_id"])
    op.create_table(
        "training_exception",
        sa.Column("training_year_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("by_person_id", sa.Integer()),
        sa.Column("at", instant, nullable=False),
        sa.CheckConstraint("kind in ('added','exempt')", name=op.f("ck_training_exception_kind_known")),
        sa.ForeignKeyConstraint(
            ["training_year_id"], ["training_year.id"], name=op.f("fk_training_exception_training_year_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_exception_person_id")),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name=op.f("fk_training_exception_by_person_id")),
        sa.PrimaryKeyConstraint("training_year_id", "person_id", name=op.f("pk_training_exception")),
    )
    op.create_index("ix_training_exception_person_id", "training_exception", ["person_id"])
    op.create_table(
        "training_target",
        sa.Column("training_year_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("teachers", sa.Integer(), nullable=False),
        sa.Column("managers", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("teachers >= 0 and managers >= 0", name=op.f("ck_training_target_not_negative")),
        sa.ForeignKeyConstraint(["training_year_id"], ["training_year.id"], name=op.f("fk_training_target_training_year_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_training_target_unit_id")),
        sa.PrimaryKeyConstraint("training_year_id", "unit_id", name=op.f("pk_training_target")),
    )
    op.create_index("ix_training_target_unit_id", "training_target", ["unit_id"])
    op.create_table(
        "learning_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(64), nullable=False),
        sa.Column("sector_id", sa.String(20), nullable=False),
        sa.Column("sector_key", sa.String(20), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("score", sa.Numeric(5, 2)),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer()),
        sa.Column("enrolled_at", instant),
        sa.Column("completed_at", instant),
        sa.Column("odd", sa.Boolean(), nullable=False),
        sa.Column("duplicate_of_id", sa.Integer()),
        sa.Column("voided_at", instant),
        sa.Column("void_reason", sa.String(500)),
        sa.Column("received_at", instant, nullable=False),
        sa.Column("changed_at", instant, nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status in ('enrolled','in_progress','failed','passed')", name=op.f("ck_learning_record_status_known")
        ),
        sa.CheckConstraint(
            "(status in ('failed','passed')) = (completed_at is not null)", name=op.f("ck_learning_record_finished_has_a_time")
        ),
        sa.CheckConstraint(
            "(voided_at is null) = (void_reason is null)", name=op.f("ck_learning_record_voided_for_a_reason")
        ),
        sa.CheckConstraint(
            "duplicate_of_id is null or status = 'passed'", name=op.f("ck_learning_record_duplicate_of_a_pass")
        ),
        sa.CheckConstraint("scale in (10, 100)", name=op.f("ck_learning_record_scale_known")),
        sa.CheckConstraint(
            "score is null or (score >= 0 and score <= scale)", name=op.f("ck_learning_record_score_in_scale")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["unit.id"], name=op.f("fk_learning_record_provider_id")),
        sa.ForeignKeyConstraint(["module_id"], ["training_module.id"], name=op.f("fk_learning_record_module_id")),
        sa.ForeignKeyConstraint(["duplicate_of_id"], ["learning_record.id"], name=op.f("fk_learning_record_duplicate_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_record")),
        sa.UniqueConstraint("provider_id", "ref", name=op.f("uq_learning_record_provider_id_ref")),
    )
    op.create_index("ix_learning_record_module_id", "learning_record", ["module_id"])
    op.create_index("ix_learning_record_duplicate_of_id", "learning_record", ["duplicate_of_id"])
    op.create_index("ix_learning_record_key", "learning_record", ["sector_key", "module_id", "year"])
    op.create_index("ix_learning_record_turn", "learning_record", ["provider_id", "turn", "id"])
    op.create_index(
        "uq_learning_record_counts", "learning_record", ["sector_id", "module_id", "year"], unique=True,
        sqlite_where=COUNTS, postgresql_where=COUNTS,
    )
    op.create_table(
        "record_dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("opened_at", instant, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answer", sa.String(500)),
        sa.Column("answered_at", instant),
        sa.CheckConstraint("state in ('open','voided','kept')", name=op.f("ck_record_dispute_state_known")),
        sa.CheckConstraint("(state = 'open') = (answered_at is null)", name=op.f("ck_record_dispute_answered_iff_over")),
        sa.ForeignKeyConstraint(["record_id"], ["learning_record.id"], name=op.f("fk_record_dispute_record_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_record_dispute_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_dispute")),
    )
    op.create_index("ix_record_dispute_record_id", "record_dispute", ["record_id"])
    op.create_index("ix_record_dispute_person_id", "record_dispute", ["person_id"])
    op.create_index(
        "uq_record_dispute_open", "record_dispute", ["record_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    for table in (
        "record_dispute", "learning_record", "training_target", "training_exception", "required_module", "training_year"
    ):
        op.drop_table(table)
