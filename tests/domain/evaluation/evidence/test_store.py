"""The store: what is kept, applied, brought over, sealed by sending, superseded; who sees it."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain.evaluation import self_assessment, sheets
from app.domain.evaluation.evidence import actions, applying, queries
from app.domain.evaluation.evidence.actions import Details
from app.domain.evaluation.evidence.models import Evidence, EvidenceFile, EvidenceUse
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.rules import FileKind, ScanState, sent_pieces
from app.domain.evaluation.evidence.stored import KeptFile
from app.domain.evaluation.models import Edition, Evaluation, Period
from app.domain.evaluation.queries import writable_now
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.work.models import Job
from tests.evaluations import LOCKS, assess, evaluation_of, move_day

pytestmark = pytest.mark.both_databases
WHOLE = "3" * 15
MEGABYTE = 1024 * 1024


def kept(number: int = 1, **changes) -> KeptFile:
    file = KeptFile(
        f"uploads/ab/cd/{number:032x}", f"Giáo án {number}.pdf", FileKind.PDF, 1000, "0" * 64, ScanState.CLEAN
    )
    return replace(file, **changes)


@pytest.fixture
def lan(cast):
    return cast.teacher.viewer


def add(viewer, number: int = 1, use=None, **changes) -> int:
    return actions.add_piece(viewer, Details(f"Giáo án {number}"), kept(number, **changes), use).evidence_id


def file_ids(evidence_id: int) -> list[int]:
    return list(db.session.scalars(select(EvidenceFile.id).where(EvidenceFile.evidence_id == evidence_id)))


def newest_edition(evaluation_id: int) -> dict:
    found = select(Edition.content).where(Edition.evaluation_id == evaluation_id, Edition.kind == "self")
    return db.session.scalar(found.order_by(Edition.number.desc()).limit(1))


def test_pieces_are_counted_per_person(cast, lan):
    add(lan, 1), add(lan, 2), add(cast.peer.viewer, 3)
    pieces, total = queries.store_of(lan), queries.size_of_store(lan)
    assert [piece.code for piece in pieces] == ["MC-0002", "MC-0001"] and total == 2
    assert [piece.code for piece in queries.store_of(cast.peer.viewer)] == ["MC-0001"]
    assert queries.piece_of(cast.peer.viewer, pieces[0].row.id) is None


def test_con_4_a_form_sent_twice_is_one_piece(cast, lan):
    first = actions.add_piece(lan, Details("Giáo án"), kept(1), submit_key="k")
    second = actions.add_piece(lan, Details("Giáo án"), kept(2), submit_key="k")
    assert first.fresh and not second.fresh and second.evidence_id == first.evidence_id
    assert actions.add_file(lan, first.evidence_id, kept(3), "f").fresh
    assert not actions.add_file(lan, first.evidence_id, kept(4), "f").fresh
    assert len(file_ids(first.evidence_id)) == 2


def test_a_piece_has_a_file_or_a_safe_link(cast, lan):
    for details, problem in ((Details("Trống"), "file_or_link"), (Details("Xấu", link="http://a.vn"), "bad_link")):
        with pytest.raises(EvidenceRefused) as refused:
            actions.add_piece(lan, details)
        assert refused.value.problem == problem
    linked = actions.add_piece(lan, Details("Bài giảng", link="https://truong.edu.vn/bai")).evidence_id
    with pytest.raises(EvidenceRefused):
        actions.change_piece(lan, linked, Details("Bài giảng"), 1)


def test_up2_the_space_of_a_year_and_the_files_of_a_criterion_end(cast, lan, evaluation):
    mine = evaluation("teacher")
    for number in range(20):
        add(lan, number, (mine, 3), size=10 * MEGABYTE)
    with pytest.raises(EvidenceRefused) as refused:
        add(lan, 99)
    assert refused.value.problem == "quota_full"
    with writing():
        db.session.execute(update(EvidenceFile).values(school_year=2021))
    outside = add(lan, 21)
    for full in (lambda: add(lan, 22, (mine, 3)), lambda: actions.add_file(lan, 1, kept(23))):
        with pytest.raises(EvidenceRefused) as refused:
            full()
        assert refused.value.problem == "criterion_full"
    with pytest.raises(EvidenceRefused):
        applying.set_uses(lan, mine, 3, queries.used_for(mine, 3) | {outside})
    applying.set_uses(lan, mine, 4, {outside})


def test_one_piece_serves_many_criteria_and_may_be_taken_from_one(cast, lan, evaluation):
    mine, piece, other = evaluation("teacher"), add(lan, 1), add(lan, 2)
    applying.set_uses(lan, mine, 3, {piece, other})
    applying.set_uses(lan, mine, 5, {piece})
    assert queries.pieces_by_criterion(mine) == {3: 2, 5: 1}
    applying.set_uses(lan, mine, 3, {other})
    assert queries.piece_of(lan, piece).uses[0].criteria == (5,)


def test_one_piece_is_applied_to_many_criteria_in_one_act(cast, lan, evaluation):
    mine, piece, other = evaluation("teacher"), add(lan, 1), add(lan, 2)
    applying.set_uses(lan, mine, 3, {piece, other})
    applying.set_criteria(lan, piece, mine, [4, 15])
    assert queries.uses_in(mine) == {(3, other), (4, piece), (15, piece)}
    applying.set_criteria(lan, piece, mine, [4, 15])
    noted = select(func.count()).where(JournalEntry.event == "evidence_applied")
    assert db.session.execute(noted).scalar_one() == 2
    with writing():
        db.session.execute(update(EvidenceFile).values(school_year=2021))
    for number in range(3, 22):
        actions.add_file(lan, other, kept(number))
    applying.set_criteria(lan, other, mine, [3])
    with pytest.raises(EvidenceRefused) as refused:
        applying.set_criteria(lan, other, mine, [3, 4])
    assert refused.value.problem == "criterion_full"


def test_who_is_excused_applies_nothing(cast, lan, evaluation):
    mine, piece = evaluation("teacher"), add(lan, 1)
    with writing():
        db.session.execute(update(Evaluation).where(Evaluation.id == mine).values(excused="long_leave"))
    with pytest.raises(NotNow):
        applying.set_criteria(lan, piece, mine, [3])
    assert writable_now(lan) is None


def test_az_2_pieces_and_evaluations_of_others_do_not_exist(cast, lan, evaluation):
    mine, theirs = evaluation("teacher"), evaluation("peer")
    piece, strange = add(lan, 1), add(cast.peer.viewer, 2)
    for attempt in (
        lambda: applying.set_uses(lan, theirs, 3, {piece}),
        lambda: applying.set_uses(lan, mine, 3, {strange}),
        lambda: applying.set_uses(lan, mine, 16, {piece}),
        lambda: actions.add_piece(lan, Details("x"), kept(3), (theirs, 1)),
        lambda: actions.change_piece(lan, strange, Details("x"), 1),
        lambda: actions.add_file(lan, strange, kept(4)),
        lambda: actions.remove_piece(lan, strange),
        lambda: actions.remove_file(lan, strange, file_ids(strange)[0]),
        lambda: actions.remove_file(lan, piece, file_ids(strange)[0]),
        lambda: applying.bring_over(lan, theirs),
        lambda: applying.set_criteria(lan, piece, theirs, [1]),
        lambda: applying.set_criteria(lan, strange, mine, [1]),
        lambda: applying.set_criteria(lan, piece, mine, [16]),
    ):
        with pytest.raises(LookupError):
            attempt()
    assert queries.own_file(lan, file_ids(strange)[0]) is None
    assert db.session.scalars(select(EvidenceUse)).all() == []


def test_con_1_a_piece_changed_elsewhere_is_not_overwritten(cast, lan):
    piece = add(lan)
    actions.change_piece(lan, piece, Details("Tên mới"), 1)
    with pytest.raises(StaleVersion):
        actions.change_piece(lan, piece, Details("Tên khác"), 1)


def test_con_4_the_same_sent_twice_changes_or_removes_once(cast, lan):
    piece = add(lan, 1)
    for _ in range(2):
        actions.change_piece(lan, piece, Details("Tên mới"), 1)
    assert db.session.get_one(Evidence, piece).version == 2
    actions.add_file(lan, piece, kept(2))
    first = file_ids(piece)[0]
    assert [actions.remove_file(lan, piece, first, "a") for _ in range(2)] == [kept(1).stored_name, None]
    assert [actions.remove_piece(lan, piece, "b") for _ in range(2)] == [[kept(2).stored_name], []]


def test_drafts_may_be_removed_and_say_which_bytes_go(cast, lan, evaluation):
    mine, piece = evaluation("teacher"), add(lan, 1)
    applying.set_uses(lan, mine, 3, {piece})
    actions.add_file(lan, piece, kept(2))
    assert actions.remove_file(lan, piece, file_ids(piece)[0]) == kept(1).stored_name
    with pytest.raises(EvidenceRefused) as refused:
        actions.remove_file(lan, piece, file_ids(piece)[0])
    assert refused.value.problem == "last_file"
    assert actions.remove_piece(lan, piece) == [kept(2).stored_name]
    assert queries.store_of(lan) == [] and queries.pieces_by_criterion(mine) == {}
    events = set(db.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "evidence")))
    assert events == {"evidence_added", "evidence_file_added", "evidence_file_removed", "evidence_removed"}


def test_up7_what_was_sent_is_superseded_never_deleted(cast, lan, evaluation):
    mine, piece = evaluation("teacher"), add(lan, 1)
    applying.set_uses(lan, mine, 3, {piece})
    applying.set_uses(lan, mine, 5, {piece})
    assess(cast, mine, "teacher", WHOLE)
    sent = sent_pieces(newest_edition(mine))
    old = file_ids(piece)[0]
    assert {no: [one.name for one in pieces] for no, pieces in sent.items()} == {3: ["Giáo án 1"], 5: ["Giáo án 1"]}
    assert [file.id for file in sent[3][0].files] == [old]
    with pytest.raises(EvidenceRefused) as refused:
        actions.remove_piece(lan, piece)
    assert refused.value.problem == "sent_evidence"
    actions.add_file(lan, piece, kept(2))
    assert actions.remove_file(lan, piece, old) is None
    actions.change_piece(lan, piece, Details("Tên mới"), 1)
    assert [file.name for file in queries.piece_of(lan, piece).files] == ["Giáo án 2.pdf"]
    assert sent_pieces(newest_edition(mine)) == sent
    assert queries.own_file(lan, old) is not None


def test_up7_a_recalled_form_sends_the_new_file_and_the_first_edition_keeps_the_old(cast, lan, evaluation):
    mine, piece = evaluation("teacher"), add(lan, 1)
    applying.set_uses(lan, mine, 3, {piece})
    assess(cast, mine, "teacher", WHOLE)
    old = file_ids(piece)[0]
    self_assessment.recall(lan, mine)
    actions.add_file(lan, piece, kept(2))
    actions.remove_file(lan, piece, old)
    self_assessment.send(lan, mine, 2)
    assert [file.name for file in sent_pieces(newest_edition(mine))[3][0].files] == ["Giáo án 2.pdf"]
    first = db.session.scalar(select(Edition.content).where(Edition.evaluation_id == mine, Edition.number == 1))
    assert [file.id for file in sent_pieces(first)[3][0].files] == [old]


def test_uses_stand_still_once_sent_and_after_the_lock(cast, lan, evaluation):
    mine, piece = evaluation("teacher"), add(lan, 1)
    assess(cast, mine, "teacher", WHOLE)
    for act in (lambda: applying.set_uses(lan, mine, 3, {piece}), lambda: applying.bring_over(lan, mine)):
        with pytest.raises(NotNow):
            act()
    move_day(1, LOCKS)
    with pytest.raises(NotNow):
        applying.set_uses(cast.peer.viewer, evaluation("peer"), 3, set())


@pytest.fixture
def last_year(cast, evaluation):
    """The teacher's evaluation of the year before, by the same standard."""
    with writing():
        now = db.session.get_one(Evaluation, evaluation("teacher"))
        period = db.session.get_one(Period, now.period_id)
        names = [column.name for column in Period.__table__.columns if column.name not in {"id", "year"}]
        before = Period(year=2021, **{name: getattr(period, name) for name in names})
        db.session.add(before)
        db.session.flush()
        names = [column.name for column in Evaluation.__table__.columns if column.name not in {"id", "period_id"}]
        mine = Evaluation(period_id=before.id, **{name: getattr(now, name) for name in names})
        db.session.add(mine)
        db.session.flush()
        return mine.id


def test_last_years_evidence_comes_over_in_one_act(cast, lan, evaluation, last_year):
    mine, one, two = evaluation("teacher"), add(lan, 1), add(lan, 2)
    applying.set_uses(lan, last_year, 3, {one, two})
    applying.set_uses(lan, last_year, 5, {two})
    applying.set_uses(lan, mine, 5, {two})
    assert applying.bring_over(lan, mine) == 2
    assert queries.uses_in(mine) == {(3, one), (3, two), (5, two)}
    assert applying.bring_over(lan, mine) == 0


def test_by_another_standard_pieces_stay_in_the_store(cast, lan, evaluation, last_year):
    piece = add(lan, 1)
    applying.set_uses(lan, last_year, 3, {piece})
    with writing():
        row = db.session.get_one(Evaluation, last_year)
        row.standard_id = db.session.get_one(Period, row.period_id).manager_standard_id
    assert applying.bring_over(lan, evaluation("teacher")) == 0
    assert queries.size_of_store(lan) == 1


def test_colleagues_get_names_of_what_was_sent_and_nothing_before(cast, lan, evaluation):
    mine = evaluation("teacher")
    add(lan, 1, (mine, 3))
    assert queries.evidence_names(mine) == {}
    assess(cast, mine, "teacher", WHOLE)
    assert queries.evidence_names(mine) == {3: ["Giáo án 1"]}


def opened(cast, key, mine, file_id) -> bool:
    return queries.file_on_sheet(cast[key].viewer, mine, file_id) is not None


def test_az_2_sent_files_open_for_whoever_sees_the_sheet_and_nobody_else(cast, lan, evaluation):
    mine = evaluation("teacher")
    file_id = file_ids(add(lan, 1, (mine, 3)))[0]
    assert not opened(cast, "principal", mine, file_id)
    assess(cast, mine, "teacher", WHOLE)
    unused = file_ids(add(lan, 2))[0]
    may = {member.key for member in cast if opened(cast, member.key, mine, file_id)}
    above = {"district_officer", "district_head", "province_officer", "director"}
    assert may == above | {"principal", "vice_principal"}
    assert not opened(cast, "principal", mine, unused)
    assert not opened(
        cast, "principal", evaluation_of(cast, db.session.get_one(Evaluation, mine).period_id, "peer"), file_id
    )
    assert sheets.sheet_of(db.session.get_one(Evaluation, mine)).sent["evidence"]["uses"] == {"3": [1]}
    self_assessment.recall(lan, mine)
    assert sheets.sheet_of(db.session.get_one(Evaluation, mine)).sent is None
    assert opened(cast, "principal", mine, file_id)  # as the edition that was sent, which is kept


def test_up6_a_file_that_waits_for_the_scanner_is_closed_to_others(cast, lan, evaluation):
    mine = evaluation("teacher")
    piece = add(lan, 1, (mine, 3), scan=ScanState.CHECKING)
    file_id = file_ids(piece)[0]
    assess(cast, mine, "teacher", WHOLE)
    assert queries.own_file(lan, file_id) is not None and not opened(cast, "principal", mine, file_id)
    assert db.session.scalars(select(Job.kind).where(Job.kind == "scan_evidence")).all() == ["scan_evidence"]
    actions.settle_scan(file_id, ScanState.CLEAN)
    assert opened(cast, "principal", mine, file_id)
    actions.settle_scan(file_id, ScanState.INFECTED)  # settled once
    assert opened(cast, "principal", mine, file_id)


def test_up6_malware_found_later_closes_the_file_and_its_owner_is_told(cast, lan):
    piece = add(lan, 1, scan=ScanState.CHECKING)
    actions.settle_scan(file_ids(piece)[0], ScanState.INFECTED)
    assert queries.own_file(lan, file_ids(piece)[0]) is None
    notice = db.session.scalars(select(Notice).where(Notice.kind == "evidence_infected")).one()
    assert notice.person_id == lan.person_id and notice.values == {"code": "MC-0001"}


def test_freezing_belongs_to_the_sending(cast):
    with pytest.raises(RuntimeError):
        applying.freeze_uses(1)
    assert db.session.scalars(select(Evidence)).all() == []
