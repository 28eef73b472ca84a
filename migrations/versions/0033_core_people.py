"""Core people and how they support colleagues: proposals, plans with every version sent, comments."""

import sqlalchemy as sa
from alembic import op

revision = "0033_core_people"
down_revision = "0032_feedback"
branch_labels = None
depends_on = None

OPEN = "state in ('proposed','confirmed','returned','recognised')"
TABLES = (
    "support_comment", "support_step", "support_edition", "support_activity", "support_plan_module",
    "support_plan_person", "support_plan", "core_step", "core_person",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "core_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("position", sa.String(30), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("proposed_in", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("waits_in", sa.Integer()),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(1000), nullable=False),
        sa.Column("reason", sa.String(1000)),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recognised_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "audience in ('teacher','manager')",
            name="ck_core_person_audience_known",
        ),
        sa.CheckConstraint(
            "ended_on is null or ended_on >= recognised_on",
            name="ck_core_person_days_ordered",
        ),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_on is not null)",
            name="ck_core_person_ended_on_a_day",
        ),
        sa.CheckConstraint(
            "(state in ('proposed','confirmed','returned')) = (waits_in is not null)",
            name="ck_core_person_lies_somewhere",
        ),
        sa.CheckConstraint(
            "(state in ('recognised','ended')) = (recognised_on is not null)",
            name="ck_core_person_recognised_on_a_day",
        ),
        sa.CheckConstraint(
            "state in ('proposed','confirmed','returned','recognised','refused','recalled','ended')",
            name="ck_core_person_state_known",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_core_person_person_id"),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name="fk_core_person_proposed_by"),
        sa.ForeignKeyConstraint(["proposed_in"], ["unit.id"], name="fk_core_person_proposed_in"),
        sa.ForeignKeyConstraint(["province_id"], ["unit.id"], name="fk_core_person_province_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_core_person_unit_id"),
        sa.ForeignKeyConstraint(["waits_in"], ["unit.id"], name="fk_core_person_waits_in"),
        sa.PrimaryKeyConstraint("id", name="pk_core_person"),
    )
    op.create_index("ix_core_person_person_id", "core_person", ["person_id"])
    op.create_index("ix_core_person_proposed_in", "core_person", ["proposed_in"])
    op.create_index("ix_core_person_province", "core_person", ["province_id", "state"])
    op.create_index("ix_core_person_unit_id", "core_person", ["unit_id"])
    op.create_index("ix_core_person_waits", "core_person", ["waits_in", "state"])
    op.create_index("uq_core_person_open", "core_person", ["person_id"], unique=True, sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))
    op.create_table(
        "core_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("core_person_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(30), nullable=False),
        sa.Column("signs_for", sa.String(30)),
        sa.Column("reason", sa.String(1000)),
        sa.ForeignKeyConstraint(["core_person_id"], ["core_person.id"], name="fk_core_step_core_person_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_core_step_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_core_step_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_core_step"),
    )
    op.create_index("ix_core_step_core_person_id", "core_step", ["core_person_id"])
    op.create_table(
        "support_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("core_person_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("position", sa.String(30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("decided_in", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(1000)),
        sa.Column("figures", sa.JSON()),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state in ('draft','submitted','returned')) = (approved_at is null)",
            name="ck_support_plan_approved_has_a_time",
        ),
        sa.CheckConstraint(
            "audience in ('teacher','manager')",
            name="ck_support_plan_audience_known",
        ),
        sa.CheckConstraint(
            "(state = 'completed') = (completed_at is not null)",
            name="ck_support_plan_completed_has_a_time",
        ),
        sa.CheckConstraint(
            "state = 'draft' or sent_at is not null",
            name="ck_support_plan_sent_once",
        ),
        sa.CheckConstraint(
            "state in ('draft','submitted','returned','approved','in_progress','report_submitted','report_returned','completed')",
            name="ck_support_plan_state_known",
        ),
        sa.ForeignKeyConstraint(["core_person_id"], ["core_person.id"], name="fk_support_plan_core_person_id"),
        sa.ForeignKeyConstraint(["decided_in"], ["unit.id"], name="fk_support_plan_decided_in"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_support_plan_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_support_plan_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_support_plan"),
        sa.UniqueConstraint("person_id", "year", name="uq_support_plan_person_id_year"),
    )
    op.create_index("ix_support_plan_core_person_id", "support_plan", ["core_person_id"])
    op.create_index("ix_support_plan_decided", "support_plan", ["decided_in", "state"])
    op.create_index("ix_support_plan_unit", "support_plan", ["unit_id", "year"])
    op.create_table(
        "support_plan_person",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_support_plan_person_person_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["support_plan.id"], name="fk_support_plan_person_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "person_id", name="pk_support_plan_person"),
    )
    op.create_index("ix_support_plan_person_person_id", "support_plan_person", ["person_id"])
    op.create_table(
        "support_plan_module",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["training_module.id"], name="fk_support_plan_module_module_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["support_plan.id"], name="fk_support_plan_module_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "module_id", name="pk_support_plan_module"),
    )
    op.create_table(
        "support_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(500), nullable=False),
        sa.Column("place", sa.String(10), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("took_part", sa.Integer()),
        sa.CheckConstraint(
            "ends >= starts",
            name="ck_support_activity_dates_ordered",
        ),
        sa.CheckConstraint(
            "took_part is null or took_part >= 0",
            name="ck_support_activity_nobody_or_more",
        ),
        sa.CheckConstraint(
            "place in ('school','cluster')",
            name="ck_support_activity_place_known",
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["support_plan.id"], name="fk_support_activity_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_support_activity"),
    )
    op.create_index("ix_support_activity_plan_id", "support_activity", ["plan_id"])
    op.create_table(
        "support_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('plan','report')",
            name="ck_support_edition_kind_known",
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_support_edition_made_by"),
        sa.ForeignKeyConstraint(["plan_id"], ["support_plan.id"], name="fk_support_edition_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_support_edition"),
        sa.UniqueConstraint("plan_id", "kind", "number", name="uq_support_edition_plan_id_kind_number"),
    )
    op.create_table(
        "support_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(30), nullable=False),
        sa.Column("signs_for", sa.String(30)),
        sa.Column("assigned", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(1000)),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_support_step_person_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["support_plan.id"], name="fk_support_step_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_support_step"),
    )
    op.create_index("ix_support_step_plan_id", "support_step", ["plan_id"])
    op.create_table(
        "support_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(10), nullable=False),
        sa.Column("about", sa.String(500)),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(item = 'activity') = (about is not null)",
            name="ck_support_comment_activity_named",
        ),
        sa.CheckConstraint(
            "item in ('people','modules','activity','expected','report')",
            name="ck_support_comment_item_known",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_support_comment_person_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["support_plan.id"], name="fk_support_comment_plan_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_support_comment_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_support_comment"),
    )
    op.create_index("ix_support_comment_plan_id", "support_comment", ["plan_id"])


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
