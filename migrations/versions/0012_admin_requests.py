"""Requests to make somebody the admin of a province: asked by one person, decided by another."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "admin_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(1000), nullable=True),
        sa.CheckConstraint("state in ('open','approved','refused','withdrawn')", name="ck_admin_request_state_known"),
        sa.CheckConstraint(
            "(state = 'open') = (decided_by_id is null) and (state = 'open') = (decided_at is null)",
            name="ck_admin_request_decided_iff_over",
        ),
        sa.CheckConstraint(
            "state not in ('approved','refused') or (decided_by_id <> asked_by_id and decided_by_id <> person_id)",
            name="ck_admin_request_two_people",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_admin_request_unit_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_admin_request_person_id"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name="fk_admin_request_asked_by_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name="fk_admin_request_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_admin_request"),
    )
    op.create_index("ix_admin_request_unit_id", "admin_request", ["unit_id"])
    for column in ("person_id", "asked_by_id", "decided_by_id"):
        op.create_index(f"ix_admin_request_{column}", "admin_request", [column])
    op.create_index(
        "uq_admin_request_open", "admin_request", ["unit_id", "person_id"], unique=True,
        sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("uq_admin_request_open", table_name="admin_request")
    for column in ("decided_by_id", "asked_by_id", "person_id"):
        op.drop_index(f"ix_admin_request_{column}", table_name="admin_request")
    op.drop_index("ix_admin_request_unit_id", table_name="admin_request")
    op.drop_table("admin_request")
