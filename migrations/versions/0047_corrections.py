"""A self-assessment keeps when it was first sent and when it was given back; the teacher says which class is theirs.

What was sent and given back before is known from the editions and the journal.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047_corrections"
down_revision = "0046_report_effect"
branch_labels = None
depends_on = None

JOURNAL = "select {} from journal_entry where subject_kind = 'evaluation' and event = '{}'"
RETURNED, RECALLED = "self_assessment_returned", "self_assessment_recalled"


def upgrade() -> None:
    op.add_column("evaluation", sa.Column("first_sent_at", sa.DateTime(timezone=True)))
    op.add_column("evaluation", sa.Column("returned_at", sa.DateTime(timezone=True)))
    op.add_column("self_assessment", sa.Column("homeroom", sa.String(60), nullable=False, server_default=""))
    op.execute("update evaluation set first_sent_at = sent_at where sent_at is not null")
    returned, recalled = JOURNAL.format("subject_id", RETURNED), JOURNAL.format("subject_id", RECALLED)
    op.execute(
        "update evaluation set first_sent_at = (select min(made_at) from evaluation_edition"
        " where evaluation_edition.evaluation_id = evaluation.id and evaluation_edition.kind = 'self')"
        f" where sent_at is not null and id in ({returned}) and id not in ({recalled})"
    )
    last = JOURNAL.format("max(at)", RETURNED)
    op.execute(
        f"update evaluation set returned_at = ({last} and subject_id = evaluation.id) where id in ({returned})"
    )


def downgrade() -> None:
    op.drop_column("self_assessment", "homeroom")
    op.drop_column("evaluation", "returned_at")
    op.drop_column("evaluation", "first_sent_at")
