"""Who audits in the demonstration?  One person, invited to last year's report, with a first sample half looked at."""

from datetime import timedelta

from sqlalchemy import select

from app.commands.demo.life import somebody
from app.db import db
from app.domain import clock
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Position
from app.domain.reporting.audits import mandates, samples
from app.domain.reporting.audits.rules import USUAL_SIZE, Finding
from app.domain.reporting.figures.signs import Cell, Part, Track, Who
from app.domain.reporting.queries import reading_of, reports_listed

BASIS = "Hợp đồng kiểm toán độc lập số 12/2022/HĐ-ETEP ngày 10/01/2022"
REMARK = "Trường chưa lưu bản chụp phiếu giấy có chữ ký."
FOUND = (Finding.FITS,) * 5 + (Finding.MISSING, Finding.FITS)


def audit_report(province: str, year: int) -> None:
    """The ministry invites; the auditor draws from the teachers who were ranked, and looks at the first."""
    province_id = db.session.scalars(select(Unit.id).where(Unit.code == province)).one()
    db.session.rollback()
    officer, auditor = somebody("BO", Position.MINISTRY_OFFICER), somebody("BO", Position.AUDITOR)
    until = clock.today() + timedelta(days=90)
    asked = mandates.Invitation(auditor.person_id, [province_id], year, BASIS, clock.today(), until)
    assert not mandates.invite(officer, asked)
    report = next(each for each in reports_listed(auditor) if each.year == year)
    reading = reading_of(auditor, report)
    assert reading is not None
    ranked = Cell(Track.RANK, "0123", part=Part(who=Who.TEACHER))
    sample_id, problems = samples.draw_sample(auditor, reading, ranked, USUAL_SIZE)
    assert not problems
    for place, finding in enumerate(FOUND, start=1):
        remark = REMARK if finding is Finding.MISSING else ""
        assert not samples.note_finding(auditor, sample_id, place, finding, remark, 1)
