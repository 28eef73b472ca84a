"""The ministry's counts of papers: each issuer's own numbers, nobody's name, and the same as the papers counted."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.db import db
from app.domain.training.certificates.counting import counted, in_all, years_issued
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


def test_az9_the_ministry_reads_counts_and_nobody_else_does(cast, clients):
    assert "Chưa có giấy nào" in text(clients.ministry_officer.get(ADDRESS))
    ready(cast, "teacher")
    made = issue(cast, "teacher")
    page = text(clients.ministry_officer.get(f"{ADDRESS}?year=2022"))
    assert "Sở GDĐT Bắc Hà" in page and "Xác nhận hoàn thành BDTX" in page and cast.teacher.name not in page
    assert ADDRESS in text(clients.ministry_officer.get("/records/training"))
    assert clients.ministry_officer.get(f"{ADDRESS}?year=2021").status_code == 404
    sheet = load_workbook(BytesIO(clients.ministry_officer.get(f"{ADDRESS}.xlsx").data)).active
    assert ("Sở GDĐT Bắc Hà", "Xác nhận hoàn thành BDTX", 1, 1, 0, 0, 0) in list(sheet.iter_rows(values_only=True))
    for who in ("director", "lecturer", "viettel_staff", "ministry_admin", "principal", "teacher"):
        assert clients[who].get(ADDRESS).status_code == clients[who].get(f"{ADDRESS}.xlsx").status_code == 404, who
    for address in (f"/records/certificates/{made}", "/records/certificates"):
        assert clients.ministry_officer.get(address).status_code == 404
