"""How does somebody say that their name, birth date and ID are right, before a paper is printed with them?"""

from dataclasses import dataclass
from datetime import date, datetime

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.actions import record
from app.domain.organisation.models import Person
from app.domain.training.certificates.models import ConfirmedParticulars
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

CONFIRM = "confirm_particulars"


@dataclass(frozen=True)
class Particulars:
    """What would be printed; `confirmed_at` is None until the person has said that just this is right."""

    name: str
    birth_date: date | None
    sector_id: str | None
    version: int
    confirmed_at: datetime | None

    @property
    def complete(self) -> bool:
        """Is there everything that a paper needs?"""
        return self.birth_date is not None and self.sector_id is not None


def own_particulars(viewer: Viewer) -> Particulars | None:
    """The viewer's own; None for whoever is nobody (a machine)."""
    person = db.session.get(Person, viewer.person_id) if viewer.person_id is not None else None
    if person is None:
        return None
    said = db.session.get(ConfirmedParticulars, person.id)
    same = said is not None and (said.full_name, said.birth_date, said.sector_id) == (
        person.full_name, person.birth_date, person.sector_id,
    )  # fmt: skip
    return Particulars(
        person.full_name, person.birth_date, person.sector_id, person.version,
        said.confirmed_at if said is not None and same else None,
    )  # fmt: skip


def confirm_particulars(viewer: Viewer, version: int, submit_key: str = "") -> None:
    """Say that they are right as they were shown.

    Raises LookupError, NotNow (incomplete), StaleVersion (changed since they were shown).
    """
    with writing():
        if is_repeat(viewer, CONFIRM, submit_key):
            return
        person = db.session.get(Person, viewer.person_id or 0, populate_existing=True, with_for_update={"read": True})
        if person is None:
            raise LookupError(viewer.person_id)
        if person.version != version:
            raise StaleVersion
        if person.birth_date is None or person.sector_id is None:
            raise NotNow("particulars_incomplete")
        said = db.session.get(ConfirmedParticulars, person.id)
        if said is None:
            said = ConfirmedParticulars(person_id=person.id)
            db.session.add(said)
        said.full_name, said.birth_date, said.sector_id = person.full_name, person.birth_date, person.sector_id
        said.confirmed_at = clock.campaign_now()
        db.session.flush()
        record(viewer, "particulars_confirmed", "person", person.id, unit_id=viewer.unit_id)
        keep_result(viewer, CONFIRM, submit_key, person.id)
