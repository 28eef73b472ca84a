"""Who holds a certificate in the demonstration?  Two schools finished 2021; one paper is revoked, one replaced,
one in question, and a few people have not said yet that their particulars are right.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Row, select

from app.commands.demo.life import CAST_SCHOOLS, somebody, viewer_in
from app.commands.demo.training import OF_2021
from app.db import db
from app.domain import clock
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.catalogue.rules import audience_of
from app.domain.training.certificates import deciding
from app.domain.training.certificates.candidates import Wanted, ready_ids
from app.domain.training.certificates.confirming import confirm_particulars
from app.domain.training.certificates.issuing import Order, at_once, issue_some
from app.domain.training.certificates.models import Certificate, CertificateRecord
from app.domain.training.certificates.subjects import offers_for, subject_for
from app.domain.training.records.actions import put, void
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Report, Status
from app.domain.viewer import SYSTEM
from app.web.certificates.words import written

PROVINCE, YEAR, PLACE = "93", 2021, "Hậu Giang"
SCHOOLS = (CAST_SCHOOLS[0], "930030014")
LEFT_OUT = 4  # who have not confirmed yet
REVOKED = "Kết quả thi cuối mô đun 9 không phải của người này, theo biên bản của trường."
REPLACED = "Giấy cấp lần đầu bị hỏng do mưa lũ, người được cấp đề nghị cấp lại."
VOIDED = "Đơn vị cung cấp hệ thống học phát hiện bài thi nộp hai lần từ một máy."


def certify() -> None:
    """Everybody verified of the two schools passes the year's modules, most confirm, the director issues."""
    people, director = _people(), somebody(PROVINCE, Position.DIRECTOR)
    _finish_year(people)
    for person, post, unit in people[LEFT_OUT:]:
        confirm_particulars(viewer_in(person, post, unit), person.version)
    about = next(each.about for each in offers_for(director) if each.year == YEAR)
    subject = subject_for(director, about)
    assert subject is not None
    ready, order = ready_ids(director, subject, Wanted()), Order(subject, PLACE, written)
    db.session.rollback()
    for start in range(0, len(ready), at_once(subject)):
        issue_some(director, order, ready[start : start + at_once(subject)])
    first, second, third, *_ = db.session.scalars(select(Certificate.id).order_by(Certificate.id)).all()
    db.session.rollback()
    deciding.revoke(director, first, REVOKED, 1)
    deciding.reissue(director, second, order, REPLACED, 1)
    _question(third)


def _people() -> Sequence[Row]:
    found = (
        select(Person, Appointment, Unit)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Unit.code.in_(SCHOOLS), Appointment.main, Appointment.ends.is_(None), Person.sector_id.is_not(None),
            Person.birth_date.is_not(None),
        )
        .order_by(Unit.code.desc(), Person.id)
    )  # fmt: skip
    rows = [row for row in db.session.execute(found) if audience_of(row[1].position) is not None]
    db.session.expunge_all()
    db.session.rollback()
    return rows


def _finish_year(people: Sequence[Row]) -> None:
    """The first provider reports a pass of each module that a year's audience was asked for."""
    modules = {module.code: module for module in all_modules()}
    provider = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.PROVIDER).order_by(Unit.id)).first()
    db.session.rollback()
    begin = clock.start_of(date(YEAR, 11, 1))
    reports = [
        Report(
            f"{YEAR}-CUOI-{person.id}-{code}", person.sector_id, code, YEAR, Status.PASSED, score=Decimal("8.5"),
            enrolled_at=begin, completed_at=begin + timedelta(days=20 + number % 9),
        )
        for number, (person, post, _unit) in enumerate(people)
        for code in OF_2021
        if modules[code].audience == audience_of(post.position)
    ]  # fmt: skip
    put(SYSTEM, provider or 0, reports, {code: module.id for code, module in modules.items()})


def _question(certificate_id: int) -> None:
    """A completion that the paper stands on is taken back, and whatever would count in its place."""
    stands = (
        select(LearningRecord.provider_id, LearningRecord.ref)
        .join(CertificateRecord, CertificateRecord.record_id == LearningRecord.id)
        .where(CertificateRecord.certificate_id == certificate_id, LearningRecord.voided_at.is_(None))
        .order_by(LearningRecord.module_id)
        .limit(1)
    )
    asked = select(Certificate.flagged_at).where(Certificate.id == certificate_id)
    while db.session.scalar(asked) is None:
        provider_id, ref = db.session.execute(stands).one()
        db.session.rollback()
        void(SYSTEM, provider_id, ref, VOIDED)
    db.session.rollback()
