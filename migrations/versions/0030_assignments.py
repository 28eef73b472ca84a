"""Assignments say who made them, what a focal point is about, and why one ended early.

No release has written any yet, so the table is made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030_assignments"
down_revision = "0029_paper_copies"
branch_labels = None
depends_on = None

INDEXED = ("person_id", "by_unit_id", "unit_id")


def upgrade() -> None:
    op.drop_table("assignment")
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(30), nullable=False),
        sa.Column("content", sa.String(200)),
        sa.Column("by_unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("about_person_id", sa.Integer()),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date()),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("delegation_id", sa.Integer()),
        sa.Column("taken_back_on", sa.Date()),
        sa.Column("end_reason", sa.String(300)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends is null or ends > starts", name=op.f("ck_assignment_dates_ordered")),
        sa.CheckConstraint(
            "task in ('urge_training','approve_plans','guide_core_people','focal_point')",
            name=op.f("ck_assignment_task_known"),
        ),
        sa.CheckConstraint(
            "(unit_id is null) <> (about_person_id is null)", name=op.f("ck_assignment_unit_or_person")
        ),
        sa.CheckConstraint(
            "(task = 'focal_point') = (content is not null)", name=op.f("ck_assignment_content_of_focal_point")
        ),
        sa.CheckConstraint(
            "(taken_back_on is null) = (end_reason is null)", name=op.f("ck_assignment_taken_back_with_reason")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.ForeignKeyConstraint(["by_unit_id"], ["unit.id"], name=op.f("fk_assignment_by_unit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id")),
        sa.ForeignKeyConstraint(["about_person_id"], ["person.id"], name=op.f("fk_assignment_about_person_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_assignment_made_by_id")),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name=op.f("fk_assignment_delegation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    for column in (*INDEXED, "about_person_id"):
        op.create_index(op.f(f"ix_assignment_{column}"), "assignment", [column])


def downgrade() -> None:
    op.drop_table("assignment")
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(30), nullable=False),
        sa.Column("by_unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("about_person_id", sa.Integer()),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date()),
        sa.CheckConstraint("ends is null or ends > starts", name=op.f("ck_assignment_dates_ordered")),
        sa.ForeignKeyConstraint(["about_person_id"], ["person.id"], name=op.f("fk_assignment_about_person_id")),
        sa.ForeignKeyConstraint(["by_unit_id"], ["unit.id"], name=op.f("fk_assignment_by_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_assignment_{column}"), "assignment", [column])
