"""How is a certificate given out?  Checked, numbered, written down word for word and told, in one transaction."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.papers.codes import CODE_LENGTH, CODE_SIGNS, code_of
from app.domain.evaluation.papers.rules import Signer
from app.domain.evaluation.sheets import Office, office_in
from app.domain.journal.actions import record, record_many
from app.domain.notices.models import Notice
from app.domain.organisation.models import Person
from app.domain.organisation.rules import Position, UnitKind
from app.domain.training.certificates.candidates import Ground, counts, grounds, holds
from app.domain.training.certificates.models import Certificate, CertificateRecord
from app.domain.training.certificates.numbering import held_counter
from app.domain.training.certificates.rules import (
    Facts,
    Learnt,
    Readiness,
    readiness,
)
from app.domain.training.certificates.subjects import (
    Subject,
    hours_of,
    many_modules,
    may_look,
    office_with_parent,
    subject_for,
)
from app.domain.training.records.models import LearningRecord
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import Repeated, is_repeat, keep_result, once, result_of

ISSUE, ISSUE_MANY = "issue_certificate", "issue_certificates"
MOST_ROWS = 440  # of a transaction: it stays below 500 with the counter, the step and the progress of a job
BESIDE_RECORDS = 3  # the paper, its journal entry, the notice
MOST_TRIES = 3
DEPUTIES = {Position.DEPUTY_DIRECTOR: Position.DIRECTOR, Position.VICE_RECTOR: Position.RECTOR}
R = TypeVar("R")
Compose = Callable[[Facts], dict[str, Any]]
"""Writes down what is printed, in the words of the paper; quick, since numbers are held meanwhile."""


class NotReady(RuntimeError):
    """The conditions do not hold; `readiness` says which."""

    def __init__(self, found: Readiness) -> None:
        super().__init__(found)
        self.readiness = found


@dataclass(frozen=True)
class Order:
    """What is to be issued, where it is signed, and how its words are written."""

    subject: Subject
    place: str
    compose: Compose


def signing_office(viewer: Viewer) -> Office | None:
    """By what right the viewer issues: an office of theirs, or somebody's who lets them sign; None: by none."""
    return office_in(viewer, viewer.unit_id) if may_look(viewer) and viewer.unit_id is not None else None


def at_once(subject: Subject) -> int:
    """How many papers of a subject fit into one transaction."""
    return max(1, MOST_ROWS // (BESIDE_RECORDS + many_modules(subject)))


def request_issue(viewer: Viewer, about: str, unit_id: int, place: str, submit_key: str = "") -> int:
    """Ask that everybody beneath the unit who may be certified is; the job's id, the same for a form sent twice.

    The caller has loaded the unit within the viewer's scope.  Raises LookupError for what the viewer does not issue.
    """
    asked = once(viewer, ISSUE_MANY, submit_key, lambda: _request(viewer, about, unit_id, place), lambda job_id: job_id)
    return asked.subject_id if isinstance(asked, Repeated) else asked


def _request(viewer: Viewer, about: str, unit_id: int, place: str) -> int:
    with writing():
        if signing_office(viewer) is None or subject_for(viewer, about) is None:
            raise LookupError(about)
        args = {"about": about, "unit_id": unit_id, "place": place}
        job = request_job(ISSUE_MANY, args, viewer, unit_id=viewer.unit_id)
        record(viewer, "certificates_requested", "job", job.id, after=args, unit_id=unit_id)
        return job.id


def issue_one(viewer: Viewer, order: Order, person_id: int, submit_key: str = "") -> int:
    """Issue one person's paper; its id.  Raises LookupError (nobody of the viewer's, no office), NotReady."""
    return _retried(lambda: _issue_one(viewer, order, person_id, submit_key))


@rerunnable
def _issue_one(viewer: Viewer, order: Order, person_id: int, submit_key: str) -> int:
    with writing():
        if is_repeat(viewer, ISSUE, submit_key):
            return result_of(viewer, ISSUE, submit_key) or 0
        made = write_papers(viewer, order, [person_id], strict=True)[0]
        keep_result(viewer, ISSUE, submit_key, made)
        return made


@dataclass(frozen=True)
class Issued:
    """What became of the people asked for: how many were given the paper, and how many had theirs already."""

    given: int = 0
    held: int = 0

    def __add__(self, other: "Issued") -> "Issued":
        return Issued(self.given + other.given, self.held + other.held)


def issue_some(
    viewer: Viewer, order: Order, person_ids: Sequence[int], beside: Callable[[Issued], None] = lambda _issued: None
) -> Issued:
    """Issue those of these people (at most `at_once`) who may have theirs now.

    `beside` is called with the outcome inside the same transaction: a job's progress.  Raises LookupError.
    """
    return _retried(lambda: _issue_some(viewer, order, person_ids, beside))


@rerunnable
def _issue_some(viewer: Viewer, order: Order, person_ids: Sequence[int], beside: Callable[[Issued], None]) -> Issued:
    with writing():
        given = len(write_papers(viewer, order, person_ids))
        issued = Issued(given, _holding(order.subject, person_ids) - given if given < len(person_ids) else 0)
        beside(issued)
        return issued


def _holding(subject: Subject, person_ids: Sequence[int]) -> int:
    found = select(func.count(Person.id)).where(Person.id.in_(person_ids), holds(subject))
    return db.session.scalar(found) or 0


def _retried(act: Callable[[], R]) -> R:
    """Where another issuer gave somebody the same paper first, everybody is judged anew."""
    for _ in range(MOST_TRIES - 1):
        try:
            return act()
        except IntegrityError:
            continue
    return act()


def write_papers(
    viewer: Viewer, order: Order, person_ids: Sequence[int], *, strict: bool = False, replacing: int | None = None
) -> list[int]:
    """Number and store the papers of those who are ready, in this order, inside the caller's `writing()`; their ids.

    `strict` raises NotReady, or LookupError, for the first who is not.  `replacing` is a paper that is being replaced
    in the same transaction, by this one.
    """
    office = signing_office(viewer)
    if office is None or viewer.unit_id is None or viewer.person_id is None:
        raise LookupError(viewer.unit_id)
    subject, day = order.subject, clock.today()
    counter = held_counter(viewer.unit_id, subject.kind, day.year)
    known = grounds(viewer, subject, person_ids)
    standing = _still_counting(subject, known)
    ready = []
    for person_id in person_ids:
        found = standing.get(person_id)
        if strict and person_id not in known:
            raise LookupError(person_id)
        if found is Readiness.READY:
            ready.append(known[person_id])
        elif strict and found is not None:
            raise NotReady(found)
    if not ready:
        return []
    facts = _facts(viewer, office, order, counter.last, ready)
    counter.last += len(ready)
    rows = [
        {
            "code": code_of([secrets.randbelow(len(CODE_SIGNS)) for _ in range(CODE_LENGTH)]),
            "kind": subject.kind.value, "about": subject.about, "training_year_id": subject.year_id,
            "audience": ground.audience.value, "issuer_id": viewer.unit_id, "counted_in": day.year,
            "number": each.number, "person_id": ground.person.id, "unit_id": ground.unit.id,
            "content": order.compose(each), "place": order.place, "issued_on": day,
            "issued_at": clock.campaign_now(), "issued_by": viewer.person_id,
        }
        for ground, each in zip(ready, facts, strict=True)
    ]  # fmt: skip
    made = list(db.session.scalars(insert(Certificate).returning(Certificate.id, sort_by_parameter_order=True), rows))
    _stand_on(made, ready)
    _put_on_record(viewer, made, rows, replacing)
    return made


def _still_counting(subject: Subject, known: Mapping[int, Ground]) -> dict[int, Readiness]:
    """How each stands, with the records held: whoever takes one back waits, or was first and is seen here."""
    ids = {record_id for ground in known.values() for record_id in ground.records.values()}
    found = select(LearningRecord.id).where(LearningRecord.id.in_(sorted(ids)), *counts()).order_by(LearningRecord.id)
    there = set(db.session.scalars(found.with_for_update(read=True)))
    gone = {
        person_id
        for person_id, ground in known.items()
        if any(record_id not in there for module, record_id in ground.records.items() if module in ground.known.needed)
    }
    return {
        person_id: Readiness.MISSING if person_id in gone else readiness(ground.known)
        for person_id, ground in known.items()
    }


def _facts(viewer: Viewer, office: Office, order: Order, last: int, ready: Sequence[Ground]) -> list[Facts]:
    subject, issuer = order.subject, office_with_parent(viewer.unit_id or 0)
    of_university = issuer.kind == UnitKind.UNIVERSITY and issuer.parent is not None
    hours: dict[str, dict[int, int | None]] = {}
    facts = []
    for number, ground in enumerate(ready, start=last + 1):
        province = "/".join(ground.unit.path.split("/")[:3])
        if province not in hours:
            hours[province] = hours_of(subject, province)
        person = ground.person
        assert person.birth_date is not None and person.sector_id is not None  # the rule has made sure
        facts.append(
            Facts(
                kind=subject.kind, year=subject.year, programme=subject.programme, audience=ground.audience,
                issuer=issuer.name, superior=issuer.parent.name if of_university and issuer.parent else "",
                name=person.full_name, gender=person.gender, birth_date=person.birth_date,
                sector_id=person.sector_id, unit=ground.unit.name,
                modules=tuple(
                    Learnt(module.title, hours[province].get(module.id))
                    for module in subject.modules
                    if module.audience == ground.audience
                ),
                number=number, counted_in=clock.today().year, place=order.place, day=clock.today(),
                signer=_signer(viewer, office),
            )
        )  # fmt: skip
    return facts


def _signer(viewer: Viewer, office: Office) -> Signer:
    if office.delegation_id is not None:
        return Signer(DEPUTIES.get(Position(office.position), office.position), viewer.name, viewer.position)
    head = DEPUTIES.get(Position(office.position))
    return Signer(head, viewer.name, office.position) if head else Signer(office.position, viewer.name)


def _stand_on(made: Sequence[int], ready: Sequence[Ground]) -> None:
    rows = [
        {"certificate_id": certificate_id, "record_id": record_id}
        for certificate_id, ground in zip(made, ready, strict=True)
        for module, record_id in ground.records.items()
        if module in ground.known.needed
    ]
    db.session.execute(insert(CertificateRecord), rows)


def _put_on_record(
    viewer: Viewer, made: Sequence[int], rows: Iterable[Mapping[str, Any]], replacing: int | None
) -> None:
    said: list[tuple[int, int | None, dict[str, Any] | None, dict[str, Any] | None]] = []
    told = []
    for certificate_id, row in zip(made, rows, strict=True):
        after = {"kind": row["kind"], "number": row["number"], "year": row["counted_in"]}
        said.append((certificate_id, row["unit_id"], None, after | ({"replaces": replacing} if replacing else {})))
        told.append(
            {
                "person_id": row["person_id"], "kind": "certificate_ready", "subject_kind": "certificate",
                "subject_id": certificate_id, "values": {"number": row["content"]["number"]},
                "created_at": clock.now(),
            }
        )  # fmt: skip
    record_many(viewer, "certificate_issued", "certificate", said)
    db.session.execute(insert(Notice), told)
