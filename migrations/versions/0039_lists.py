"""Lists of completions and of learners: what a file is about, how its rows stand, what an LMS's columns mean."""

import sqlalchemy as sa
from alembic import op

revision = "0039_lists"
down_revision = "0038_certificate_ended"
branch_labels = None
depends_on = None

LISTS = "('completions','learners')"


def upgrade() -> None:
    op.create_table(
        "column_map",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["unit.id"], name=op.f("fk_column_map_provider_id")),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_column_map")),
    )
    with op.batch_alter_table("import_file") as table:
        table.add_column(sa.Column("subject_id", sa.Integer()))
        table.alter_column("kind", existing_type=sa.String(10), type_=sa.String(12), existing_nullable=False)
        table.drop_constraint("ck_import_file_kind_known", type_="check")
        table.drop_constraint("ck_import_file_state_known", type_="check")
        kinds = "'units','registry','roster','results','completions','learners'"
        table.create_check_constraint("ck_import_file_kind_known", f"kind in ({kinds})")
        states = "'checking','mapping','refused','checked','applying','applied'"
        table.create_check_constraint("ck_import_file_state_known", f"state in ({states})")
        of_one = f"(subject_id is not null) = (kind in {LISTS})"
        table.create_check_constraint("ck_import_file_subject_iff_of_one", of_one)
    with op.batch_alter_table("import_row") as table:
        table.add_column(sa.Column("standing", sa.String(10)))
        table.create_check_constraint("ck_import_row_standing_known", "standing in ('waiting','duplicate')")
    op.create_index("ix_import_row_standing", "import_row", ["file_id", "standing", "number"])


def downgrade() -> None:
    op.execute(f"delete from import_row where file_id in (select id from import_file where kind in {LISTS})")
    op.execute(f"delete from import_file where kind in {LISTS}")
    op.drop_index("ix_import_row_standing", "import_row")
    with op.batch_alter_table("import_row") as table:
        table.drop_constraint("ck_import_row_standing_known", type_="check")
        table.drop_column("standing")
    with op.batch_alter_table("import_file") as table:
        table.drop_constraint("ck_import_file_subject_iff_of_one", type_="check")
        table.drop_constraint("ck_import_file_state_known", type_="check")
        table.drop_constraint("ck_import_file_kind_known", type_="check")
        table.create_check_constraint("ck_import_file_kind_known", "kind in ('units','registry','roster','results')")
        states = "'checking','refused','checked','applying','applied'"
        table.create_check_constraint("ck_import_file_state_known", f"state in ({states})")
        table.alter_column("kind", existing_type=sa.String(12), type_=sa.String(10), existing_nullable=False)
        table.drop_column("subject_id")
    op.drop_table("column_map")
