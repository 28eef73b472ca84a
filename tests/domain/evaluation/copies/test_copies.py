"""Scans of signed papers: kept by the office that entered the results, opened by whoever sees them, frozen alike."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.evaluation import own_data
from app.domain.evaluation.copies import actions, queries
from app.domain.evaluation.copies.models import PaperCopy
from app.domain.evaluation.copies.rules import MOST_COPIES
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.rules import FileKind, ScanState
from app.domain.evaluation.evidence.stored import KeptFile, stored_names_among, waiting_for_scan
from app.domain.evaluation.hand_in.rules import Move
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.results.actions import enter
from app.domain.evaluation.results.rules import Paper
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.standards.queries import standard_of
from tests.evaluations import LOCKS, evaluation_of, hold_period, move_day
from tests.hand_ins import decide, due_in, send

pytestmark = pytest.mark.both_databases


@pytest.fixture
def period(cast):
    return hold_period(cast, kind="entered")


@pytest.fixture
def mine(cast, period):
    return evaluation_of(cast, period, "teacher")


def scan(number: int = 1, **changes) -> KeptFile:
    name = f"uploads/ab/cd/{number:032d}"
    return replace(KeptFile(name, f"Phiếu {number}.pdf", FileKind.PDF, 1000, "0" * 64, ScanState.CLEAN), **changes)


def take_over(cast, evaluation_id: int) -> None:
    standard = standard_of(db.session.get_one(Evaluation, evaluation_id).standard_id)
    assert enter(cast.principal.viewer, evaluation_id, Paper(2, standard.blank), 0) == []


def test_the_checklist_tells_of_whom_a_copy_is_there(cast, period, mine):
    head = cast.principal.viewer
    due = queries.counted(head, period).due
    assert due > 1 and queries.counted(head, period).copied == 0
    for number in (1, 2):
        actions.add_copy(head, period, mine, scan(number))
    actions.add_copy(head, period, None, scan(3))
    counted = queries.counted(head, period)
    assert (counted.copied, counted.missing, counted.of_unit) == (1, due - 1, 1)
    (line,), total = queries.lines(head, period, "with")
    assert (line.evaluation_id, line.copies, total) == (mine, 2, 1)
    without, total = queries.lines(head, period, "without")
    assert total == due - 1 and mine not in {one.evaluation_id for one in without}
    assert queries.next_without(head, period) == without[0].evaluation_id
    assert [one.name for one in queries.copies_of_person(mine)] == ["Phiếu 1.pdf", "Phiếu 2.pdf"]
    entries = select(func.count()).select_from(JournalEntry).where(JournalEntry.event == "paper_copy_added")
    assert db.session.scalar(entries) == 3


def test_con_4_a_form_sent_twice_keeps_one_copy(cast, period, mine):
    head = cast.principal.viewer
    assert actions.add_copy(head, period, mine, scan(1), "k").fresh
    again = actions.add_copy(head, period, mine, scan(2), "k")
    assert not again.fresh and len(queries.copies_of_person(mine)) == 1


@pytest.mark.parametrize(
    "who", ["vice_principal", "teacher", "stranger_principal", "school_admin", "district_head", "far_principal"]
)
def test_az_2_only_the_office_that_enters_keeps_copies(cast, period, mine, who):
    copy_id = actions.add_copy(cast.principal.viewer, period, mine, scan()).copy_id
    with pytest.raises(LookupError):
        actions.add_copy(cast[who].viewer, period, mine, scan(2))
    with pytest.raises(LookupError):
        actions.remove_copy(cast[who].viewer, copy_id)
    assert queries.copy_kept(cast[who].viewer, copy_id) is None


def test_nobody_keeps_a_copy_of_their_own_paper(cast, period):
    own = evaluation_of(cast, period, "principal")
    with pytest.raises(LookupError):
        actions.add_copy(cast.principal.viewer, period, own, scan())
    assert actions.add_copy(cast.district_head.viewer, period, own, scan()).fresh


def test_az_2_a_copy_opens_for_the_person_once_the_result_is_in_and_for_those_who_judge_it(cast, period, mine):
    copy_id = actions.add_copy(cast.principal.viewer, period, mine, scan()).copy_id
    assert queries.copy_to_open(cast.teacher.viewer, copy_id) is None
    take_over(cast, mine)
    for who in ("teacher", "principal", "vice_principal", "district_officer", "province_officer"):
        copy, person_id = queries.copy_to_open(cast[who].viewer, copy_id)
        assert (copy.id, person_id) == (copy_id, cast.teacher.person_id), who
        assert queries.copies_beside(cast[who].viewer, mine), who
    for who in ("peer", "group_head", "school_admin", "stranger_principal", "far_officer", "lecturer", "leaver"):
        assert queries.copy_to_open(cast[who].viewer, copy_id) is None, who
        assert queries.copies_beside(cast[who].viewer, mine) == [], who


def test_az_2_the_units_own_sheet_opens_for_the_unit_and_those_above(cast, period):
    copy_id = actions.add_copy(cast.principal.viewer, period, None, scan()).copy_id
    school = cast.units["school"]
    for who in ("principal", "district_head", "province_officer"):
        assert queries.copy_to_open(cast[who].viewer, copy_id) and queries.copies_for(cast[who].viewer, period, school)
    for who in ("teacher", "school_admin", "stranger_principal", "far_officer", "ministry_officer", "lecturer"):
        assert queries.copy_to_open(cast[who].viewer, copy_id) is None, who
        assert queries.copies_for(cast[who].viewer, period, school) == [], who


def test_up_1_and_up_2_kind_and_number_are_limited(cast, period, mine):
    head = cast.principal.viewer
    with pytest.raises(EvidenceRefused, match="no_scan"):
        actions.add_copy(head, period, mine, scan(99, kind=FileKind.DOCX))
    for number in range(MOST_COPIES):
        actions.add_copy(head, period, mine, scan(number))
    with pytest.raises(EvidenceRefused, match="copies_full"):
        actions.add_copy(head, period, mine, scan(98))


def test_what_was_never_handed_in_goes_with_its_bytes(cast, period, mine):
    copy_id = actions.add_copy(cast.principal.viewer, period, mine, scan()).copy_id
    assert actions.remove_copy(cast.principal.viewer, copy_id) == scan().stored_name
    assert db.session.get(PaperCopy, copy_id) is None


def test_up_7_what_was_handed_in_stands_still_and_stays_on_record(cast, period, mine):
    head = cast.principal.viewer
    copy_id = actions.add_copy(head, period, mine, scan()).copy_id
    for evaluation_id in due_in(cast, period, "school"):
        take_over(cast, evaluation_id)
    assert send(cast, period, "school") == []
    for refused in (
        lambda: actions.remove_copy(head, copy_id),
        lambda: actions.add_copy(head, period, mine, scan(2)),
        lambda: actions.add_copy(head, period, None, scan(2)),
    ):
        with pytest.raises(NotNow, match="handed_in"):
            refused()
    decide(cast, "district_head", period, "school", Move.RETURN)
    assert actions.remove_copy(head, copy_id) is None
    assert queries.copies_of_person(mine) == [] and queries.copy_to_open(head, copy_id) is None
    assert stored_names_among(PaperCopy, [scan().stored_name]) == {scan().stored_name}


def test_after_the_lock_nothing_moves(cast, period, mine):
    copy_id = actions.add_copy(cast.principal.viewer, period, mine, scan()).copy_id
    move_day(0, since=LOCKS)
    for refused in (
        lambda: actions.remove_copy(cast.principal.viewer, copy_id),
        lambda: actions.add_copy(cast.principal.viewer, period, mine, scan(2)),
    ):
        with pytest.raises(NotNow, match="locked"):
            refused()


def test_up_6_malware_closes_a_copy_for_all_and_its_keeper_is_told_and_takes_it_out(cast, period, mine):
    head = cast.principal.viewer
    copy_id = actions.add_copy(head, period, mine, scan(scan=ScanState.CHECKING)).copy_id
    take_over(cast, mine)
    assert queries.copy_to_open(head, copy_id) and queries.copy_to_open(cast.teacher.viewer, copy_id) is None
    assert [one.id for one in waiting_for_scan(PaperCopy, 0, 10)] == [copy_id]
    actions.settle_copy_scan(copy_id, ScanState.INFECTED)
    actions.settle_copy_scan(copy_id, ScanState.CLEAN)  # settled once
    assert queries.copy_to_open(head, copy_id) is None
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == cast.principal.person_id))
    assert "paper_copy_infected" in set(told)
    assert queries.copy_kept(head, copy_id) and actions.remove_copy(head, copy_id)


def test_dp_2_the_copy_belongs_to_ones_own_data(cast, period, mine):
    actions.add_copy(cast.principal.viewer, period, mine, scan())
    lan = cast.teacher.person_id
    assert own_data.own_sections(lan)["paper_copies"] == [] == own_data.own_files(lan), "not before the result"
    take_over(cast, mine)
    assert own_data.own_sections(lan)["paper_copies"][0]["files"] == "Phiếu 1.pdf"
    assert [one.name for one in own_data.own_files(lan)] == ["phieu-giay/2022/1 Phiếu 1.pdf"]
    assert own_data.own_files(cast.peer.person_id) == []
