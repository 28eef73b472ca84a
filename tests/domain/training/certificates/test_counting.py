"""The ministry's counts of papers: each issuer's own numbers, nobody's name, and the same as the papers counted."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.db import db
from app.domain.training.certificates.counting import Narrowed, by_issuer, by_province, counted, in_all, years_issued
from app.domain.training.certificates.deciding import revoke
from app.domain.training.certificates.models import Certificate
from app.domain.training.records.actions import void
from app.domain.viewer import SYSTEM
from tests.certificates import REASON, issue, ready

ADDRESS = "/records/certificate-counts"


def text(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.both_databases
def test_the_numbers_are_those_of_the_papers(cast):
    provider = ready(cast, "teacher", "peer", "group_head")
    made = [issue(cast, key) for key in ("teacher", "peer", "group_head")]
    assert revoke(cast.director.viewer, made[0], REASON, 1) == []
    void(SYSTEM, provider, "peer-MD-01", REASON)
    (line,) = counted(cast.ministry_officer.viewer)
    assert (line.kind, line.issued, line.valid, line.revoked, line.replaced, line.flagged) == ("year", 3, 2, 1, 0, 1)
    assert line.issued == db.session.scalar(select(func.count(Certificate.id)))
    assert in_all([line, line]).valid == 4
    assert years_issued(cast.ministry_officer.viewer) == [2022]
    assert counted(cast.ministry_officer.viewer, 2022) == [line] and counted(cast.ministry_officer.viewer, 2021) == []


@pytest.mark.both_databases
def test_the_holders_provinces_have_the_same_sums_and_open_who_issued(cast, clients):
    provider = ready(cast, "teacher", "peer", "group_head")
    made = [issue(cast, key) for key in ("teacher", "peer", "group_head")]
    assert revoke(cast.director.viewer, made[0], REASON, 1) == []
    void(SYSTEM, provider, "peer-MD-01", REASON)
    ministry, province = cast.ministry_officer.viewer, cast.units["province"]
    (issuer,), (line,) = counted(ministry), by_province(ministry, Narrowed())
    assert (line.unit_id, line.issued, line.valid, line.revoked, line.replaced, line.flagged) == (
        province, 3, 2, 1, 0, 1,
    )  # fmt: skip
    assert by_issuer(ministry, Narrowed(2022, province)) == [issuer]
    assert by_province(ministry, Narrowed(issuer_id=issuer.unit_id)) == [line]
    assert by_province(ministry, Narrowed(2021)) == by_issuer(ministry, Narrowed(None, province + 10_000)) == []
    assert by_province(cast.director.viewer, Narrowed()) == []
    page = clients.ministry_officer.get(ADDRESS).get_data(as_text=True)
    for name in ("province", "issuer"):
        assert f"{ADDRESS}?{name}={province}" in page
        opened = clients.ministry_officer.get(f"{ADDRESS}?{name}={province}&year=2022")
        assert opened.status_code == 200 and "Sở GDĐT Bắc Hà" in text(opened)
        assert clients.ministry_officer.get(f"{ADDRESS}?{name}=999999").status_code == 404
    assert clients.director.get(f"{ADDRESS}?province={province}").status_code == 404


def test_az9_the_ministry_reads_counts_and_nobody_else_does(cast, clients):
    assert "Chưa có giấy nào" in text(clients.ministry_officer.get(ADDRESS))
    ready(cast, "teacher")
    made = issue(cast, "teacher")
    page = text(clients.ministry_officer.get(f"{ADDRESS}?year=2022"))
    assert "Sở GDĐT Bắc Hà" in page and "Xác nhận hoàn thành BDTX" in page and cast.teacher.name not in page
    assert ADDRESS in text(clients.ministry_officer.get("/records/training"))
    assert clients.ministry_officer.get(f"{ADDRESS}?year=2021").status_code == 404
    sheet = load_workbook(BytesIO(clients.ministry_officer.get(f"{ADDRESS}.xlsx").data)).active
    rows = list(sheet.iter_rows(values_only=True))
    for by in ("Nơi cấp", "Tỉnh của người được cấp"):
        assert (by, "Sở GDĐT Bắc Hà", "Xác nhận hoàn thành BDTX", 1, 1, 0, 0, 0) in rows
    for who in ("director", "lecturer", "viettel_staff", "ministry_admin", "principal", "teacher"):
        assert clients[who].get(ADDRESS).status_code == clients[who].get(f"{ADDRESS}.xlsx").status_code == 404, who
    for address in (f"/records/certificates/{made}", "/records/certificates"):
        assert clients.ministry_officer.get(address).status_code == 404
