"""Which entries of the journal may the viewer read?  About their units, or about themselves."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from app.db import db
from app.domain.journal.models import JournalEntry
from app.domain.organisation.access import SEES_PEOPLE_BELOW, beneath
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Role
from app.domain.viewer import Viewer


def entries_visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `JournalEntry`: acts of one's own, about oneself, or about a unit that one oversees."""
    own = JournalEntry.account_id == viewer.account_id if viewer.account_id is not None else false()
    about_self = (
        and_(JournalEntry.subject_kind == "person", JournalEntry.subject_id == viewer.person_id)
        if viewer.person_id is not None
        else false()
    )
    if viewer.role not in SEES_PEOPLE_BELOW and viewer.role != Role.MINISTRY:
        return or_(own, about_self)
    overseen = exists(select(Unit.id).where(Unit.id == JournalEntry.unit_id, beneath(Unit.path, [viewer.unit_path])))
    return or_(own, about_self, overseen)


def may_read_entry(viewer: Viewer, entry: JournalEntry, unit_path: str | None) -> bool:
    """The twin of `entries_visible` for one entry and the path of the unit it concerns."""
    if viewer.account_id is not None and entry.account_id == viewer.account_id:
        return True
    if viewer.person_id is not None and (entry.subject_kind, entry.subject_id) == ("person", viewer.person_id):
        return True
    oversees = viewer.role in SEES_PEOPLE_BELOW or viewer.role == Role.MINISTRY
    return oversees and unit_path is not None and unit_path.startswith(viewer.unit_path)


def trail_page(
    viewer: Viewer, *, before_id: int | None, size: int
) -> tuple[Sequence[tuple[JournalEntry, str | None]], bool]:
    """One page of `(entry, actor's name)`, newest first, and whether there are older ones.

    Paged by the last id seen: the journal only grows, so a page number would slide under the reader.
    """
    found = (
        select(JournalEntry, Person.full_name)
        .outerjoin(Person, Person.id == JournalEntry.person_id)
        .where(entries_visible(viewer))
        .order_by(JournalEntry.id.desc())
        .limit(size + 1)
    )
    if before_id is not None:
        found = found.where(JournalEntry.id < before_id)
    rows = db.session.execute(found).all()
    return rows[:size], len(rows) > size
