"""The scan of the decision behind a choice of an LMS: who keeps one, who opens it, what malware closes (UP-4, UP-6)."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.rules import FileKind, ScanState
from app.domain.evaluation.evidence.stored import KeptFile, waiting_for_scan
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.rules import LmsProvider
from app.domain.training.provider.actions import choose_provider
from app.domain.training.provider.models import ProviderChoiceScan
from app.domain.training.provider.queries import choice_for
from app.domain.training.provider.rules import MOST_SCANS
from app.domain.training.provider.scans import add_scan, scan_for, scans_of, settle_choice_scan
from app.domain.work.models import Job
from tests.domain.training.provider.test_choosing import GOOD

OFFICES = {"province_officer", "director", "province_admin", "ministry_officer", "ministry_admin"}
NOBODYS = {"far_officer", "lecturer", "district_head", "principal", "teacher", "vnpt_staff"}


def file(number: int = 1, scan: ScanState = ScanState.CLEAN) -> KeptFile:
    return KeptFile(f"uploads/{number:032x}", f"QĐ 125 ({number}).pdf", FileKind.PDF, 900, "0" * 64, scan)


@pytest.fixture
def choice(cast) -> int:
    made, _ = choose_provider(cast.province_officer.viewer, replace(GOOD, provider=LmsProvider.VIETTEL), 0)
    return made


def kept() -> list[ProviderChoiceScan]:
    return list(db.session.scalars(select(ProviderChoiceScan).order_by(ProviderChoiceScan.id)))


@pytest.mark.both_databases
def test_a_scan_stands_beside_the_earlier_ones_and_is_on_record(cast, choice):
    officer, director = cast.province_officer.viewer, cast.director.viewer
    assert add_scan(officer, choice, file(1)) and add_scan(director, choice, file(2))
    assert [scan.name for scan in scans_of(officer, choice_for(officer, choice))] == [
        "QĐ 125 (2).pdf",
        "QĐ 125 (1).pdf",
    ]
    told = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "provider_choice_scanned")).all()
    assert [(entry.subject_id, entry.unit_id) for entry in told] == [(choice, officer.unit_id)] * 2


@pytest.mark.both_databases
def test_con4_the_same_form_twice_is_one_scan(cast, choice):
    officer = cast.province_officer.viewer
    assert add_scan(officer, choice, file(1), "k") and not add_scan(officer, choice, file(2), "k")
    assert len(kept()) == 1


@pytest.mark.both_databases
def test_there_is_room_for_so_many_scans(cast, choice):
    for number in range(MOST_SCANS):
        add_scan(cast.province_officer.viewer, choice, file(number))
    with pytest.raises(EvidenceRefused, match="scans_full"):
        add_scan(cast.province_officer.viewer, choice, file(MOST_SCANS), "k")
    assert len(kept()) == MOST_SCANS


@pytest.mark.parametrize("who", sorted(OFFICES - {"province_officer", "director"} | NOBODYS | {"viettel_staff"}))
def test_az1_only_the_provinces_own_office_keeps_one(cast, choice, who):
    with pytest.raises(LookupError):
        add_scan(cast[who].viewer, choice, file())
    assert kept() == []


def test_az2_the_offices_open_it_and_the_providers_staff_do_not(cast, choice):
    add_scan(cast.province_officer.viewer, choice, file())
    scan_id = kept()[0].id
    opened = {who for who in OFFICES | NOBODYS | {"viettel_staff"} if scan_for(cast[who].viewer, choice, scan_id)}
    assert opened == OFFICES
    viettel = cast.viettel_staff.viewer
    assert scans_of(viettel, choice_for(viettel, choice)) == []
    assert scan_for(cast.director.viewer, choice + 1, scan_id) is None


@pytest.mark.both_databases
def test_up6_a_scan_waits_for_the_scanner_and_malware_closes_it_for_everybody(cast, choice):
    officer, director = cast.province_officer.viewer, cast.director.viewer
    for number in (1, 2):
        add_scan(officer, choice, file(number, ScanState.CHECKING))
    first, second = [scan.id for scan in kept()]
    assert db.session.scalar(select(func.count()).where(Job.kind == "scan_evidence", Job.every_seconds.is_(None))) >= 1
    assert [scan.id for scan in waiting_for_scan(ProviderChoiceScan, 0, 50)] == [first, second]
    assert waiting_for_scan(ProviderChoiceScan, second, 50) == []
    assert scan_for(officer, choice, first) and scan_for(director, choice, first) is None, "its owner may, others wait"
    settle_choice_scan(first, ScanState.CLEAN)
    settle_choice_scan(second, ScanState.INFECTED)
    settle_choice_scan(second, ScanState.CLEAN)  # what was settled stays
    db.session.expire_all()
    assert [scan.scan for scan in kept()] == ["clean", "infected"]
    assert scan_for(director, choice, first) and scan_for(officer, choice, second) is None
    notices = db.session.execute(select(Notice.person_id, Notice.values).where(Notice.kind == "signed_scan_infected"))
    assert notices.all() == [(officer.person_id, {"file": "QĐ 125 (2).pdf"})]
    assert (
        db.session.scalar(select(JournalEntry.subject_id).where(JournalEntry.event == "signed_scan_infected")) == choice
    )
