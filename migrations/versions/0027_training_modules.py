"""The catalogue of training modules."""

import sqlalchemy as sa
from alembic import op

revision = "0027_training_modules"
down_revision = "0026_evaluation_board"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("programme", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.CheckConstraint("audience in ('teacher','manager')", name=op.f("ck_training_module_audience_known")),
        sa.CheckConstraint(
            "kind in ('compulsory','compulsory_core','elective')", name=op.f("ck_training_module_kind_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_module")),
        sa.UniqueConstraint("code", name=op.f("uq_training_module_code")),
    )


def downgrade() -> None:
    op.drop_table("training_module")
