"""Evaluation: periods, one evaluation a person and period, self-assessment, colleagues' opinions, decision; delegation."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("by_position", sa.String(30), nullable=False),
        sa.Column("to_person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("taken_back_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends > starts", name="ck_delegation_dates_ordered"),
        sa.CheckConstraint("by_person_id <> to_person_id", name="ck_delegation_not_to_oneself"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_delegation_unit_id"),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name="fk_delegation_by_person_id"),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name="fk_delegation_to_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
    )
    op.create_index("ix_delegation_unit_id", "delegation", ["unit_id"])
    op.create_index("ix_delegation_to_person_id", "delegation", ["to_person_id"])
    op.create_table(
        "evaluation_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("teacher_standard_id", sa.Integer(), nullable=False),
        sa.Column("manager_standard_id", sa.Integer(), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=False),
        sa.Column("opens", INSTANT, nullable=False),
        sa.Column("self_due", INSTANT, nullable=False),
        sa.Column("opinions_due", INSTANT, nullable=False),
        sa.Column("decision_due", INSTANT, nullable=False),
        sa.Column("hand_in_due", INSTANT, nullable=False),
        sa.Column("locks", INSTANT, nullable=False),
        sa.Column("head_decides", sa.Boolean(), nullable=False),
        sa.Column("vice_by_principal", sa.Boolean(), nullable=False),
        sa.Column("appeal_days", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('held','entered')", name="ck_evaluation_period_kind_known"),
        sa.CheckConstraint(
            "opens <= self_due and self_due <= opinions_due and opinions_due <= decision_due"
            " and decision_due <= hand_in_due and hand_in_due <= locks",
            name="ck_evaluation_period_dates_ordered",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_evaluation_period_unit_id"),
        sa.ForeignKeyConstraint(
            ["teacher_standard_id"], ["standard.id"], name="fk_evaluation_period_teacher_standard_id"
        ),
        sa.ForeignKeyConstraint(
            ["manager_standard_id"], ["standard.id"], name="fk_evaluation_period_manager_standard_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation_period"),
        sa.UniqueConstraint("unit_id", "year", name="uq_evaluation_period_unit_id_year"),
    )
    op.create_table(
        "shortened_cycle",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(200), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["evaluation_period.id"], name="fk_shortened_cycle_period_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_shortened_cycle_unit_id"),
        sa.PrimaryKeyConstraint("period_id", "unit_id", name="pk_shortened_cycle"),
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("decided_in", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer()),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(30), nullable=False),
        sa.Column("subject", sa.String(60)),
        sa.Column("level", sa.String(4)),
        sa.Column("excused", sa.String(30)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("return_reason", sa.String(1000)),
        sa.Column("sent_at", INSTANT),
        sa.Column("receipt", sa.String(20)),
        sa.Column("rank", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('open','sent','returned','considered','decided','published','appealed')",
            name="ck_evaluation_state_known",
        ),
        sa.CheckConstraint("(sent_at is null) = (receipt is null)", name="ck_evaluation_receipt_iff_sent"),
        sa.CheckConstraint(
            "state not in ('decided','published','appealed') or rank is not null", name="ck_evaluation_ranked_has_rank"
        ),
        sa.ForeignKeyConstraint(["period_id"], ["evaluation_period.id"], name="fk_evaluation_period_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_evaluation_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_evaluation_unit_id"),
        sa.ForeignKeyConstraint(["decided_in"], ["unit.id"], name="fk_evaluation_decided_in"),
        sa.ForeignKeyConstraint(["group_id"], ["subject_group.id"], name="fk_evaluation_group_id"),
        sa.ForeignKeyConstraint(["standard_id"], ["standard.id"], name="fk_evaluation_standard_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation"),
        sa.UniqueConstraint("period_id", "person_id", name="uq_evaluation_period_id_person_id"),
        sa.UniqueConstraint("receipt", name="uq_evaluation_receipt"),
    )
    op.create_index("ix_evaluation_unit", "evaluation", ["unit_id", "period_id", "state"])
    op.create_index("ix_evaluation_person", "evaluation", ["person_id"])
    op.create_index("ix_evaluation_decided_in", "evaluation", ["decided_in"])
    op.create_table(
        "self_assessment",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("levels", sa.String(60), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("improvements", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("modules", sa.JSON(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_self_assessment_evaluation_id"),
        sa.PrimaryKeyConstraint("evaluation_id", name="pk_self_assessment"),
    )
    op.create_table(
        "evaluation_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Integer()),
        sa.CheckConstraint("kind in ('self','decision')", name="ck_evaluation_edition_kind_known"),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_evaluation_edition_evaluation_id"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_evaluation_edition_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation_edition"),
        sa.UniqueConstraint(
            "evaluation_id", "kind", "number", name="uq_evaluation_edition_evaluation_id_kind_number"
        ),
    )
    op.create_table(
        "decision",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("levels", sa.String(60), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("ruled", sa.Integer()),
        sa.Column("rank", sa.Integer()),
        sa.Column("rank_reason", sa.String(1000)),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_as", sa.String(30)),
        sa.Column("delegation_id", sa.Integer()),
        sa.Column("published_at", INSTANT),
        sa.Column("acknowledged_at", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(rank is null) = (decided_by is null)", name="ck_decision_decided_iff_decided_by"),
        sa.CheckConstraint("(decided_by is null) = (decided_at is null)", name="ck_decision_decided_has_a_time"),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_decision_evaluation_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_decision_decided_by"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name="fk_decision_delegation_id"),
        sa.PrimaryKeyConstraint("evaluation_id", name="pk_decision"),
    )
    op.create_table(
        "peer_adjustment",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_peer_adjustment_evaluation_id"),
        sa.ForeignKeyConstraint(["rater_id"], ["person.id"], name="fk_peer_adjustment_rater_id"),
        sa.PrimaryKeyConstraint("evaluation_id", "rater_id", name="pk_peer_adjustment"),
    )
    op.create_table(
        "peer_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("levels", sa.String(60), nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_peer_opinion_evaluation_id"),
        sa.ForeignKeyConstraint(["rater_id"], ["person.id"], name="fk_peer_opinion_rater_id"),
        sa.PrimaryKeyConstraint("id", name="pk_peer_opinion"),
        sa.UniqueConstraint("evaluation_id", "rater_id", name="uq_peer_opinion_evaluation_id_rater_id"),
    )
    op.create_index("ix_peer_opinion_rater", "peer_opinion", ["rater_id"])


def downgrade() -> None:
    for table in (
        "peer_opinion", "peer_adjustment", "decision", "evaluation_edition", "self_assessment", "evaluation", "shortened_cycle",
        "evaluation_period", "delegation",
    ):  # fmt: skip
        op.drop_table(table)
