"""Needs for training: a province's window once a school year, one form a person."""

import sqlalchemy as sa
from alembic import op

revision = "0040_needs"
down_revision = "0039_lists"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "needs_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opens", INSTANT, nullable=False),
        sa.Column("closes", INSTANT, nullable=False),
        sa.Column("told_closes", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_needs_round_dates_ordered")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_needs_round_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_round")),
        sa.UniqueConstraint("unit_id", "year", name=op.f("uq_needs_round_unit_id_year")),
    )
    op.create_table(
        "needs_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("areas", sa.String(20), nullable=False),
        sa.Column("way", sa.String(10)),
        sa.Column("season", sa.String(12)),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("handed_in_at", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('draft','handed_in')", name=op.f("ck_needs_form_state_known")),
        sa.CheckConstraint(
            "(state = 'handed_in') = (handed_in_at is not null)", name=op.f("ck_needs_form_handed_in_has_a_time")
        ),
        sa.CheckConstraint(
            "way is null or way in ('online','classroom','blended')", name=op.f("ck_needs_form_way_known")
        ),
        sa.CheckConstraint(
            "season is null or season in ('summer','first_term','second_term','weekends')",
            name=op.f("ck_needs_form_season_known"),
        ),
        sa.CheckConstraint(
            "state = 'draft' or (way is not null and season is not null)",
            name=op.f("ck_needs_form_handed_in_is_complete"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["needs_round.id"], name=op.f("fk_needs_form_round_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_needs_form_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_form")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_needs_form_round_id_person_id")),
    )
    op.create_index("ix_needs_form_person_id", "needs_form", ["person_id"])
    op.create_table(
        "needs_form_module",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["needs_form.id"], name=op.f("fk_needs_form_module_form_id")),
        sa.ForeignKeyConstraint(["module_id"], ["training_module.id"], name=op.f("fk_needs_form_module_module_id")),
        sa.PrimaryKeyConstraint("form_id", "module_id", name=op.f("pk_needs_form_module")),
    )
    op.create_index("ix_needs_form_module_module_id", "needs_form_module", ["module_id"])


def downgrade() -> None:
    # What the boards counted of these windows, and who was reminded of them, goes with them.
    campaigns = "select id from campaign where kind = 'needs'"
    op.execute(f"delete from reminded where campaign_id in ({campaigns})")
    op.execute(f"delete from reminder where campaign_id in ({campaigns})")
    op.execute(f"delete from figure where campaign_id in ({campaigns})")
    op.execute("delete from campaign where kind = 'needs'")
    op.drop_table("needs_form_module")
    op.drop_table("needs_form")
    op.drop_table("needs_round")
