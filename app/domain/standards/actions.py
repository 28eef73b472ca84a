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
from app.domain.standards.rules.reading import BadStandard, read_standard
from app.domain.viewer import Viewer


class StandardInUse(RuntimeError):
    """A period is held by this standard: a changed text needs a code of its own; only its last day may be settled."""


def import_standard(viewer: Viewer, document: Mapping[str, Any]) -> bool:
    """Take in a standard, new or as a correction of one that no period uses; False when nothing changed.

    Of one in use exactly `legal.superseded_from` may change, since a later circular says when it ends: no new period
    takes it from that day on, those that have it keep it.  What stood there before stays in the journal.  A document
    that does not name the field leaves the day as it is.
    Raises BadStandard (the document is not usable), StandardInUse.
    """
    text = _as_stored(document)
    standard = read_standard(json.loads(text))  # what is stored is what is checked
    if standard.superseded_from is not None and standard.superseded_from <= standard.effective_from:
        raise BadStandard("legal: superseded_from lies after effective_from")
    digest = hashlib.sha256(text.encode()).hexdigest()
    with writing():
        known = stored(standard.code)
        if known is not None and known.digest == digest:
            return False
        in_use = known is not None and known.used_since is not None
        if known is not None and in_use:
            new = json.loads(text)
            if _apart_from_its_end(known.document) != _apart_from_its_end(new):
                raise StandardInUse
            if "superseded_from" not in new["legal"] or _end_of(known.document) == _end_of(new):
                return False
        row = known or StoredStandard(code=standard.code)
        before = {"digest": known.digest, "superseded_from": _end_of(known.document)} if known else None
        row.kind, row.document, row.digest = standard.kind, json.loads(text), digest
        row.imported_at = clock.now()
        db.session.add(row)
        db.session.flush()
        db.session().info.pop(HEARD, None)
        event = "standard_superseded" if in_use else "standard_imported"
        after = {"digest": digest, "superseded_from": _end_of(row.document)}
        record(viewer, event, "standard", row.id, before=before, after=after)
    return True


def _end_of(document: Mapping[str, Any]) -> str | None:
    """The first day on which the standard is no longer in force, as its document says it; None: it does not say."""
    return document["legal"].get("superseded_from")


def _apart_from_its_end(document: Mapping[str, Any]) -> dict[str, Any]:
    legal = {name: value for name, value in document["legal"].items() if name != "superseded_from"}
    return {**document, "legal": legal}


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
