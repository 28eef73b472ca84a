"""How does a standard come in, and when does it stop changing?"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.standards.models import StoredStandard
from app.domain.standards.queries import HEARD, stored
from app.domain.standards.rules.standard import BadStandard, read_standard
from app.domain.viewer import Viewer


class StandardInUse(RuntimeError):
    """A period is held by this standard: a changed text needs a code of its own."""


def import_standard(viewer: Viewer, document: Mapping[str, Any]) -> bool:
    """Take in a standard, new or as a correction of one that no period uses; False when nothing changed.

    Raises BadStandard (the document is not usable), StandardInUse.
    """
    text = _as_stored(document)
    standard = read_standard(json.loads(text))  # what is stored is what is checked
    digest = hashlib.sha256(text.encode()).hexdigest()
    with writing():
        known = stored(standard.code)
        if known is not None and known.digest == digest:
            return False
        if known is not None and known.used_since is not None:
            raise StandardInUse
        row = known or StoredStandard(code=standard.code)
        before = {"digest": known.digest} if known else None
        row.kind, row.document, row.digest = standard.kind, json.loads(text), digest
        row.imported_at = clock.now()
        db.session.add(row)
        db.session.flush()
        db.session().info.pop(HEARD, None)
        record(viewer, "standard_imported", "standard", row.id, before=before, after={"digest": digest})
    return True


def _as_stored(document: Mapping[str, Any]) -> str:
    try:
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, default=str, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise BadStandard(f"{type(error).__name__}: {error}") from error
    return unicodedata.normalize("NFC", text)


def hold_still(standard_id: int) -> None:
    """From now on a period uses the standard (inside the caller's `writing()`)."""
    db.session.execute(
        update(StoredStandard)
        .where(StoredStandard.id == standard_id, StoredStandard.used_since.is_(None))
        .values(used_since=clock.now())
    )
