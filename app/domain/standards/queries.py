"""Which standard is meant?  Standards are public law: whoever is signed in may read them."""

from datetime import date

from sqlalchemy import select

from app.db import db, is_writing
from app.domain.standards.models import StoredStandard
from app.domain.standards.rules.reading import read_standard
from app.domain.standards.rules.standard import Standard, StandardKind

# A standard is read from its document once a process; the digest, not the row, is what names its content.
_READ: dict[tuple[int, str], Standard] = {}
_FIXED: dict[int, Standard] = {}  # those that a period uses: nothing that a page asks of them changes again
HEARD = "standards"  # in a session's info: the others that it has asked for


def standard_of(standard_id: int) -> Standard:
    """The standard of this id; asked for at most once a session, however often a page needs it."""
    if standard_id in _FIXED:
        return _FIXED[standard_id]
    heard: dict[int, Standard] = db.session().info.setdefault(HEARD, {})
    if standard_id not in heard:
        heard[standard_id] = _read(standard_id)
    return heard[standard_id]


def forget() -> None:
    """Another database is at hand: what is known of standards by their ids is worth nothing."""
    _READ.clear()
    _FIXED.clear()


def _read(standard_id: int) -> Standard:
    found = select(StoredStandard.digest, StoredStandard.used_since).where(StoredStandard.id == standard_id)
    digest, used_since = db.session.execute(found).one()
    known = _READ.get((standard_id, digest))
    if known is None:
        known = _READ[standard_id, digest] = read_standard(db.session.get_one(StoredStandard, standard_id).document)
    if used_since is not None and not is_writing():  # the transaction that begins to use it may still be undone
        _FIXED[standard_id] = known
    return known


def stored(code: str) -> StoredStandard | None:
    """The standard of this code, as it is kept."""
    return db.session.scalar(select(StoredStandard).where(StoredStandard.code == code))


def all_standards() -> list[StoredStandard]:
    """Every standard, by code."""
    return list(db.session.scalars(select(StoredStandard).order_by(StoredStandard.code)))


def standards_for(kind: StandardKind, day: date) -> list[StoredStandard]:
    """Those of a kind that are in force on a day, the newest first."""
    found = [(read_standard(row.document), row) for row in all_standards() if row.kind == kind]
    held = [(standard, row) for standard, row in found if _in_force(standard, day)]
    return [row for standard, row in sorted(held, key=lambda each: each[0].effective_from, reverse=True)]


def _in_force(standard: Standard, day: date) -> bool:
    return standard.effective_from <= day and (standard.superseded_from is None or day < standard.superseded_from)
