"""Somebody says what they need: draft, hand in, change; others read it as the form promises."""

import re
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest
from sqlalchemy import func, select

from app.commands.bench.budgets import LIST, PAGE
from app.commands.bench.measuring import cost_of
from app.db import db, writing
from app.domain import clock
from app.domain.notices.models import Notice
from app.domain.progress.actions import rebuild
from app.domain.training.needs.models import NeedsForm
from app.domain.viewer import SYSTEM
from app.domain.work.actions import request_job
from app.jobs.needs import tell_needs
from app.jobs.runner import run_due_jobs
from app.web import formats
from tests.evaluations import assess, evaluation_of
from tests.needs import CLOSES, OPENS, declare, draft, etep_modules, open_needs, the_round
from tests.pages import text_of, tree
from tests.web.papers import text_of as text_of_paper

HX = {"HX-Request": "true"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def modules(cast) -> dict[str, int]:
    return etep_modules()


@pytest.fixture
def round_id(cast, modules) -> int:
    return open_needs(cast)


def filled(ids, **changes):
    whole = {"way": "online", "season": "summer", "remark": "Mong có lớp gần trường"}
    return {"modules": [str(ids["ETEP-GV-04"])]} | whole | changes


def test_from_draft_to_declaration_to_change(clients, modules, round_id):
    client, address = clients.teacher, f"/teacher/needs/{round_id}/form"
    assert "Chưa làm phiếu" in text(client.get("/teacher/needs"))
    page = text(client.get(address))
    assert "Phiếu này ghi tên" in page and "Mô đun 4" in page and "Quản trị nhân sự" not in page
    assert client.submit(address, modules=[str(modules["ETEP-GV-04"])], act="draft").status_code == 303
    assert "Đang soạn" in text(client.get("/teacher/needs"))
    assert clients.principal.get(f"/records/needs/{round_id}/forms/1").status_code == 404
    assert client.submit(address, **filled(modules)).status_code == 303
    shown = text(client.get("/teacher/needs"))
    assert "Đã nộp" in shown and "Mong có lớp gần trường" in shown
    assert "Lưu nháp" not in text(client.get(address))
    assert client.submit(address, **filled(modules, way="blended")).status_code == 303
    assert db.session.scalars(select(NeedsForm.way)).one() == "blended"


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_what_is_missing_is_said_and_what_was_typed_stays(clients, modules, round_id, headers):
    data = {"remark": "Còn dở", "version": "0"}
    answer = clients.teacher.post(f"/teacher/needs/{round_id}/form", data=data, headers=headers)
    page = text(answer)
    assert answer.status_code == 422 and "Còn dở" in page
    assert "ít nhất một mô đun" in page and "Hãy chọn hình thức." in page and "Hãy chọn thời gian." in page
    many = [str(each) for code, each in modules.items() if "GV" in code][:6]
    answer = clients.teacher.post(f"/teacher/needs/{round_id}/form", data=filled(modules, modules=many, version="0"))
    assert answer.status_code == 422 and "nhiều nhất 5" in text(answer)


def test_con4_and_con1_a_form_sent_twice_and_an_old_window(clients, modules, round_id):
    data = filled(modules, version="0", submit_key="a" * 32)
    address = f"/teacher/needs/{round_id}/form"
    for _ in range(2):
        assert clients.teacher.post(address, data=data).status_code == 303
    assert db.session.scalar(select(func.count(NeedsForm.id))) == 1
    stale = clients.teacher.post(address, data=data | {"submit_key": "b" * 32, "remark": "Bản khác"})
    page = text(stale)
    assert stale.status_code == 409 and "thiết bị khác" in page and "Bản khác" in page and "Mong có lớp" in page


def test_nothing_is_taken_after_the_window(clients, modules, round_id):
    clock.pin_today(CLOSES)
    answer = clients.teacher.post(f"/teacher/needs/{round_id}/form", data=filled(modules, version="0"))
    assert answer.status_code == 409 and "đã đóng" in text(answer)


@pytest.mark.parametrize("who", ["staff", "far_teacher"])
def test_az2_who_is_not_asked_has_no_form(clients, modules, round_id, who):
    assert clients[who].get(f"/teacher/needs/{round_id}/form").status_code == 404


def test_a_principal_declares_what_managers_learn(clients, modules, round_id):
    page = text(clients.principal.get(f"/teacher/needs/{round_id}/form"))
    assert "Quản trị nhân sự" in page and "Phiếu nhu cầu của tôi" in text(clients.principal.get("/records/training"))


@pytest.fixture
def counted(cast, modules, period) -> int:
    found = open_needs(cast)
    assess(cast, evaluation_of(cast, period, "teacher"), "teacher", "3311" + "3" * 11)
    declare(cast, found, "teacher", modules["ETEP-GV-04"], remark="Mong có lớp gần trường")
    draft(cast, found, "peer", modules["ETEP-GV-01"])
    rebuild()
    return found


def test_prom6_numbers_open_lists_and_lists_open_forms(clients, cast, modules, counted):
    own = text(clients.teacher.get("/teacher/needs"))
    assert "tiêu chí 4 (Đạt)" in own
    school = cast.units["school"]
    for who in ("principal", "district_officer", "province_officer"):
        page = text(clients[who].get(f"/records/needs/{counted}"))
        assert f"figure=module&amp;key={modules['ETEP-GV-04']}" in page, who
        people = f"/records/needs/{counted}/units/{school}/people?figure="
        assert "Trần Thị Lan" in text(clients[who].get(f"{people}module&key={modules['ETEP-GV-04']}"))
        assert "3 (Đạt)" in text(clients[who].get(f"{people}weak&key={modules['ETEP-GV-01']}"))
        assert "Nguyễn Thị Hoa" in text(clients[who].get(f"{people}drafting", headers=HX))
        form = f"/records/needs/{counted}/forms/"
        assert "Mong có lớp" in text(clients[who].get(form + str(cast.teacher.person_id)))
        assert clients[who].get(form + str(cast.peer.person_id)).status_code == 404  # a draft
        cost = cost_of(clients[who], db.engine, f"/records/needs/{counted}", times=1)
        assert cost.queries <= LIST.queries and cost.kilobytes <= LIST.kilobytes, cost
    cost = cost_of(clients.teacher, db.engine, f"/teacher/needs/{counted}/form", times=1)
    assert cost.queries <= PAGE.queries and cost.kilobytes <= PAGE.kilobytes, cost


def test_az2_who_may_not_see_finds_nothing(clients, cast, counted):
    school, person = cast.units["school"], cast.teacher.person_id
    for who in ("stranger_principal", "far_officer"):
        assert clients[who].get(f"/records/needs/{counted}/units/{school}").status_code == 404
        assert clients[who].get(f"/records/needs/{counted}/forms/{person}").status_code == 404
    for who in ("teacher", "viettel_staff"):
        assert clients[who].get(f"/records/needs/{counted}").status_code == 404
    for who in ("lecturer", "ministry_officer", "school_admin"):
        assert clients[who].get(f"/records/needs/{counted}/units/{school}/people?figure=handed_in").status_code == 404
    province = cast.units["province"]
    assert "Mô đun 4" in text(clients.ministry_officer.get(f"/records/needs/{counted}"))
    assert clients.ministry_officer.get(f"/records/needs/{counted}/units/{province}").status_code == 200


def test_page_file_and_paper_are_of_the_same_rows(clients, cast, modules, counted):
    reader, base = clients.district_officer, f"/records/needs/{counted}/units/{cast.units['district']}"
    for part in ("", "?audience=teacher", "?level=THCS"):
        shown = figures_on(reader.get(base + part))
        assert len(shown) > (30 if not part else 15) and any(int(row[1]) for row in shown), part
        sheet = openpyxl.load_workbook(BytesIO(reader.get(f"{base}/needs.xlsx{part}").data)).active
        lines = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[2], int)]
        assert [in_words(row) for row in lines] == shown, part
        paper = text_of_paper(reader.get(f"{base}/needs.pdf{part}").data)
        printed = [numbers for line in paper.splitlines() if (numbers := figures_in(line))]
        assert printed == [row[1:] for row in shown], part
    assert reader.get(f"{base}/people.xlsx?figure=not_started").status_code == 200


def figures_on(answer) -> list[list[str]]:
    """The rows of the page's tables of answers: what is asked, how many, which share, and what is proposed."""
    page, found = tree(answer), []
    for table in list(page.iter("table"))[:4]:
        caption = text_of(next(table.iter("caption")))
        for row in next(table.iter("tbody")).iter("tr"):
            name = text_of(next(row.iter("th")), but=frozenset({"small"})).strip()
            cells = [text_of(each).strip() for each in row.iter("td")]
            found.append([name if len(cells) == 4 else f"{caption.strip()}: {name}", *cells])
    return found


def in_words(row) -> list[str]:
    """A row of the spreadsheet as the page says it."""
    shares = [row[2], percent_of(row[4]), row[5], percent_of(row[7]) if row[5] is not None else None]
    return [row[0], *(str(each) for each in shares if each is not None)]


def percent_of(share) -> str:
    return f"{formats.number(share)}%"


def figures_in(line: str) -> list[str]:
    """The figures of a printed row, as on the page: without those of whom; none where the line only goes on."""
    found = re.findall(r"(?<= )[\d.,]+%?(?= |$)", line.partition("  ")[2])
    return [found[place] for place in (0, 2, 3, 5) if place < len(found)] if len(found) in (3, 6) else []


def test_who_has_not_handed_in_is_reminded(clients, cast, counted):
    address = f"/records/needs/{counted}/units/{cast.units['school']}/reminder"
    assert "chưa nộp phiếu" in text(clients.principal.get(address))
    assert clients.principal.submit(address).status_code == 303
    run_due_jobs()
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.kind == "needs_missing_reminder")))
    assert cast.peer.person_id in told and cast.teacher.person_id not in told


def test_the_province_opens_and_moves_a_window(clients, modules):
    data = {"year": "2023", "opens": "01/04/2022", "closes": "09/05/2022"}
    assert clients.province_officer.submit("/province/needs/new", **data).status_code == 303
    assert clients.province_officer.submit("/province/needs/new", **data).status_code == 422
    round_id = 1
    moved = data | {"closes": "15/05/2022"}
    assert clients.province_officer.submit(f"/province/needs/{round_id}/dates", **moved).status_code == 303
    late = data | {"closes": "20/05/2022", "version": "1"}
    stale = clients.province_officer.post(f"/province/needs/{round_id}/dates", data=late)
    assert stale.status_code == 409 and "15/05/2022" in text(stale) and "20/05/2022" in text(stale)
    over = clients.province_officer.submit(f"/province/needs/{round_id}/dates", **(data | {"closes": "10/04/2022"}))
    assert over.status_code == 422 and "phải sau hôm nay" in text(over)
    bad = clients.province_officer.submit(f"/province/needs/{round_id}/dates", **(moved | {"opens": "02/04/2022"}))
    assert bad.status_code == 422 and "không đổi được ngày mở" in text(bad)
    assert clients.far_officer.get(f"/province/needs/{round_id}/dates").status_code == 404
    assert clients.district_head.get("/province/needs/new").status_code == 403
    assert "Đăng ký 0" in text(clients.province_officer.get("/province/training/new"))


@pytest.mark.parametrize(("who", "home"), [("teacher", "/teacher/"), ("principal", "/principal/")])
def test_the_form_waits_on_the_first_page_while_the_window_is_open(clients, cast, modules, who, home, period):
    assert "Phiếu nhu cầu bồi dưỡng" not in text(clients[who].get(home))
    round_id = open_needs(cast)
    assert "Phiếu nhu cầu bồi dưỡng" in text(clients[who].get(home))
    cost = cost_of(clients[who], db.engine, home, times=1)
    assert cost.queries <= PAGE.queries and cost.kilobytes <= PAGE.kilobytes, cost
    code = "ETEP-GV-04" if who == "teacher" else "ETEP-CBQL-02"
    declare(cast, round_id, who, modules[code])
    assert "Đã nộp" in text(clients[who].get(home))
    clock.pin_today(CLOSES)
    assert "Phiếu nhu cầu bồi dưỡng" not in text(clients[who].get(home))


def told_of(kind: str) -> list[int]:
    return list(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def test_everybody_is_told_once_and_again_when_the_end_has_moved(clients, cast, modules, round_id):
    for _ in range(2):
        ask_for_telling()
        told = told_of("needs_asked")
        assert {cast.teacher.person_id, cast.principal.person_id, cast.stranger.person_id} <= set(told)
        assert len(told) == len(set(told)) and not told_of("needs_moved")
    assert not {cast.staff.person_id, cast.far_teacher.person_id, cast.province_officer.person_id} & set(told)
    moved = {"opens": "04/04/2022", "closes": "15/05/2022"}
    assert clients.province_officer.submit(f"/province/needs/{round_id}/dates", **moved).status_code == 303
    for _ in range(2):
        ask_for_telling()
        assert sorted(told_of("needs_moved")) == sorted(told)
    assert the_round(round_id).told_closes == the_round(round_id).closes
    assert "15/05/2022" in text(clients.teacher.get("/account/notices"))


def ask_for_telling() -> None:
    with writing():
        request_job("tell_needs", {}, SYSTEM)
    run_due_jobs()


def test_nobody_is_told_before_the_window_opens(cast, modules, round_id):
    clock.pin_today(OPENS - timedelta(days=1))
    ask_for_telling()
    assert not told_of("needs_asked")


def test_a_job_that_was_broken_off_goes_on_behind_the_last_one(cast, modules, round_id):
    closes, kept = the_round(round_id).closes.isoformat(), []
    last = min(cast.teacher.person_id, cast.peer.person_id)
    cursor = {"round": round_id, "closes": closes, "after": last}
    job = SimpleNamespace(cursor=cursor, progress=lambda done, of, cursor: kept.append(cursor))
    tell_needs(job)
    told = told_of("needs_asked")
    assert told and min(told) > last and kept[-1]["after"] == max(told)
    with writing():
        the_round(round_id).told_closes = None
    tell_needs(SimpleNamespace(cursor=cursor | {"closes": "another end"}, progress=job.progress))
    assert last in told_of("needs_asked")
