"""The auditor's own pages, from the invitation to the finding, without JavaScript; and what the audited read of it."""

import hashlib
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Person
from app.domain.reporting.audits.models import AuditMandate, AuditSample
from app.domain.reporting.audits.samples import draw_sample
from app.domain.reporting.figures.signs import MINORITY, Cell, Part, Track
from app.domain.reporting.moving import correct_report
from app.domain.reporting.queries import reading_of, report_for
from app.web import formats
from tests.audits import BASIS, invited
from tests.certificates import make_year, passes
from tests.evaluations import hold_period
from tests.hand_ins import finish
from tests.pages import fill, find_form, tree, words
from tests.reports import count_report, freeze, publish

RANKED = "track=rank&signs=0123"


@pytest.fixture
def report(cast) -> int:
    """Id of the frozen report of 2022, with the school's people ranked."""
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).minority = True
    finish(cast, hold_period(cast), "school")
    report_id = count_report(cast)
    freeze(cast, report_id)
    return report_id


def draw(clients, report_id: int, size: str = "2") -> str:
    """Address of a sample of everybody in the evaluation."""
    page = f"/records/reports/{report_id}/samples/new?{RANKED}"
    drawn = clients.auditor.submit(page, size=size)
    assert drawn.status_code == 303
    return drawn.location


def test_from_the_invitation_to_the_finding(cast, clients, report):
    page = words(clients.ministry_officer.get("/records/audits"))
    assert "Chưa có lượt kiểm toán nào" in page
    today = formats.day(clock.today())
    asked = {"person": str(cast.auditor.person_id), "year": "2022", "provinces": [str(cast.units["province"])],
             "starts": today, "until": today}  # fmt: skip
    wrong = clients.ministry_officer.submit("/ministry/audits/new", **asked, basis="ngắn")
    assert wrong.status_code == 422 and "Hãy ghi căn cứ" in words(wrong)
    assert clients.ministry_officer.submit("/ministry/audits/new", **asked, basis=BASIS).status_code == 303
    home = words(clients.auditor.get("/auditor/"))
    assert "Năm 2022, Sở GDĐT Bắc Hà" in home and "Đã chốt số liệu" in home
    people = clients.auditor.get(f"/records/reports/{report}/people?{RANKED}").text
    assert "Rút mẫu ngẫu nhiên" in people and "people.xlsx" not in people
    sample = draw(clients, report)
    said = words(clients.auditor.get(sample))
    assert "2 người" in said and "mã rút mẫu" in said and "Chưa đối chiếu" in said
    first = clients.auditor.get(f"{sample}/1")
    assert "Báo cáo ghi" in words(first) and "Giấy tờ hiện có" in words(first)
    assert "phải ghi: điểm nào" in words(first) and "không bắt buộc" not in words(first)
    silent = clients.auditor.submit(f"{sample}/1", finding="differs", remark="")
    assert silent.status_code == 422 and "điểm nào không khớp" in words(silent)
    noted = clients.auditor.submit(f"{sample}/1", finding="differs", remark="Phiếu giấy ghi mức Đạt.")
    assert noted.location == f"{sample}/2"
    assert clients.auditor.submit(f"{sample}/2", finding="fits").location == sample
    assert "2/2" in words(clients.auditor.get(sample)) and "Phiếu giấy ghi mức Đạt." in words(
        clients.auditor.get(sample)
    )
    assert "Mẫu" in words(clients.auditor.get("/auditor/samples"))


def test_a_drawn_persons_sheet_opens_and_nobody_elses(cast, clients, report):
    invited(cast)
    sample = draw(clients, report)
    for place in (1, 2):
        page = clients.auditor.get(f"{sample}/{place}").text
        for kind in ("self", "result"):
            if f"{sample}/{place}/sheets/{kind}" in page:
                assert clients.auditor.get(f"{sample}/{place}/sheets/{kind}").status_code == 200
    assert f"{sample}/1/sheets/result" in clients.auditor.get(f"{sample}/1").text
    for path in (
        f"{sample}/3",
        f"{sample}/0",
        f"{sample}/1/sheets/tally",
        f"{sample}/1/copies/1",
        f"{sample}/1/evidence/1",
    ):
        assert clients.auditor.get(path).status_code == 404
    for path in (
        f"/records/persons/{cast.teacher.person_id}", "/records/persons", f"/records/units/{cast.units['school']}",
        f"/records/reports/{report}/people.xlsx?{RANKED}", f"/records/reports/{report}/registry.xlsx",
        f"/records/reports/{report}/checks", "/records/cases",
    ):  # fmt: skip
        assert clients.auditor.get(path).status_code in (403, 404), path


def test_az_2_other_roles_have_no_such_pages(cast, clients, report):
    invited(cast)
    sample = draw(clients, report)
    number = sample.rsplit("/", 1)[1]
    for who in ("province_officer", "ministry_officer", "lecturer", "principal", "far_officer"):
        assert clients[who].get(sample).status_code == 403
        assert clients[who].get(f"/records/audit-samples/{number}.xlsx").status_code == 404
        assert clients[who].get(f"/records/reports/{report}/samples/new?{RANKED}").status_code == 404
    mandate = db.session.scalars(select(AuditMandate.id)).one()
    db.session.rollback()
    for who, status in (
        ("ministry_officer", 200), ("province_officer", 200), ("director", 200), ("auditor", 200), ("far_officer", 404),
        ("principal", 404), ("lecturer", 404), ("district_head", 404),
    ):  # fmt: skip
        assert clients[who].get(f"/records/audits/{mandate}").status_code == status, who
        if who != "far_officer":
            assert clients[who].get("/records/audits").status_code == status, who


def test_aud_4_everything_that_was_opened_is_in_the_log_and_the_ministry_reads_no_names(cast, clients, report):
    invited(cast)
    clients.auditor.get(f"/records/reports/{report}")
    sample = draw(clients, report)
    clients.auditor.get(f"{sample}/1")
    clients.auditor.get(f"{sample}/1/sheets/result")
    clients.auditor.get(f"/records/audit-samples/{sample.rsplit('/', 1)[1]}.xlsx")
    mandate = db.session.scalars(select(AuditMandate.id)).one()
    name = next(line for line in clients.auditor.get(sample).text.split("<tr>") if '/1">' in line)
    drawn = name.split("</a>")[0].rsplit(">", 1)[1]
    log = words(clients.province_officer.get(f"/records/audits/{mandate}"))
    for said in ("Đọc báo cáo", "Mở một mẫu", "Xem người được rút", "Mở giấy tờ", "Tải tệp", drawn):
        assert said in log
    told = words(clients.ministry_officer.get(f"/records/audits/{mandate}"))
    assert "Mở giấy tờ" in told and drawn not in told


def test_taken_back_at_once(cast, clients, report):
    invited(cast)
    sample = draw(clients, report)
    mandate = db.session.scalars(select(AuditMandate.id)).one()
    db.session.rollback()
    assert clients.ministry_officer.submit(f"/ministry/audits/{mandate}/take-back").status_code == 303
    number = sample.rsplit("/", 1)[1]
    for path in (sample, f"{sample}/1", f"/records/reports/{report}", f"/records/audit-samples/{number}.xlsx"):
        refused = clients.auditor.get(path)
        assert refused.status_code == 404
        assert f"của Sở GDĐT Bắc Hà đã được thu hồi ngày {formats.day(clock.today())}" in words(refused), path
    assert b"<html" not in clients.auditor.partial(f"/records/reports/{report}").data
    home = words(clients.auditor.get("/auditor/"))
    assert "Chưa có lượt kiểm toán nào đang mở" in home
    for page in ("/auditor/", "/auditor/samples", "/records/reports"):
        said = words(clients.auditor.get(page))
        assert f"Thu hồi ngày {formats.day(clock.today())}" in said and "mẫu đã rút vẫn được giữ" in said, page
        assert "Chưa rút mẫu nào" not in said and "Chưa có báo cáo" not in said
    assert "Lượt kiểm toán đã kết thúc" not in words(clients.province_officer.get("/records/reports"))
    assert "Đã thu hồi" in words(clients.province_officer.get("/records/audits"))


def test_who_audits_no_more_is_told_so_and_nobody_else_is(cast, clients, report):
    invited(cast)
    clients.auditor.get(f"/records/reports/{report}")
    clock.pin_today(clock.today() + timedelta(days=31))
    told = words(clients.auditor.get(f"/records/reports/{report}"))
    assert f"năm 2022 của Sở GDĐT Bắc Hà đã hết hạn từ ngày {formats.day(clock.today())}" in told
    for who, path in (("auditor", "/records/reports/999"), ("far_officer", f"/records/reports/{report}")):
        refused = clients[who].get(path)
        assert refused.status_code == 404 and "Lượt kiểm toán" not in words(refused)
    mandate = db.session.scalars(select(AuditMandate.id)).one()
    db.session.rollback()
    for who in ("ministry_officer", "province_officer", "auditor"):  # the log stays
        log = words(clients[who].get(f"/records/audits/{mandate}"))
        assert "Hết hạn" in log and "Đọc báo cáo" in log, who


def looks_at(clients, mandate: int) -> list[str]:
    page = tree(clients.province_officer.get(f"/records/audits/{mandate}"))
    return [" ".join(row[1].itertext()) for row in page.findall(".//tbody/tr")]


def test_aud_4_what_is_refused_was_not_looked_at_and_a_draw_is_told_once(cast, clients, report):
    invited(cast)
    mandate = db.session.scalars(select(AuditMandate.id)).one()
    db.session.rollback()
    page = f"/records/reports/{report}/samples/new?{RANKED}"
    data = fill(find_form(clients.auditor.get(page), "samples/new"), {"size": "1"})
    sample = [clients.auditor.post(page, data=data).location for _ in range(2)][0]
    assert clients.auditor.submit(page, size="300").status_code == 422
    for path in (
        f"/records/reports/{report}/checks", f"/records/reports/{report}/effect", f"{sample}/2",
        f"{sample}/1/sheets/tally", f"{sample}/1/copies/1",
    ):  # fmt: skip
        assert clients.auditor.get(path).status_code == 404
    assert looks_at(clients, mandate) == ["Rút mẫu"]
    log = words(clients.ministry_officer.get(f"/records/audits/{mandate}"))
    drawn = db.session.scalars(select(AuditSample)).one()
    assert f"mẫu {drawn.id}: 1 trong {drawn.population} người" in log and f"mã rút mẫu {drawn.seed}" in log
    clients.auditor.submit(f"{sample}/1", finding="fits")
    assert looks_at(clients, mandate)[0] == "Ghi kết quả đối chiếu"


def test_aud_4_the_log_names_edition_and_part_of_what_was_read(cast, clients, report):
    invited(cast)
    publish(cast, report)
    second, _ = correct_report(cast.province_officer.viewer, report, "Thiếu số liệu của hai trường.")
    count_report(cast)
    freeze(cast, second)
    for path in (f"{report}?part=A.1", f"{report}?part=B", f"{second}?part=C"):
        assert clients.auditor.get(f"/records/reports/{path}").status_code == 200
    mandate = db.session.scalars(select(AuditMandate.id)).one()
    db.session.rollback()
    log = words(clients.province_officer.get(f"/records/audits/{mandate}"))
    for said in ("1, phần A.1 Giáo viên", "1, phần B. Bồi dưỡng", "2, phần C. Nhu cầu, kế hoạch"):
        assert f"Lần ban hành {said}: các bảng" in log


def test_aud_4_a_log_is_of_one_mandate(cast, clients, report):
    """Invited again after being dismissed: what was looked at before stays with the mandate of that time."""
    invited(cast)
    clients.auditor.get(f"/records/reports/{report}")
    first = db.session.scalars(select(AuditMandate.id)).one()
    db.session.rollback()
    clients.ministry_officer.submit(f"/ministry/audits/{first}/take-back")
    invited(cast)
    draw(clients, report)
    second = max(db.session.scalars(select(AuditMandate.id)))
    db.session.rollback()
    assert looks_at(clients, first) == ["Đọc báo cáo"] and looks_at(clients, second) == ["Rút mẫu"]


def test_a_double_tap_draws_once_and_an_old_page_overwrites_nothing(cast, clients, report):
    invited(cast)
    page = f"/records/reports/{report}/samples/new?{RANKED}"
    data = fill(find_form(clients.auditor.get(page), "samples/new"), {"size": "2"})
    sample = [clients.auditor.post(page, data=data).location for _ in range(2)]
    assert sample[0] == sample[1] and len(db.session.scalars(select(AuditSample)).all()) == 1
    db.session.rollback()
    for wrong in ("300", "0"):
        refused = clients.auditor.submit(page, size=wrong)
        assert refused.status_code == 422 and "Hãy nhập số từ 1 đến 200" in words(refused)
    assert clients.auditor.submit(page, size="1").status_code == 303
    twice = fill(find_form(clients.auditor.get(f"{sample[0]}/2"), "/2"), {"finding": "fits", "remark": "Khớp phiếu."})
    assert [clients.auditor.post(f"{sample[0]}/2", data=twice).status_code for _ in range(2)] == [303, 303], "CON-4"
    old = fill(find_form(clients.auditor.get(f"{sample[0]}/1"), "/1"), {"finding": "fits"})
    assert clients.auditor.submit(f"{sample[0]}/1", finding="missing", remark="Không có phiếu.").status_code == 303
    assert clients.auditor.post(f"{sample[0]}/1", data=old).status_code == 409


def test_a_minority_list_is_drawn_from_for_a_purpose_only(cast, clients, report):
    invited(cast)
    asked = clients.auditor.get(f"/records/reports/{report}/samples/new?{RANKED}&ethnicity=k")
    assert asked.status_code == 303 and "/people?" in asked.location


def test_dp_7_a_sample_of_a_minority_opens_for_a_purpose_only(cast, clients, report):
    invited(cast)
    viewer = cast.auditor.viewer
    reading = reading_of(viewer, report_for(viewer, report))
    cell = Cell(Track.RANK, "0123", part=Part(ethnicity=MINORITY))
    sample, problems = draw_sample(viewer, reading, cell, 1)
    assert not problems
    for path in (f"/auditor/samples/{sample}", f"/auditor/samples/{sample}/1"):
        asked = clients.auditor.get(path)
        assert asked.status_code == 303 and "/people?" in asked.location
    assert clients.auditor.get(f"/records/audit-samples/{sample}.xlsx").status_code == 404
    clients.auditor.post(asked.location, data={"purpose": "Đối chiếu mẫu theo hợp đồng kiểm toán"})
    assert clients.auditor.get(f"/auditor/samples/{sample}").status_code == 200


def test_a_drawn_persons_scored_result_is_shown(cast, clients, report):
    invited(cast)
    make_year(cast)
    passes(cast, cast.units["viettel"], "teacher", "peer")
    number = draw(clients, report, "6")  # everybody: chance might draw neither of the two
    pages = [words(clients.auditor.get(f"{number}/{place}")) for place in range(1, 7)]
    assert sum("số hiệu" in page for page in pages) == 2


def test_exp_3_the_sample_as_a_workbook(cast, clients, report):
    invited(cast)
    number = draw(clients, report).rsplit("/", 1)[1]
    book = openpyxl.load_workbook(io.BytesIO(clients.auditor.get(f"/records/audit-samples/{number}.xlsx").data))
    cells = [value for row in book.active.iter_rows(values_only=True) for value in row if value]
    assert any("mã rút mẫu" in str(value) for value in cells) and "Đối chiếu" in cells


def test_whoever_has_the_list_and_the_seed_draws_the_same_people_again(cast, clients, report):
    invited(cast)
    people = words(clients.auditor.get(f"/records/reports/{report}/people?{RANKED}"))
    listed = re.findall(r"số hiệu (\d+)", people)
    taken = clients.province_officer.get(f"/records/reports/{report}/people.xlsx?{RANKED}").data
    rows = list(openpyxl.load_workbook(io.BytesIO(taken)).active.iter_rows(values_only=True))
    named = {str(row[0]): row[1] for row in rows if isinstance(row[0], int)}
    assert sorted(named) == sorted(listed) and cast.teacher.name in named.values()
    sample = draw(clients, report, "3")
    page = clients.auditor.get(sample).text
    seed = re.search(r'class="code">([0-9a-f]{16})<', page).group(1)
    again = sorted(listed, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())[:3]
    assert re.findall(r'data-label="Số hiệu">(\d+)<', page) == again
    drawn = clients.auditor.get(f"/records/audit-samples/{sample.rsplit('/', 1)[1]}.xlsx").data
    assert [str(row[1]) for row in openpyxl.load_workbook(io.BytesIO(drawn)).active.iter_rows(values_only=True)][
        -3:
    ] == again
    assert f"Số hiệu{again[0]}" in words(clients.auditor.get(f"{sample}/1"))
