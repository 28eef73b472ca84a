"""`flask import` prints what came of every row, for people and for scripts, and a dry run writes nothing."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.config import ROOT
from app.db import db, writing
from app.domain.identity.models import IdCase, RegistryRecord
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import UnitKind
from tests.factories import make_unit

SAMPLES = ROOT / "app" / "data" / "samples"


@pytest.fixture
def run(app):
    with writing():
        make_unit(UnitKind.MINISTRY, code="BO", name="Bộ Giáo dục và Đào tạo")

    def running(kind: str, file: Path | str, *options: str):
        return app.test_cli_runner().invoke(args=["import", kind, str(SAMPLES / file), *options])

    return running


def told(result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.both_databases
def test_the_samples_come_in_one_after_the_other(run):
    assert told(run("units", "don-vi.xlsx", "--json"))["create"] == 63
    assert told(run("registry", "csdl-nganh.csv", "--json"))["create"] == 1707
    one = told(run("roster", "truong-930010002.xlsx", "--json"))
    assert (one["read"], one["create"], one["recovered_zeros"], one["refused"]) == (28, 28, 27, 0)
    district = told(run("roster", "phong-toan-huyen.xlsx", "--json"))
    assert {name: district[name] for name in ("read", "create", "refused", "by_hand")} == {
        "read": 187, "create": 155, "refused": 4, "by_hand": 1,
    }  # fmt: skip
    refused = {(row["row"], row["column"], row["reason"]) for row in district["rows"] if row["outcome"] == "refused"}
    assert refused == {
        (187, "sector_id", "duplicate_in_file"),
        (188, "full_name", "legacy_encoding"),
        (188, "birth_date", "date_not_real"),
        (188, "sector_id", "id_exponent"),
        (189, "full_name", "formula"),
        (190, "unit_code", "unit_not_yours"),
    }
    people, cases = count(Person), count(IdCase)
    assert (people, cases) == (28 + 155, 5)
    again = told(run("roster", "phong-toan-huyen.xlsx", "--json"))
    assert (again["create"], again["update"], again["move"], again["unchanged"]) == (0, 0, 0, 182)
    assert (count(Person), count(IdCase)) == (people, cases)
    assert all(
        len(unit.path.strip("/").split("/")) >= 2 for unit in db.session.scalars(select(Unit).where(Unit.code != "BO"))
    )


def test_a_dry_run_writes_nothing(run):
    assert told(run("units", "don-vi.xlsx", "--dry-run", "--json"))["create"] == 63
    assert count(Unit) == 1
    told(run("registry", "csdl-nganh.csv", "--dry-run", "--json"))
    assert count(RegistryRecord) == 0


def test_in_words_each_row_has_its_reason(run):
    run("units", "don-vi.xlsx")
    output = run("roster", "phong-toan-huyen.xlsx", "--dry-run").output
    assert "Chạy thử: chưa ghi gì." in output
    assert "Dòng 188 [birth_date] date_not_real: Ngày sinh: Ngày 31/02/1988 không có thật." in output


def test_a_file_that_cannot_be_read_ends_with_status_1(run):
    result = run("roster", "don-vi.xlsx", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["refused_file"]["code"] == "missing_columns"
