"""References that lists made themselves hold a digest in place of the sector ID, since they stand in addresses and logs.

The digest is made as `app.domain.training.completion_lists.rules.derived_ref` makes it.
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0050_list_references"
down_revision = "0049_former_units"
branch_labels = None
depends_on = None

MADE = sa.text(
    "select learning_record.id, ref, code, learning_record.year, sector_key from learning_record"
    " join training_module on training_module.id = module_id where ref like 'tep:%' order by learning_record.id"
)
RENAME = sa.text("update learning_record set ref = :ref where id = :id")


def upgrade() -> None:
    _rename(_with_id, _with_digest)


def downgrade() -> None:
    _rename(_with_digest, _with_id)


def _rename(before, after) -> None:
    renamed = []
    for row_id, ref, *said in op.get_bind().execute(MADE).all():
        old = before(*said)
        if ref == old or ref.startswith(f"{old}:"):
            renamed.append({"id": row_id, "ref": after(*said) + ref.removeprefix(old)})
    if renamed:
        op.get_bind().execute(RENAME, renamed)


def _with_id(module: str, year: int, key: str) -> str:
    return f"tep:{module}:{year}:{key}"


def _with_digest(module: str, year: int, key: str) -> str:
    return f"tep:{module}:{year}:{hashlib.sha256(f'{module}:{year}:{key}'.encode()).hexdigest()[:24]}"
