"""Who has answered an anonymous survey stands seat by seat in the row of its counts, no longer in the invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0031_survey_seats"
down_revision = "0030_assignments"
branch_labels = None
depends_on = None

TAKEN = "substr(r.answered, survey_invitation.seat, 1) = '1'"


def upgrade() -> None:
    op.add_column("survey_invitation", sa.Column("seat", sa.Integer()))
    op.add_column("survey_result", sa.Column("answered", sa.Text(), server_default="", nullable=False))
    op.execute(
        "update survey_invitation set seat = 1 + (select count(*) from survey_invitation o"
        " where o.form_id = survey_invitation.form_id and o.person_id < survey_invitation.person_id)"
    )
    _gather_seats()
    with op.batch_alter_table("survey_invitation") as table:
        table.alter_column("seat", existing_type=sa.Integer(), nullable=False)
        table.drop_column("used")
        table.create_unique_constraint("uq_survey_invitation_form_id_seat", ["form_id", "seat"])
    with op.batch_alter_table("survey_result") as table:
        table.alter_column("answered", existing_type=sa.Text(), server_default=None, existing_nullable=False)
    if op.get_bind().dialect.name == "postgresql":
        # Sealed counts of a large form lie beside the row: their earlier versions are cleared away at once, too.
        op.execute(
            "alter table survey_result set (toast.autovacuum_vacuum_scale_factor = 0,"
            " toast.autovacuum_vacuum_threshold = 1)"
        )


def _gather_seats() -> None:
    bind = op.get_bind()
    seats: dict[int, str] = {}
    asked = "select form_id, used from survey_invitation order by form_id, seat"
    for form_id, used in bind.execute(sa.text(asked)):
        seats[form_id] = seats.get(form_id, "") + ("1" if used else "0")
    for form_id, answered in seats.items():
        noted = sa.text("update survey_result set answered = :answered where form_id = :form_id")
        bind.execute(noted, {"answered": answered, "form_id": form_id})


def downgrade() -> None:
    op.add_column("survey_invitation", sa.Column("used", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "update survey_invitation set used = exists (select 1 from survey_result r"
        f" where r.form_id = survey_invitation.form_id and {TAKEN})"
    )
    with op.batch_alter_table("survey_invitation") as table:
        table.drop_constraint("uq_survey_invitation_form_id_seat", type_="unique")
        table.drop_column("seat")
        table.alter_column("used", existing_type=sa.Boolean(), server_default=None, existing_nullable=False)
    with op.batch_alter_table("survey_result") as table:
        table.drop_column("answered")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "alter table survey_result reset (toast.autovacuum_vacuum_scale_factor,"
            " toast.autovacuum_vacuum_threshold)"
        )
