"""Who opens a file that long work made?  Its person, and only while they hold the office it was made for (V8.3.2)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Appointment
from app.domain.organisation.rules import Position
from app.domain.work.actions import request_job
from app.domain.work.files import file_for, files_of, keep_file
from app.domain.work.queries import job_of
from app.web.files import new_name, writing_to

pytestmark = pytest.mark.both_databases


@pytest.fixture
def slips(cast) -> int:
    """A sheet of slips, printed by the school's admin."""
    name = new_name()
    with writing_to(name) as target:
        target.write(b"%PDF-1.4")
    return keep_file(cast.school_admin.viewer, "activation_slips", name, "Phiếu.pdf", "application/pdf", 8)


def as_staff(cast):
    held = select(Appointment.id).where(
        Appointment.person_id == cast.school_admin.person_id, Appointment.position == Position.STAFF
    )
    return cast.school_admin.viewer.__class__(
        **vars(cast.school_admin.viewer) | {"appointment_id": db.session.scalar(held)}
    )


def test_AZ_2_a_file_opens_for_its_person_in_its_office(clients, cast, slips) -> None:
    assert clients.school_admin.get(f"/records/files/{slips}").status_code == 200
    for other in ("teacher", "principal", "stranger_admin", "district_admin"):
        assert clients[other].get(f"/records/files/{slips}").status_code == 404


def test_SES_4_who_lost_the_office_has_lost_its_files(clients, cast, slips) -> None:
    with writing():
        db.session.execute(
            update(Appointment)
            .where(Appointment.id == cast.school_admin.appointment_id)
            .values(ends=clock.today(), starts=clock.today() - timedelta(days=9), end_reason="changed")
        )
    assert clients.school_admin.get(f"/records/files/{slips}").status_code in (302, 303), "the session ended with it"
    assert file_for(as_staff(cast), slips) is None
    assert not files_of(as_staff(cast), "activation_slips")


def test_AZ_8_another_role_of_the_same_person_has_files_of_its_own(cast, slips) -> None:
    assert file_for(cast.school_admin.viewer, slips)
    assert file_for(as_staff(cast), slips) is None


def test_EXP_3_a_jobs_page_goes_with_the_office_too(clients, cast) -> None:
    """It shows counts only, yet the office's (V8.3.2); a job about no unit is the person's own (AUTH-9)."""
    with writing():
        slips = request_job("activation_slips", {}, cast.school_admin.viewer, unit_id=cast.units["school"]).id
        own = request_job("own_data", {}, cast.school_admin.viewer).id
    assert clients.school_admin.get(f"/records/jobs/{slips}").status_code == 200
    assert job_of(as_staff(cast), slips) is None
    assert job_of(as_staff(cast), own) is not None
    assert job_of(cast.teacher.viewer, own) is None
