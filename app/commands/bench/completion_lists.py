"""How long does a list of 80,000 completions take, as an LMS exports it, from the upload until every row is a record?

Somebody reads pages meanwhile, as people do in the hour in which an office brings it in.
"""

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.commands.bench.bulk import apart
from app.commands.bench.exchange import reading
from app.commands.bench.ground import BIG
from app.db import db
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.training.catalogue.queries import all_modules

ROWS, YEAR = 80_000, 2020  # nothing of the big province lies there
HEADINGS = ("STT", "Họ và tên", "Mã định danh", "Mã mô đun", "Năm", "Trạng thái", "Kết quả", "Điểm", "Ngày hoàn thành")


@dataclass(frozen=True)
class Brought:
    """Seconds from the upload to the preview and from the confirmation to the last record; the most megabytes and the
    longest write in milliseconds of both; what became of the rows; what pages took meanwhile."""

    rows: int
    checking: float
    writing: float
    cpu_seconds: float
    megabytes: float
    longest_ms: float
    counts: dict[str, int]
    pages: list[float]


def bring_in(app: Flask, browser: FlaskClient) -> Brought:
    """Write the list, then check it and bring it in, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hoan-thanh.xlsx"
        with app.app_context():
            rows = _write(file)
        with reading(browser) as took:
            checked = apart("list", str(file))
            written = apart("bring")
    both = (checked, written)
    return Brought(
        rows, checked["seconds"], written["seconds"], sum(each["cpu_seconds"] for each in both),
        max(each["megabytes"] for each in both), max(each["longest_ms"] for each in both), written["counts"], took,
    )  # fmt: skip


def _write(path: Path) -> int:
    """Everybody of the big province with a listed ID has passed a module, some of them a second one; how many rows."""
    path_of_province = db.session.scalars(select(Unit.path).where(Unit.code == BIG)).one()
    found = (
        select(Person.full_name, Person.listed_sector_id)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(beneath(Unit.path, [path_of_province]), Appointment.main, Person.listed_sector_id.is_not(None))
        .order_by(Person.id)
    )
    people = db.session.execute(found).all()
    codes = [module.code for module in all_modules()][:2]
    db.session.rollback()
    lines = [(*person, code) for code in codes for person in people][:ROWS]
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet, day = book.add_worksheet("Ket qua"), date(YEAR, 3, 1)
        sheet.write_row(0, 0, HEADINGS)
        for number, (name, sector_id, code) in enumerate(lines, start=1):
            done = f"{day + timedelta(days=number % 180):%d/%m/%Y}"
            score = 5 + number % 11 / 2
            sheet.write_row(number, 0, [number, name, sector_id, code, YEAR, "Hoàn thành", "Đạt", score, done])
    return len(lines)
