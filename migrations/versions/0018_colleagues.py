"""Colleagues' opinions: when a draft was saved, joined groups, groups that are not collated."""

import sqlalchemy as sa
from alembic import op

revision = "0018_colleagues"
down_revision = "0017_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("peer_opinion", sa.Column("saved_at", sa.DateTime(timezone=True)))
    op.create_table(
        "peer_joined_group",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("joined_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("group_id <> joined_id", name="ck_peer_joined_group_not_with_itself"),
        sa.ForeignKeyConstraint(["period_id"], ["evaluation_period.id"], name="fk_peer_joined_group_period_id"),
        sa.ForeignKeyConstraint(["group_id"], ["subject_group.id"], name="fk_peer_joined_group_group_id"),
        sa.ForeignKeyConstraint(["joined_id"], ["subject_group.id"], name="fk_peer_joined_group_joined_id"),
        sa.PrimaryKeyConstraint("period_id", "group_id", "joined_id", name="pk_peer_joined_group"),
    )
    op.create_table(
        "peer_not_collated",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["evaluation_period.id"], name="fk_peer_not_collated_period_id"),
        sa.ForeignKeyConstraint(["group_id"], ["subject_group.id"], name="fk_peer_not_collated_group_id"),
        sa.PrimaryKeyConstraint("period_id", "group_id", name="pk_peer_not_collated"),
    )


def downgrade() -> None:
    op.drop_table("peer_not_collated")
    op.drop_table("peer_joined_group")
    op.drop_column("peer_opinion", "saved_at")
