"""Surveys on training modules and programmes: runs and their boxes."""

import sqlalchemy as sa
from alembic import op

revision = "0032_feedback"
down_revision = "0031_survey_seats"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feedback_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(20), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("questionnaire", sa.String(20), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("answers", sa.Integer()),
        sa.Column("counts", sa.JSON()),
        sa.Column("rows", sa.JSON()),
        sa.Column("comments", sa.JSON()),
        sa.CheckConstraint("kind in ('module','programme')", name=op.f("ck_feedback_run_kind_known")),
        sa.CheckConstraint("audience in ('teacher','manager')", name=op.f("ck_feedback_run_audience_known")),
        sa.CheckConstraint(
            "state in ('preparing','open','counting','closed','too_few')", name=op.f("ck_feedback_run_state_known")
        ),
        sa.CheckConstraint("(state = 'closed') = (answers is not null)", name=op.f("ck_feedback_run_closed_iff_counted")),
        sa.CheckConstraint("answers is not null or counts is null", name=op.f("ck_feedback_run_shown_when_closed")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_feedback_run_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_run")),
        sa.UniqueConstraint(
            "unit_id", "year", "subject", "audience", "number",
            name=op.f("uq_feedback_run_unit_id_year_subject_audience_number"),
        ),
    )
    op.create_index("ix_feedback_run_state", "feedback_run", ["state"])
    op.create_table(
        "feedback_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["feedback_run.id"], name=op.f("fk_feedback_box_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_feedback_box_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_box")),
    )
    op.create_index("ix_feedback_box_run_id", "feedback_box", ["run_id"])


def downgrade() -> None:
    # The forms of these runs go with them: nothing else knows what they were about.
    forms = "select id from survey_form where kind in ('module_feedback','programme_feedback')"
    for table in ("survey_result", "survey_invitation"):
        op.execute(f"delete from {table} where form_id in ({forms})")
    op.execute("delete from survey_form where kind in ('module_feedback','programme_feedback')")
    op.drop_table("feedback_box")
    op.drop_table("feedback_run")
