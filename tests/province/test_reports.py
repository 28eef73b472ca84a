"""How the office brings its report from draft to sent on its pages, without JavaScript."""

import re

import pytest
from sqlalchemy import delete, select

from app.db import db, writing
from app.domain import clock
from app.domain.reporting import rights
from app.domain.reporting.models import Report, SnapshotPerson
from app.domain.reporting.moving import correct_report
from app.domain.reporting.rules import Addressee, Move, ReportState
from app.domain.work.models import Job
from app.province.report_moves import RESTATED
from app.web import formats
from tests.hand_ins import accept, finish
from tests.killed import killed_before_commit
from tests.pages import fill, find_form, tree, words
from tests.reports import count_report, freeze, move, publish

REASON = "Thiếu số liệu của hai trường."


@pytest.fixture
def report(cast, period) -> int:
    return count_report(cast)


def state_of(report_id: int) -> str:
    state = db.session.scalar(select(Report.state).where(Report.id == report_id))
    db.session.rollback()
    return state


def page_of(way: str, what: str) -> str:
    """Where the button of a move stands: where the report does, or on a page of its own."""
    return f"{way}/move/{what}" if Move(what) in RESTATED else way


def test_from_draft_to_sent(cast, clients, report):
    officer, director, way = clients.province_officer, clients.director, f"/province/reports/{report}"
    assert f"{way}" in officer.get(f"/records/reports/{report}").get_data(as_text=True)
    assert "Báo cáo TEMIS năm 2022: kiểm tra" in words(officer.get("/province/"))
    for who, what in ((officer, "check"), (officer, "submit"), (director, "approve"), (officer, "freeze")):
        assert who.submit(page_of(way, what), form=f"/move/{what}").location == way
    page = words(officer.get(way))
    assert "Đã chốt số liệu" in page and "Đang ở người chuẩn bị của Sở" in page
    today = formats.day(clock.today())
    wrong = officer.submit(f"{way}/sign", number="", signed_on=today, signer="Võ Thị Hương", position="Giám đốc")
    assert wrong.status_code == 422 and "Võ Thị Hương" in wrong.get_data(as_text=True)
    assert (
        officer.submit(f"{way}/sign", number="12/BC-SGDĐT", signed_on=today, signer="Võ Thị Hương").status_code == 303
    )
    assert officer.submit(f"{way}/publish", link="ftp://x").status_code == 422
    assert officer.submit(f"{way}/publish", link="https://bacha.example.vn/bc").status_code == 303
    published = officer.get(way).get_data(as_text=True)
    assert 'href="#recipients"' in published and 'id="recipients"' in published
    for addressee in Addressee:
        sending = officer.get(f"{way}/send/{addressee}")
        assert "mailto:" in sending.get_data(as_text=True) and "/bao-cao/" in sending.get_data(as_text=True)
        assert officer.submit(f"{way}/send/{addressee}", sent_on=today, address="Hộp thư công vụ").status_code == 303
        again = officer.get(f"{way}/send/{addressee}")
        assert again.status_code == 409 and "đã được ghi nhận là đã gửi" in words(again)
    done = officer.get(way).get_data(as_text=True)
    assert "Đã xong cả 8 bước" in done and 'aria-current="step"' not in done
    assert state_of(report) == "sent" and "Báo cáo TEMIS năm 2022" not in words(officer.get("/province/"))


def test_the_leader_returns_it_with_a_reason(cast, clients, report):
    way = f"/province/reports/{report}"
    move(cast, "province_officer", report, Move.CHECK)
    move(cast, "province_officer", report, Move.SUBMIT)
    assert "Báo cáo TEMIS năm 2022: phê duyệt" in words(clients.director.get("/province/"))
    short = clients.director.submit(f"{way}/return", reason="ngắn")
    assert short.status_code == 422 and "ngắn" in short.get_data(as_text=True)
    assert clients.director.submit(f"{way}/return", reason=REASON).status_code == 303
    assert REASON in words(clients.province_officer.get(way))


WALKED = frozenset({ReportState.SIGNED, ReportState.SENT})
"""What the story above passes through."""


@pytest.mark.parametrize("state", [each for each in ReportState if each not in WALKED])
def test_every_button_shown_works_and_no_other(cast, clients, report, state):
    """The table of moves as the office and its leader walk it."""
    way, officer, director = f"/province/reports/{report}", clients.province_officer, clients.director
    walk = {
        "draft": [], "checked": ["check"], "submitted": ["check", "submit"], "returned": ["check", "submit", "return"],
        "approved": ["check", "submit", "approve"],
    }  # fmt: skip
    if state.value in walk:
        for what in walk[state.value]:
            who = "director" if what in ("approve", "return") else "province_officer"
            assert move(cast, who, report, Move(what), REASON if what == "return" else "") == []
    else:
        freeze(cast, report)
        if state is not ReportState.FROZEN:
            publish(cast, report)
    for client, viewer in ((officer, cast.province_officer.viewer), (director, cast.director.viewer)):
        page = client.get(way).get_data(as_text=True)
        open_ = rights.moves_open(viewer, db.session.get_one(Report, report))
        db.session.rollback()
        for plain in (Move.RECOUNT, Move.CHECK, Move.SUBMIT, Move.RECALL, Move.APPROVE, Move.FREEZE):
            assert (f"{way}/move/{plain}" in page) == (plain in open_), plain
        for restated in RESTATED:
            assert client.get(f"{way}/move/{restated}").status_code == (200 if restated in open_ else 409)
        for named in (Move.RETURN, Move.SIGN, Move.PUBLISH):
            assert (f'"{way}/{named}"' in page) == (named in open_), named
            assert client.get(f"{way}/{named}").status_code == (200 if named in open_ else 409)


def test_a_double_tap_moves_once_and_an_old_page_moves_nothing(cast, clients, report):
    way, officer = f"/province/reports/{report}", clients.province_officer
    form = find_form(officer.get(way), "/move/check")
    data = fill(form, {})
    assert [officer.post(f"{way}/move/check", data=data).status_code for _ in range(2)] == [303, 303]
    assert state_of(report) == "checked"
    stale = fill(find_form(officer.get(f"{way}/move/submit"), "/move/submit"), {})
    move(cast, "province_officer", report, Move.SUBMIT)
    move(cast, "province_officer", report, Move.RECALL)
    assert officer.post(f"{way}/move/submit", data=stale).status_code == 409
    assert state_of(report) == "checked"


def test_a_form_that_is_sent_twice_leads_to_the_same_page_twice(cast, clients, report):
    """Each move of the way, and asking for a recount and a correction."""
    way, today = f"/province/reports/{report}", formats.day(clock.today())

    def twice(who: str, path: str, **fields: str) -> str:
        shown = page_of(way, path.removeprefix("/move/")) if path.startswith("/move/") else way + path
        data = fill(find_form(clients[who].get(shown), path), fields)
        first, second = (clients[who].post(way + path, data=data) for _ in range(2))
        assert (first.status_code, second.status_code) == (303, 303), path
        assert first.location == second.location, path
        return first.location

    assert twice("province_officer", "/move/recount").startswith("/records/jobs/")
    for who, path, fields in (
        ("province_officer", "/move/check", {}), ("province_officer", "/move/submit", {}),
        ("province_officer", "/move/recall", {}), ("province_officer", "/move/submit", {}),
        ("director", "/return", {"reason": REASON}), ("province_officer", "/move/check", {}),
        ("province_officer", "/move/submit", {}), ("director", "/move/approve", {}),
        ("province_officer", "/move/freeze", {}),
        ("province_officer", "/sign", {"number": "12/BC", "signed_on": today, "signer": "Võ Thị Hương"}),
        ("province_officer", "/publish", {"link": "https://bacha.example.vn/bc"}),
        *(("province_officer", f"/send/{each}", {"sent_on": today, "address": "Bưu điện"}) for each in Addressee),
    ):  # fmt: skip
        assert twice(who, path, **fields) == way
    assert state_of(report) == "sent"
    assert twice("province_officer", "/correct", reason=REASON) == f"/province/reports/{report + 1}"


def test_whoever_is_late_reads_what_happened_meanwhile(cast, clients, report):
    way = f"/province/reports/{report}"
    for what in (Move.CHECK, Move.SUBMIT):
        move(cast, "province_officer", report, what)
    approving = fill(find_form(clients.director.get(f"{way}/move/approve"), "/move/approve"), {})
    recalling = fill(find_form(clients.province_officer.get(way), "/move/recall"), {})
    assert clients.province_officer.post(f"{way}/move/recall", data=recalling).status_code == 303
    late = clients.director.post(f"{way}/move/approve", data=approving)
    assert late.status_code == 409 and "đã được người chuẩn bị rút lại" in words(late)
    move(cast, "province_officer", report, Move.SUBMIT)
    recalling = fill(find_form(clients.province_officer.get(way), "/move/recall"), {})
    move(cast, "director", report, Move.APPROVE)
    late = clients.province_officer.post(f"{way}/move/recall", data=recalling)
    assert late.status_code == 409 and "Báo cáo đã được phê duyệt" in words(late)
    assert state_of(report) == "approved"


def test_other_offices_and_roles_stay_out(cast, clients, report):
    way = f"/province/reports/{report}"
    for path in (
        "",
        "/move/submit",
        "/return",
        "/sign",
        "/publish",
        "/correct",
        "/correction/drop",
        "/scans",
        "/send/etep",
    ):
        assert clients.far_officer.get(way + path).status_code == 404
        assert clients.principal.get(way + path).status_code == 403


def test_damaged_people_are_not_frozen(cast, clients, report):
    for who, what in (("province_officer", "check"), ("province_officer", "submit"), ("director", "approve")):
        move(cast, who, report, Move(what))
    with writing():
        db.session.execute(SnapshotPerson.__table__.update().where(SnapshotPerson.place == 0).values(name="Ai khác"))
    answer = clients.province_officer.submit(f"/province/reports/{report}/move/freeze")
    assert answer.status_code == 409 and "không còn khớp với mã băm" in words(answer)
    assert state_of(report) == "approved"


@pytest.mark.both_databases
def test_a_killed_freeze_leaves_it_approved(cast, report):
    for who, what in (("province_officer", "check"), ("province_officer", "submit"), ("director", "approve")):
        move(cast, who, report, Move(what))
    killed_before_commit(lambda: move(cast, "province_officer", report, Move.FREEZE))
    assert state_of(report) == "approved"
    snapshot = db.session.get_one(Report, report).snapshot
    assert not snapshot.kept
    db.session.rollback()
    assert move(cast, "province_officer", report, Move.FREEZE) == []


def test_exp_4_every_edition_after_one_that_hides_small_numbers_hides_them(cast, clients, report):
    freeze(cast, report)
    publish(cast, report, suppresses=True)
    second, problems = correct_report(cast.province_officer.viewer, report, REASON)
    assert problems == []
    count_report(cast)
    freeze(cast, second)
    paper = {"number": "13/BC-SGDĐT", "signed_on": formats.day(clock.today()), "signer": "Võ Thị Hương"}
    way = f"/province/reports/{second}"
    assert clients.province_officer.submit(f"{way}/sign", **paper).status_code == 303
    form = clients.province_officer.get(f"{way}/publish")
    assert 'name="suppresses"' not in form.text and "điều đã ẩn thì không mở lại" in words(form)
    assert clients.province_officer.submit(f"{way}/publish", link="https://bacha.example.vn/bc").status_code == 303
    assert db.session.get_one(Report, second).suppresses
    with writing():  # one that was opened before this was the rule
        db.session.get_one(Report, second).suppresses = False
    third, _ = correct_report(cast.province_officer.viewer, second, REASON)
    assert db.session.get_one(Report, third).suppresses


def test_exp_4_hiding_small_numbers_later_holds_for_the_edition_that_was_begun_meanwhile(cast, clients, report):
    freeze(cast, report)
    publish(cast, report)
    officer = cast.province_officer.viewer
    second, problems = correct_report(officer, report, REASON)
    assert problems == [] and not db.session.get_one(Report, second).suppresses
    mend = f"/province/reports/{report}/publish/mend"
    assert clients.province_officer.submit(mend, suppresses="y", reason=REASON).status_code == 303
    count_report(cast)
    freeze(cast, second)
    paper = {"number": "13/BC-SGDĐT", "signed_on": formats.day(clock.today()), "signer": "Võ Thị Hương"}
    assert clients.province_officer.submit(f"/province/reports/{second}/sign", **paper).status_code == 303
    publishing = f"/province/reports/{second}/publish"
    assert 'name="suppresses"' not in clients.province_officer.get(publishing).text
    assert clients.province_officer.submit(publishing, link="https://bacha.example.vn/bc").status_code == 303
    assert db.session.get_one(Report, second).suppresses


def test_an_old_page_that_corrects_again_is_told_why_not(cast, clients, report):
    freeze(cast, report)
    way = f"/province/reports/{report}/correct"
    stale = fill(find_form(clients.province_officer.get(way), way), {"reason": REASON})
    assert clients.province_officer.submit(way, reason=REASON).status_code == 303
    answer = clients.province_officer.post(way, data=stale | {"submit_key": "another"})
    assert answer.status_code == 409 and "Chỉ đính chính lần ban hành mới nhất" in words(answer)
    assert clients.province_officer.get(way).status_code == 404


def test_what_binds_the_office_is_a_page_that_repeats_the_facts(cast, clients, report):
    way = f"/province/reports/{report}"
    assert clients.province_officer.get(f"{way}/move/check").status_code == 404  # made where the report stands
    for who, what in (("province_officer", "check"), ("province_officer", "submit"), ("director", "approve")):
        move(cast, who, report, Move(what))
    answer = clients.province_officer.get(f"{way}/move/freeze")
    page, snapshot = words(answer), db.session.get_one(Report, report).snapshot
    assert "Giữ nguyên vĩnh viễn từng người, từng số" in page and "Số liệu chưa đủ" in page
    assert f"Số liệu tính lúc{formats.instant(snapshot.as_of)}" in page
    here = re.search(r"Đang công tác([\d.]+) người", page)[1]
    assert re.search(r"GV được xếp loại\d+ trong \d+ giáo viên thuộc diện đánh giá: \d+,\d%", page)
    assert f"/records/reports/{report}/units" in answer.text and re.search(r"Thiếu \d+ đơn vị", page)
    opened = [link.get("href") for link in tree(answer).findall(".//dl//a")]
    assert len(opened) == 2 and all(clients.director.get(each).status_code == 200 for each in opened)
    listed = words(clients.director.get(opened[0]))
    assert f"{here} người" in listed, "PROM-6: the number opens as many people"
    assert "So với lần ban hành" not in page


def test_whoever_moves_a_correction_on_reads_how_many_numbers_it_changes(cast, clients, period, report):
    freeze(cast, report)
    second, _ = correct_report(cast.province_officer.viewer, report, REASON)
    count_report(cast)
    move(cast, "province_officer", second, Move.CHECK)
    way = clients.director.get(f"/province/reports/{second}")
    assert f'href="/records/reports/{second}/differences"' in way.text
    submit = f"/province/reports/{second}/move/submit"
    assert "Không số nào khác lần ban hành 1" in words(clients.province_officer.get(submit))
    finish(cast, period, "school")
    count_report(cast)
    move(cast, "province_officer", second, Move.CHECK)
    answer = clients.province_officer.get(submit)
    assert re.search(r"So với lần ban hành 1\s*\d+ số thay đổi", words(answer))
    assert f"/records/reports/{second}/differences" in answer.text


def test_a_leader_who_submitted_it_reads_who_approves_it(cast, clients, report):
    way, other = f"/province/reports/{report}", "Người khác phê duyệt: chính ông/bà đã trình báo cáo này."
    move(cast, "director", report, Move.CHECK)
    submit = f"{way}/move/submit"
    assert "Ông/bà trình thì người khác phê duyệt" in words(clients.director.get(submit))
    assert "người khác phê duyệt" not in words(clients.province_officer.get(submit))
    assert clients.director.submit(submit).status_code == 303
    page = clients.director.get(way)
    assert other in words(page) and "/move/recall" in page.text and "/move/approve" not in page.text
    refused = clients.director.get(f"{way}/move/approve")
    assert refused.status_code == 409 and other in words(refused)
    assert other not in words(clients.province_officer.get(way))


def test_a_new_correction_says_on_both_its_pages_that_it_is_being_counted(clients, cast, report):
    freeze(cast, report)
    way, officer = f"/province/reports/{report}", clients.province_officer
    made = officer.submit(f"{way}/correct", reason=REASON).location
    for page in (made, made.replace("/province/", "/records/")):
        told = words(officer.get(page))
        assert "Số liệu đang được tính" in told and "tự tính mỗi đêm" not in told
    with writing():
        db.session.execute(delete(Job))
    assert "Số liệu tự tính mỗi đêm" in words(officer.get(made))


def test_a_correction_that_was_begun_by_mistake_is_dropped(cast, clients, report):
    officer, drop = clients.province_officer, f"/province/reports/{report}/correction/drop"
    freeze(cast, report)
    assert officer.get(drop).status_code == 404  # there is none
    second, _ = correct_report(cast.province_officer.viewer, report, REASON)
    count_report(cast)
    assert drop in officer.get(f"/province/reports/{second}").text
    assert "Bỏ bản đính chính, lần ban hành 2" in words(officer.get(drop))
    data = fill(find_form(officer.get(drop), drop), {"reason": REASON})
    answers = [officer.post(drop, data=data) for _ in range(2)]
    assert [each.location for each in answers] == [f"/province/reports/{report}"] * 2
    page = words(clients.director.get(f"/province/reports/{report}"))
    assert "Bỏ bản đính chính báo cáo TEMIS chưa phê duyệt" in page and REASON in page
    assert officer.get(f"/province/reports/{second}").status_code == 404


def test_a_correction_that_the_leader_approved_is_not_dropped(cast, clients, report):
    freeze(cast, report)
    second, _ = correct_report(cast.province_officer.viewer, report, REASON)
    count_report(cast)
    for who, what in (("province_officer", "check"), ("province_officer", "submit"), ("director", "approve")):
        move(cast, who, second, Move(what))
    officer, drop = clients.province_officer, f"/province/reports/{report}/correction/drop"
    assert drop not in officer.get(f"/province/reports/{second}").text and officer.get(drop).status_code == 409
    freezing = words(officer.get(f"/province/reports/{second}/move/freeze"))
    assert "lãnh đạo trả lại, rồi bỏ bản đính chính này" in freezing


def test_whoever_sends_it_on_reads_what_its_figures_lack(cast, clients, report):
    for who in ("province_officer", "director"):
        page = clients[who].get(f"/province/reports/{report}")
        assert "Còn thiếu khi tính số liệu: A.1 Giáo viên: thiếu" in words(page), who
        assert f"/records/reports/{report}/checks" in page.get_data(as_text=True)


def test_what_is_accepted_later_completes_no_figures_taken_before(cast, clients, period, report):
    def lacking() -> str:
        page = words(clients.province_officer.get(f"/province/reports/{report}"))
        return re.findall(r"A.1 Giáo viên: thiếu (\d+) đơn vị", page)[0]

    before = lacking()
    accept(cast, period, "school")
    assert lacking() == before
    count_report(cast)
    assert int(lacking()) == int(before) - 1
