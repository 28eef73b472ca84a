"""Evaluation periods are counted on the boards, too: a campaign says what it is about and for whom it holds."""

import sqlalchemy as sa
from alembic import op

revision = "0026_evaluation_board"
down_revision = "0025_hand_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaign") as campaign:
        campaign.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default="sector_id"))
        campaign.add_column(sa.Column("subject_id", sa.Integer()))
        campaign.add_column(sa.Column("unit_id", sa.Integer()))
        campaign.create_foreign_key("fk_campaign_unit_id", "unit", ["unit_id"], ["id"])
        campaign.create_unique_constraint("uq_campaign_kind_subject_id", ["kind", "subject_id"])
    with op.batch_alter_table("campaign") as campaign:
        campaign.alter_column("kind", server_default=None)
    op.execute(
        "insert into campaign (code, kind, subject_id, unit_id, name, deadline, version)"
        " select 'evaluation-' || id, 'evaluation', id, unit_id, 'Đánh giá theo chuẩn năm ' || year, decision_due, 1"
        " from evaluation_period"
    )


def downgrade() -> None:
    op.execute(
        "delete from figure where campaign_id in (select id from campaign where kind <> 'sector_id')"
    )
    op.execute(
        "delete from reminded where campaign_id in (select id from campaign where kind <> 'sector_id')"
    )
    op.execute(
        "delete from reminder where campaign_id in (select id from campaign where kind <> 'sector_id')"
    )
    op.execute("delete from campaign where kind <> 'sector_id'")
    with op.batch_alter_table("campaign") as campaign:
        campaign.drop_constraint("uq_campaign_kind_subject_id", type_="unique")
        campaign.drop_constraint("fk_campaign_unit_id", type_="foreignkey")
        for name in ("unit_id", "subject_id", "kind"):
            campaign.drop_column(name)
