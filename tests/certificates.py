"""How do tests get certificates?  A year, and people who passed and confirmed their particulars."""

from datetime import date

from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Position
from app.domain.training.catalogue.rules import Way
from app.domain.training.certificates.confirming import confirm_particulars
from app.domain.training.certificates.issuing import Order, issue_one
from app.domain.training.certificates.models import Certificate
from app.domain.training.certificates.subjects import subject_for
from app.domain.training.records.actions import put
from app.domain.training.years.actions import open_year
from app.domain.training.years.rules import Wish, YearPlan
from app.domain.viewer import SYSTEM, Viewer
from app.web.certificates.words import written
from tests.cast import Cast
from tests.factories import make_account, make_appointment, make_person
from tests.training import make_modules, report, verify

PLACE = "Bắc Hà"
REASON = "Kết quả học không phải của người này."
CODES = ("MD-01", "MD-02", "QL-01")


def make_year(cast: Cast) -> int:
    """The province's year 2022: two modules for teachers, one for managers, 40 hours each."""
    modules = make_modules()
    wishes = tuple(Wish(modules[code], Way.ONLINE, 40) for code in CODES)
    plan = YearPlan(2022, clock.start_of(date(2022, 1, 1)), clock.start_of(date(2022, 12, 1)), wishes)
    year_id, problems = open_year(cast.province_officer.viewer, plan)
    assert year_id is not None, problems
    db.session.rollback()
    return year_id


def passes(cast: Cast, provider: int, *keys: str, codes: tuple[str, ...] = CODES[:2]) -> None:
    """These members' IDs are verified, and the provider says that they passed."""
    from app.domain.training.catalogue.queries import all_modules

    verify(*(cast[key].person_id for key in keys))
    modules = {module.code: module.id for module in all_modules()}
    ids = {key: db.session.get_one(Person, cast[key].person_id).sector_id for key in keys}
    db.session.rollback()
    put(
        SYSTEM, provider,
        [report(f"{key}-{code}", sector_id=ids[key], module=code) for key in keys for code in codes], modules,
    )  # fmt: skip


def confirm(cast: Cast, *keys: str) -> None:
    """They say that their particulars are right."""
    for key in keys:
        version = db.session.scalars(select(Person.version).where(Person.id == cast[key].person_id)).one()
        confirm_particulars(cast[key].viewer, version)


def ready(cast: Cast, *keys: str) -> int:
    """A year, and these teachers who may be certified; the provider's id."""
    make_year(cast)
    passes(cast, cast.units["viettel"], *keys)
    confirm(cast, *keys)
    return cast.units["viettel"]


def order(viewer: Viewer, about: str = "") -> Order:
    """What the viewer's office issues: the year, unless told otherwise."""
    from app.domain.training.years.models import TrainingYear

    about = about or f"year-{db.session.scalars(select(TrainingYear.id)).one()}"
    subject = subject_for(viewer, about)
    assert subject is not None
    return Order(subject, PLACE, written)


def issue(cast: Cast, key: str, who: str = "director", about: str = "") -> int:
    """Somebody issues a member's paper; its id."""
    viewer = cast[who].viewer
    return issue_one(viewer, order(viewer, about), cast[key].person_id)


def paper(certificate_id: int) -> Certificate:
    """The paper as it is stored now."""
    return db.session.get_one(Certificate, certificate_id, populate_existing=True)


def make_rector(cast: Cast) -> Viewer:
    """Whoever signs for the university, which serves Bắc Hà."""
    with writing():
        person = make_person("Tô Thị Rạng")
        unit = db.session.get_one(Unit, cast.units["university"])
        post = make_appointment(person, unit, Position.RECTOR)
        account = make_account(person, login="rector")
        made = person.id, post.id, account.id
    return cast.lecturer.viewer.acting_in(
        person_id=made[0], appointment_id=made[1], account_id=made[2], position=Position.RECTOR.value,
        name="Tô Thị Rạng",
    )  # fmt: skip
