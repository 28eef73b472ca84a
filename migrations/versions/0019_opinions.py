"""Anonymous surveys: forms, invitations, one row of counts each; where people were heard in person instead."""

import sqlalchemy as sa
from alembic import op

revision = "0019_opinions"
down_revision = "0018_colleagues"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "survey_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("run_in", sa.Integer(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("scale", sa.String(20), nullable=False),
        sa.Column("may_skip", sa.Boolean(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("answers", sa.Integer()),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date()),
        sa.Column("reminded_on", sa.Date()),
        sa.CheckConstraint("(closed_at is null) = (answers is null)", name="ck_survey_form_closed_iff_counted"),
        sa.CheckConstraint("answers <= invited", name="ck_survey_form_answers_invited"),
        sa.ForeignKeyConstraint(["run_in"], ["unit.id"], name="fk_survey_form_run_in"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_form"),
        sa.UniqueConstraint("kind", "subject_id", name="uq_survey_form_kind_subject_id"),
    )
    op.create_index("ix_survey_form_run_in", "survey_form", ["run_in"])
    op.create_table(
        "survey_invitation",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["survey_form.id"], name="fk_survey_invitation_form_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_survey_invitation_person_id"),
        sa.PrimaryKeyConstraint("form_id", "person_id", name="pk_survey_invitation"),
    )
    op.create_index("ix_survey_invitation_person_id", "survey_invitation", ["person_id"])
    op.create_table(
        "survey_result",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text()),
        sa.Column("counts", sa.JSON()),
        sa.Column("comments", sa.JSON()),
        sa.CheckConstraint(
            "sealed is null or (counts is null and comments is null)", name="ck_survey_result_sealed_or_open"
        ),
        sa.ForeignKeyConstraint(["form_id"], ["survey_form.id"], name="fk_survey_result_form_id"),
        sa.PrimaryKeyConstraint("form_id", name="pk_survey_result"),
    )
    op.create_table(
        "manager_hearing",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("heard_by", sa.Integer()),
        sa.Column("heard_as", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_manager_hearing_evaluation_id"),
        sa.ForeignKeyConstraint(["heard_by"], ["person.id"], name="fk_manager_hearing_heard_by"),
        sa.PrimaryKeyConstraint("evaluation_id", name="pk_manager_hearing"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Earlier versions of these rows are cleared away at once, not some day (ANON-2).
        for table in ("survey_result", "survey_invitation"):
            op.execute(
                f"alter table {table} set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1)"
            )


def downgrade() -> None:
    for table in ("manager_hearing", "survey_result", "survey_invitation", "survey_form"):
        op.drop_table(table)
