"""Certificates: never before the conditions hold, without a gap, by who signs; revoked, replaced, questioned."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.papers.codes import CODE_LENGTH
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.identity.merging import merge_people
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.delegations import delegate
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.training.certificates import deciding, queries
from app.domain.training.certificates import merging as certificates
from app.domain.training.certificates.candidates import Wanted, candidates, named, numbers, ready_ids
from app.domain.training.certificates.conditions import set_conditions
from app.domain.training.certificates.confirming import confirm_particulars, own_particulars
from app.domain.training.certificates.issuing import Issued, NotReady, at_once, issue_one, issue_some, request_issue
from app.domain.training.certificates.models import Certificate, CertificateCounter
from app.domain.training.certificates.own_data import own_sections
from app.domain.training.certificates.rules import Readiness
from app.domain.training.certificates.subjects import subject_for
from app.domain.training.records.actions import put, void
from app.domain.training.records.rules import Status
from app.domain.training.years.actions import add_learner, let_off
from app.domain.viewer import SYSTEM
from tests.certificates import CODES, REASON, confirm, issue, make_rector, make_year, order, paper, passes, ready
from tests.factories import make_teacher
from tests.training import report, verify

pytestmark = pytest.mark.both_databases
TEACHERS = ("teacher", "peer", "group_head")


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person_id).order_by(Notice.id)))


def numbers_given() -> list[int]:
    return list(db.session.scalars(select(Certificate.number).order_by(Certificate.number)))


def test_a_paper_keeps_every_printed_field_and_tells_the_person(cast):
    ready(cast, "teacher")
    made = paper(issue(cast, "teacher"))
    assert (made.state, made.number, made.counted_in) == ("valid", 1, 2022) and len(made.code) == CODE_LENGTH
    assert made.content["name"] == "Trần Thị Lan" and made.content["signer_name"] == "Võ Thị Hương"
    assert [title for title, _ in made.content["modules"]] == [
        "Mô đun 1: Chương trình mới",
        "Mô đun 2: Phương pháp dạy học",
    ]
    assert "certificate_ready" in told(cast.teacher.person_id)
    events = db.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "certificate")).all()
    assert list(events) == ["certificate_issued"]
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).full_name = "Trần Thị Lan Anh"
    assert paper(made.id).content["name"] == "Trần Thị Lan"


def test_never_before_the_conditions_hold(cast):
    make_year(cast)
    why = {}

    def refused(key: str) -> str:
        with pytest.raises(NotReady) as early:
            issue(cast, key)
        return str(early.value.readiness)

    why["nothing"] = refused("teacher")
    passes(cast, cast.units["viettel"], "teacher", codes=CODES[:1])
    why["one module"] = refused("teacher")
    passes(cast, cast.units["viettel"], "teacher")
    why["not confirmed"] = refused("teacher")
    confirm(cast, "teacher")
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).full_name = "Trần Thị Lan Anh"
    why["another name since"] = refused("teacher")
    confirm(cast, "teacher")
    assert paper(issue(cast, "teacher")).number == 1
    why["held"] = refused("teacher")
    assert why == {
        "nothing": "unverified", "one module": "missing", "not confirmed": "unconfirmed",
        "another name since": "unconfirmed", "held": "held",
    }  # fmt: skip
    assert numbers_given() == [1]


def test_a_voided_or_failed_record_counts_for_nothing(cast):
    provider = ready(cast, "teacher")
    void(SYSTEM, provider, "teacher-MD-01", "Nhầm người.")
    with pytest.raises(NotReady):
        issue(cast, "teacher")


def test_pdf_3_twenty_parallel_issues_leave_no_gap_and_give_no_number_twice(app, cast):
    ready(cast, "teacher")
    with writing():
        unit = db.session.get_one(Unit, cast.units["school"])
        people = [make_teacher(unit, f"Người {n}", listed_sector_id=f"0110200{n:04}").id for n in range(20)]
    verify(*people)
    modules = {module.code: module.id for module in order(cast.director.viewer).subject.modules}
    reports = [report(f"p{n}-{code}", sector_id=f"0110200{n:04}", module=code) for n in range(20) for code in CODES[:2]]
    put(SYSTEM, cast.units["viettel"], reports, modules)
    for person_id in people[:18]:  # two never confirmed: refused, and they take no number
        confirm_particulars(cast.teacher.viewer.acting_in(person_id=person_id), 1)
    director = cast.director.viewer

    def act(person_id: int) -> bool:
        with app.app_context():
            clock.pin_today(clock.today())
            try:
                issue_one(director, order(director), person_id)
            except NotReady:
                return False
            finally:
                db.session.remove()
            return True

    db.session.remove()
    with ThreadPoolExecutor(20) as pool:
        done = list(pool.map(act, [*people, *people[:5]]))  # some are asked for twice at the same moment
    assert sum(done) == 18
    assert numbers_given() == list(range(1, 19))
    assert db.session.scalars(select(CertificateCounter.last)).one() == 18


def test_each_issuer_kind_and_year_counts_for_itself(cast, monkeypatch):
    provider = ready(cast, *TEACHERS)
    rector = make_rector(cast)
    first, second = issue(cast, "teacher"), issue(cast, "peer")
    other = issue_one(rector, order(rector), cast.group_head.person_id)
    programme = issue(cast, "teacher", about="programme-MAU")
    assert [paper(each).number for each in (first, second, other, programme)] == [1, 2, 1, 1]
    assert paper(other).content["signer_titles"] == ["HIỆU TRƯỞNG"] and provider
    clock.pin_today(clock.today().replace(year=2023))
    deciding.revoke(cast.director.viewer, first, REASON, 1)
    assert paper(issue(cast, "teacher")).content["number"] == "00001/2023/XN-BDTX"


def test_of_two_issuers_only_one_gives_a_person_the_same_paper(cast):
    ready(cast, "teacher")
    issue(cast, "teacher")
    rector = make_rector(cast)
    with pytest.raises(NotReady):
        issue_one(rector, order(rector), cast.teacher.person_id)


@pytest.mark.parametrize(
    "who", ["province_officer", "principal", "district_head", "province_admin", "lecturer", "far_officer"]
)
def test_az_who_does_not_sign_does_not_issue(cast, who):
    ready(cast, "teacher")
    viewer = cast[who].viewer
    found = order(cast.director.viewer)
    with pytest.raises(LookupError):
        issue_one(viewer, found, cast.teacher.person_id)
    with pytest.raises(LookupError):
        request_issue(viewer, found.subject.about, cast.units["school"], "Bắc Hà")


def test_az_only_one_s_own_people_and_never_oneself(cast):
    ready(cast, "teacher")
    director = cast.director.viewer
    with pytest.raises(LookupError):
        issue_one(director, order(director), cast.far_teacher.person_id)
    with pytest.raises(LookupError):
        issue_one(director.acting_in(person_id=cast.teacher.person_id), order(director), cast.teacher.person_id)
    assert subject_for(cast.far_officer.viewer, order(director).subject.about) is None


def test_whoever_was_let_sign_signs_by_the_director_s_authority(cast):
    ready(cast, "teacher")
    day = clock.today()
    officer = cast.province_officer
    assert not delegate(cast.director.viewer, officer.person_id, day, day.replace(day=day.day + 3), "Đi công tác.")
    content = paper(issue(cast, "teacher", "province_officer")).content
    assert content["signer_titles"] == ["TUQ. GIÁM ĐỐC", "CHUYÊN VIÊN"] and content["signer_name"] == officer.name


def test_con_4_a_double_tap_gives_one_paper(cast):
    ready(cast, "teacher")
    director = cast.director.viewer
    made = {issue_one(director, order(director), cast.teacher.person_id, "k1") for _ in range(2)}
    assert len(made) == 1 and numbers_given() == [1]
    version = own_particulars(cast.peer.viewer).version
    with pytest.raises(NotNow):
        confirm_particulars(cast.peer.viewer, version)  # no verified ID yet
    with pytest.raises(StaleVersion):
        confirm_particulars(cast.teacher.viewer, 99)


def test_some_at_once_pass_over_those_who_are_not_ready(cast):
    ready(cast, "teacher", "peer")
    director = cast.director.viewer
    everybody = [cast[key].person_id for key in (*TEACHERS, "stranger")]
    assert issue_some(director, order(director), everybody) == Issued(given=2)
    assert issue_some(director, order(director), everybody) == Issued(held=2)
    assert numbers_given() == [1, 2] and at_once(order(director).subject) >= 40


def test_the_list_says_the_same_as_the_rule(cast):
    ready(cast, "teacher", "peer")
    passes(cast, cast.units["viettel"], "group_head")
    passes(cast, cast.units["viettel"], "stranger", codes=CODES[:1])
    issue(cast, "peer")
    director = cast.director.viewer
    subject = order(director).subject
    listed = {each.name: each for each in candidates(director, subject, Wanted())}
    shown = {key: str(listed[cast[key].name].readiness) for key in (*TEACHERS, "stranger", "principal")}
    assert shown == {
        "teacher": "ready", "peer": "held", "group_head": "unconfirmed", "stranger": "missing",
        "principal": "unverified",
    }  # fmt: skip
    assert [subject.modules[1].id] == list(listed[cast.stranger.name].missing)
    counted = numbers(director, subject, Wanted())
    assert counted == {state: sum(each.readiness is state for each in listed.values()) for state in Readiness}
    assert ready_ids(director, subject, Wanted()) == [cast.teacher.person_id]
    assert [each.name for each in candidates(director, subject, Wanted(q="lan"))] == ["Trần Thị Lan"]
    assert numbers(director, subject, Wanted(q="lan"))[Readiness.READY] == 1
    for each in listed.values():  # by the SQL twin in a list, by the rule itself in a search
        found, cut = named(director, subject, Wanted(q=each.name))
        assert each in found and not cut


def test_who_is_let_off_is_no_candidate_and_who_was_added_learns_the_other_modules(cast):
    year_id = make_year(cast)
    officer = cast.province_officer.viewer
    let_off(officer, year_id, cast.peer.person_id, "Nghỉ hưu trong năm.")
    from app.domain.training.catalogue.rules import Audience

    add_learner(officer, year_id, cast.group_head.person_id, Audience.MANAGER, "Quy hoạch hiệu phó.")
    passes(cast, cast.units["viettel"], "group_head", codes=("QL-01",))
    passes(cast, cast.units["viettel"], "teacher", codes=("QL-01",))
    confirm(cast, "group_head")
    director = cast.director.viewer
    listed = {each.name: str(each.readiness) for each in candidates(director, order(director).subject, Wanted())}
    assert cast.peer.name not in listed
    assert (listed[cast.group_head.name], listed[cast.teacher.name]) == ("ready", "missing")


def test_the_conditions_of_a_programme_are_data(cast):
    ready(cast, "teacher")
    director = cast.director.viewer
    modules = {module.code: module.id for module in order(director, "programme-MAU").subject.modules}
    assert [each.code for each in set_conditions(director, "MAU", [modules["MD-01"]], modules.values())] == [
        "conditions_of_nobody"
    ]
    assert not set_conditions(director, "MAU", [modules["MD-01"], modules["QL-01"]], modules.values())
    assert [each.code for each in set_conditions(director, "MAU", modules.values(), modules.values())] == [
        "conditions_changed"
    ]
    content = paper(issue(cast, "teacher", about="programme-MAU")).content
    assert [title for title, _ in content["modules"]] == ["Mô đun 1: Chương trình mới"]
    with pytest.raises(LookupError):
        set_conditions(cast.province_officer.viewer, "MAU", list(modules.values()), [])


def test_revoked_with_a_reason_once_and_never_by_a_stale_page(cast):
    ready(cast, "teacher")
    director, made = cast.director.viewer, issue(cast, "teacher")
    assert [each.code for each in deciding.revoke(director, made, "ngắn", 1)] == ["certificate_reason_needed"]
    with pytest.raises(StaleVersion):
        deciding.revoke(director, made, REASON, 7)
    with pytest.raises(LookupError):
        deciding.revoke(cast.province_officer.viewer, made, REASON, 1)
    assert deciding.revoke(director, made, REASON, 1, "k") == [] == deciding.revoke(director, made, REASON, 1, "k")
    row = paper(made)
    assert (row.state, row.reason) == ("revoked", REASON) and row.ended_at is not None
    assert told(cast.teacher.person_id)[-1] == "certificate_revoked"
    with pytest.raises(NotNow) as over:
        deciding.revoke(director, made, REASON, row.version)
    assert over.value.reason == "certificate_revoked"
    assert paper(issue(cast, "teacher")).number == 2  # the number of the revoked one is not given again


def test_issued_anew_under_a_new_number_linked_both_ways(cast):
    ready(cast, "teacher")
    director, made = cast.director.viewer, issue(cast, "teacher")
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).full_name = "Trần Thị Lan Anh"
    with pytest.raises(NotReady):
        deciding.reissue(director, made, order(director), REASON, 1)
    assert paper(made).state == "valid"  # nothing is half done
    confirm(cast, "teacher")
    again, problems = deciding.reissue(director, made, order(director), REASON, 1, "k")
    assert not problems and deciding.reissue(director, made, order(director), REASON, 1, "k") == (again, [])
    old, new = paper(made), paper(again)
    assert (old.state, old.replaced_by_id, new.number, new.content["name"]) == (
        "replaced",
        again,
        2,
        "Trần Thị Lan Anh",
    )
    assert queries.linked(new)[0].id == made and queries.linked(old)[1].id == again
    assert new.code != old.code


def test_a_voided_completion_questions_its_paper_and_the_issuer_decides(cast):
    provider = ready(cast, "teacher", "peer")
    director = cast.director.viewer
    first, second = issue(cast, "teacher"), issue(cast, "peer")
    for key in ("teacher", "peer"):
        void(SYSTEM, provider, f"{key}-MD-01", "Thi hộ.")
    assert told(cast.director.person_id).count("certificate_flagged") == 2
    assert queries.flagged_number(director) == 2 and paper(first).flagged_at is not None
    assert queries.moves_open(director, paper(first)) == ("revoke", "keep")
    assert deciding.keep(director, first, "Đã đối chiếu bài thi giấy.", 2) == []
    assert deciding.revoke(director, second, REASON, 2) == []
    assert (paper(first).state, paper(second).state, queries.flagged_number(director)) == ("valid", "revoked", 0)
    assert [each.event for each in queries.history_of(paper(first))] == ["certificate_kept", "certificate_flagged"]


def test_where_another_record_counts_instead_nobody_is_asked(cast):
    provider = ready(cast, "teacher")
    modules = {module.code: module.id for module in order(cast.director.viewer).subject.modules}
    put(SYSTEM, cast.units["vnpt"], [report("again", module="MD-01", status=Status.PASSED)], modules)
    made = issue(cast, "teacher")
    void(SYSTEM, provider, "teacher-MD-01", "Gửi nhầm.")
    assert paper(made).flagged_at is None
    void(SYSTEM, cast.units["vnpt"], "again", "Gửi nhầm.")
    assert paper(made).flagged_at is not None


def test_merged_people_keep_their_papers_and_one_of_two_holds(cast):
    ready(cast, "teacher", "peer")
    issue(cast, "teacher")
    kept_id, gone_id = cast.teacher.person_id, cast.peer.person_id
    other, programme = issue(cast, "peer"), issue(cast, "peer", about="programme-MAU")
    with writing():
        certificates.move_certificates(db.session.get_one(Person, kept_id), db.session.get_one(Person, gone_id))
    assert (paper(other).person_id, paper(other).state, paper(programme).state) == (kept_id, "replaced", "valid")
    assert db.session.scalar(select(func.count(Certificate.id)).where(Certificate.person_id == kept_id)) == 3
    assert merge_people  # the merge calls it: see GOES_ALONG


def test_one_s_own_copy_tells_of_papers_and_what_was_confirmed(cast):
    ready(cast, "teacher")
    issue(cast, "teacher")
    found = own_sections(cast.teacher.person_id)
    assert found["certificates"][0]["number"] == "00001/2022/XN-BDTX"
    assert found["particulars"][0]["full_name"] == "Trần Thị Lan"
    assert own_sections(cast.peer.person_id) == {"certificates": [], "particulars": []}


def test_az_2_who_sees_a_paper(cast):
    ready(cast, "teacher")
    made = issue(cast, "teacher")
    sees = {
        member.key for member in cast if queries.certificate_for(member.viewer, made) is not None
    }  # fmt: skip
    assert sees == {
        "teacher",
        "principal",
        "vice_principal",
        "district_officer",
        "district_head",
        "province_officer",
        "director",
    }
    with writing():
        post = db.session.scalars(select(Appointment).where(Appointment.person_id == cast.teacher.person_id)).one()
        post.ends = clock.today()
    assert queries.certificate_for(cast.principal.viewer, made) is None
    assert queries.certificate_for(cast.director.viewer, made) is not None
    assert Position.RECTOR
