"""What each unit hands in, and every move of it; who is enrolled already is expected to be handed in."""

import sqlalchemy as sa
from alembic import op

revision = "0025_hand_in"
down_revision = "0024_survey_paper"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer()),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("receipt", sa.String(20)),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("sent_by", sa.Integer()),
        sa.Column("late", sa.Boolean()),
        sa.Column("checked_by", sa.Integer()),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(1000)),
        sa.Column("figures", sa.JSON()),
        sa.Column("amended_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('open','sent','checked','accepted','returned','reopened')", name="ck_hand_in_state_known"
        ),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_at is not null)", name="ck_hand_in_accepted_has_a_time"
        ),
        sa.CheckConstraint(
            "state not in ('sent','checked','accepted') or (sent_at is not null and receipt is not null)",
            name="ck_hand_in_closed_was_sent",
        ),
        sa.CheckConstraint("(sent_at is null) = (sent_by is null)", name="ck_hand_in_sent_by_somebody"),
        sa.ForeignKeyConstraint(["period_id"], ["evaluation_period.id"], name="fk_hand_in_period_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_hand_in_unit_id"),
        sa.ForeignKeyConstraint(["province_id"], ["unit.id"], name="fk_hand_in_province_id"),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name="fk_hand_in_sent_by"),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name="fk_hand_in_checked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_hand_in"),
        sa.UniqueConstraint("period_id", "unit_id", name="uq_hand_in_period_id_unit_id"),
        sa.UniqueConstraint("receipt", name="uq_hand_in_receipt"),
    )
    op.create_index("ix_hand_in_unit_id", "hand_in", ["unit_id"])
    op.create_index("ix_hand_in_place", "hand_in", ["period_id", "province_id", "state"])
    op.create_table(
        "hand_in_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hand_in_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("position", sa.String(30), nullable=False),
        sa.Column("signs_for", sa.String(30)),
        sa.Column("reason", sa.String(1000)),
        sa.Column("figures", sa.JSON()),
        sa.ForeignKeyConstraint(["hand_in_id"], ["hand_in.id"], name="fk_hand_in_step_hand_in_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_hand_in_step_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hand_in_step"),
    )
    op.create_index("ix_hand_in_step_hand_in_id", "hand_in_step", ["hand_in_id"])
    _expect_what_is_enrolled()


def _expect_what_is_enrolled() -> None:
    db = op.get_bind()
    enrolled = "select distinct e.period_id, e.decided_in, u.path from evaluation e join unit u on u.id = e.decided_in"
    rows = [
        {"period_id": period_id, "unit_id": unit_id, "province_id": _province(path), "state": "open", "version": 1}
        for period_id, unit_id, path in db.execute(sa.text(enrolled))
    ]
    if rows:
        op.bulk_insert(sa.table("hand_in", *map(sa.column, rows[0])), rows)


def _province(path):
    parts = path.strip("/").split("/")
    return int(parts[1]) if len(parts) > 1 else None


def downgrade() -> None:
    op.drop_table("hand_in_step")
    op.drop_table("hand_in")
