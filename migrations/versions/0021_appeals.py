"""Appeals against a published rank, kept as editions of their own; who is excused from a period, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0021_appeals"
down_revision = "0020_paper_results"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = "ck_evaluation_edition_kind_known"


def upgrade() -> None:
    with op.batch_alter_table("evaluation_edition") as edition:
        edition.drop_constraint(KINDS, type_="check")
        edition.create_check_constraint(KINDS, "kind in ('self','decision','appeal')")
    op.create_table(
        "appeal",
        sa.Column("evaluation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("filed_at", INSTANT, nullable=False),
        sa.Column("first_decider_id", sa.Integer(), nullable=False),
        sa.Column("first_signed_for_id", sa.Integer()),
        sa.Column("settled_in", sa.Integer(), nullable=False),
        sa.Column("taken_at", INSTANT),
        sa.Column("taken_by", sa.Integer()),
        sa.Column("levels", sa.String(60), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(10)),
        sa.Column("reason", sa.String(1000)),
        sa.Column("rank", sa.Integer()),
        sa.Column("ruled", sa.Integer()),
        sa.Column("rank_reason", sa.String(1000)),
        sa.Column("settled_at", INSTANT),
        sa.Column("settled_by", sa.Integer()),
        sa.Column("settled_as", sa.String(30)),
        sa.Column("delegation_id", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open','taken','settled','withdrawn')", name="ck_appeal_state_known"),
        sa.CheckConstraint("outcome is null or outcome in ('kept','changed')", name="ck_appeal_outcome_known"),
        sa.CheckConstraint(
            "(state = 'settled') = (settled_by is not null) and (settled_by is null) = (settled_at is null)"
            " and (settled_by is null) = (outcome is null) and (outcome is null) = (rank is null)",
            name="ck_appeal_settled_iff_settled_by",
        ),
        sa.CheckConstraint("settled_by is null or settled_by <> first_decider_id", name="ck_appeal_two_deciders"),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_appeal_evaluation_id"),
        sa.ForeignKeyConstraint(["first_decider_id"], ["person.id"], name="fk_appeal_first_decider_id"),
        sa.ForeignKeyConstraint(["first_signed_for_id"], ["person.id"], name="fk_appeal_first_signed_for_id"),
        sa.ForeignKeyConstraint(["settled_in"], ["unit.id"], name="fk_appeal_settled_in"),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name="fk_appeal_taken_by"),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name="fk_appeal_settled_by"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name="fk_appeal_delegation_id"),
        sa.PrimaryKeyConstraint("evaluation_id", name="pk_appeal"),
    )
    op.create_index("ix_appeal_settled_in", "appeal", ["settled_in", "state"])
    op.create_table(
        "evaluation_excuse",
        sa.Column("evaluation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("excused_at", INSTANT, nullable=False),
        sa.Column("excused_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_evaluation_excuse_evaluation_id"),
        sa.ForeignKeyConstraint(["excused_by"], ["person.id"], name="fk_evaluation_excuse_excused_by"),
        sa.PrimaryKeyConstraint("evaluation_id", name="pk_evaluation_excuse"),
    )


def downgrade() -> None:
    op.drop_table("evaluation_excuse")
    op.drop_table("appeal")
    op.execute("delete from evaluation_edition where kind = 'appeal'")
    with op.batch_alter_table("evaluation_edition") as edition:
        edition.drop_constraint(KINDS, type_="check")
        edition.create_check_constraint(KINDS, "kind in ('self','decision')")
