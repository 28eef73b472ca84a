"""Progress: campaigns with their deadlines, figures of leaf units, marks of what is to be recounted; reminders."""

from datetime import datetime, timezone

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stale_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stale_mark"),
    )
    op.create_index("ix_stale_mark_unit_id", "stale_mark", ["unit_id"])
    campaign = op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("deadline", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("code", name="uq_campaign_code"),
    )
    op.create_table(
        "province_deadline",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("deadline", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_province_deadline_campaign_id"),
        sa.ForeignKeyConstraint(["province_id"], ["unit.id"], name="fk_province_deadline_province_id"),
        sa.PrimaryKeyConstraint("campaign_id", "province_id", name="pk_province_deadline"),
    )
    op.create_table(
        "figure",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(30), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.CheckConstraint("done = on_time + late", name="ck_figure_done_in_time_or_late"),
        sa.CheckConstraint("done <= expected and on_time >= 0 and late >= 0", name="ck_figure_within_expected"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_figure_campaign_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_figure_unit_id"),
        sa.PrimaryKeyConstraint("unit_id", "campaign_id", "indicator", name="pk_figure"),
    )
    op.create_index("ix_figure_done", "figure", ["campaign_id", "indicator", "unit_id"])
    op.create_table(
        "counted_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_counted_day"),
    )
    # Letter 95: before 23/4/2022, that is 00:00 of that day in Vietnam.
    op.bulk_insert(
        campaign,
        [
            {
                "code": "sector_id",
                "name": "Cập nhật mã định danh trên CSDL ngành",
                "deadline": datetime(2022, 4, 22, 17, 0, tzinfo=timezone.utc),
                "version": 1,
            }
        ],
    )


def downgrade() -> None:
    op.drop_table("counted_day")
    op.drop_index("ix_figure_done", table_name="figure")
    op.drop_table("figure")
    op.drop_table("province_deadline")
    op.drop_table("campaign")
    op.drop_index("ix_stale_mark_unit_id", table_name="stale_mark")
    op.drop_table("stale_mark")
