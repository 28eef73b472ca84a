"""Modules with the codes of circular 17/2019 (GVPT 01 …) go the whole way: planned, reported, shown, certified."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.db import db
from app.domain.progress.actions import rebuild
from app.domain.training.catalogue.actions import import_catalogue
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.years.models import TrainingYear
from app.domain.viewer import SYSTEM
from tests.certificates import confirm, issue, paper
from tests.lms import make_machine
from tests.training import make_modules, verify

CIRCULAR = {
    "programme": "TT17-2019", "by_code": True,
    "modules": [
        {"code": "GVPT 01", "number": 1, "audience": "teacher", "kind": "elective", "name": "Phẩm chất nhà giáo"},
        {"code": "GVPT 04", "number": 4, "audience": "teacher", "kind": "elective", "name": "Kế hoạch dạy học"},
    ],
}  # fmt: skip
DATES = {"year": "2022", "opens": "01/02/2022", "due": "01/07/2022"}


def text(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


@pytest.fixture
def year_id(clients, cast) -> int:
    make_modules()
    import_catalogue(SYSTEM, CIRCULAR)
    ids = {module.code: module.id for module in all_modules()}
    ways = {f"way_{ids[code]}": "online" for code in ("MD-01", "GVPT 01", "GVPT 04")}
    assert clients.province_officer.submit("/province/training/new", **DATES, **ways).status_code == 303
    return db.session.scalars(select(TrainingYear.id)).one()


def test_a_second_family_of_codes_is_planned_reported_shown_exported_and_certified(app, clients, cast, year_id):
    page = text(clients.teacher.get(f"/records/training/{year_id}"))
    assert "Mô đun 1: Chương trình mới" in page and "Mô đun GVPT 01: Phẩm chất nhà giáo" in page
    verify(cast.teacher.person_id)
    machine = make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"])
    listed = machine.ask("GET", "/modules").get_json()["items"]
    assert [each["code"] for each in listed if each["programme"] == "TT17-2019"] == ["GVPT 01", "GVPT 04"]
    for ref, code in enumerate(("MD-01", "GVPT 01")):
        assert machine.put(f"r{ref}", module=code).status_code == 201
    assert machine.put("r9", module="GVPT 99").status_code == 422
    rebuild()
    learnt = text(clients.teacher.get("/teacher/training"))
    assert "Mô đun GVPT 04: Kế hoạch dạy học" in learnt
    school = cast.principal.viewer.unit_id
    seen = text(clients.director.get(f"/province/certificates/year-{year_id}?unit={school}"))
    assert "mô đun GVPT 04" in seen
    people = clients.principal.get(_board(clients) + "/people.xlsx")
    heads = [cell for row in load_workbook(BytesIO(people.data)).active.iter_rows(values_only=True) for cell in row]
    assert "Mô đun GVPT 01: Phẩm chất nhà giáo (giáo viên)" in heads
    assert machine.put("r2", module="GVPT 04").status_code == 201
    confirm(cast, "teacher")
    made = paper(issue(cast, "teacher"))
    assert "Mô đun GVPT 01: Phẩm chất nhà giáo" in str(made.content)


def _board(clients) -> str:
    page = clients.principal.get("/records/training").get_data(as_text=True)
    return next(part.split('"')[0] for part in page.split('href="') if part.startswith("/records/training-progress/"))
