"""A scan that was put beside a report by mistake is withdrawn with a reason, and stays on record."""

import sqlalchemy as sa
from alembic import op

revision = "0052_report_scan_withdrawn"
down_revision = "0051_guesses_of_a_provider"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("report_scan") as table:
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("withdrawn_by", sa.Integer()))
        table.add_column(sa.Column("withdrawn_reason", sa.String(1000)))
        table.create_foreign_key(op.f("fk_report_scan_withdrawn_by"), "person", ["withdrawn_by"], ["id"])
        table.create_check_constraint(
            op.f("ck_report_scan_withdrawn_with_reason"),
            "(withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null)",
        )


def downgrade() -> None:
    with op.batch_alter_table("report_scan") as table:
        table.drop_constraint(op.f("ck_report_scan_withdrawn_with_reason"), type_="check")
        table.drop_constraint(op.f("fk_report_scan_withdrawn_by"), type_="foreignkey")
        table.drop_column("withdrawn_reason")
        table.drop_column("withdrawn_by")
        table.drop_column("withdrawn_at")
