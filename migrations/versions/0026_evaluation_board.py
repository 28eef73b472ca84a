"""Evaluation periods are counted on the boards, too: a campaign says what it is about and for whom it holds."""

import sqlalchemy as sa
from alembic import op

revision = "0026_evaluation_board"
down_revision = "0025_hand_in"
branch_labels = None
depends_on = None


UNIQUE = "ix_campaign_kind_subject_id"


def upgrade() -> None:
    # Figures refer to the table, so it is not built anew: columns are added in place, on both engines.
    op.add_column("campaign", sa.Column("kind", sa.String(20), nullable=False, server_default="sector_id"))
    op.add_column("campaign", sa.Column("subject_id", sa.Integer()))
    op.add_column("campaign", sa.Column("unit_id", sa.Integer()))
    op.create_index(UNIQUE, "campaign", ["kind", "subject_id"], unique=True)
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
    op.drop_index(UNIQUE, "campaign")
    for name in ("unit_id", "subject_id", "kind"):
        op.execute(f"alter table campaign drop column {name}")
