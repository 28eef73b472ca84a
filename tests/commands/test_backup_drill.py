"""REL-3: a drill fails where what comes back is not what was backed up; which backups are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.commands.backups import acts, postgresql, sqlite
from app.commands.backups.retention import DAYS, outdated
from app.web.files import path_of
from tests.backups import backed_up, run, stored_file

pytestmark = pytest.mark.migrates
ENGINE_OF = {"sqlite": sqlite, "postgresql": postgresql}
OPEN = {
    "sqlite": "drop trigger journal_entry_no_{act}",
    "postgresql": "drop trigger journal_entry_no_change on journal_entry",
}
LAST = "where id = (select max(id) from {0})"


def _spoilt(monkeypatch, engine_name: str, *statements: str) -> None:
    """Whatever is restored is spoilt at once."""
    engine = ENGINE_OF[engine_name]
    restore = engine.restore

    def restore_and_spoil(source, url):
        restore(source, url)
        with create_engine(url, poolclass=NullPool).begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    monkeypatch.setattr(engine, "restore", restore_and_spoil)


def _fails(app, tmp_path, *words: str) -> None:
    told = run(app, "drill", backed_up(app, tmp_path))
    assert told.exit_code == 1, told.output
    for each in words:
        assert each in told.output, told.output


@pytest.mark.both_databases
@pytest.mark.parametrize(("act", "word"), [("update", "cho phép sửa"), ("delete", "cho phép xóa")])
def test_rel_3_a_drill_tries_to_change_the_journal(app, cast, engine_name, act, word, tmp_path, monkeypatch):
    stored_file(cast)  # journalled
    _spoilt(monkeypatch, engine_name, OPEN[engine_name].format(act=act))
    _fails(app, tmp_path, "SAI   Nhật ký journal_entry", word)


@pytest.mark.both_databases
def test_rel_3_a_drill_misses_the_last_entry_of_the_journal(app, cast, engine_name, tmp_path, monkeypatch):
    stored_file(cast)
    opening = OPEN[engine_name].format(act="delete")
    _spoilt(monkeypatch, engine_name, opening, f"delete from journal_entry {LAST.format('journal_entry')}")
    _fails(app, tmp_path, "SAI   Nhật ký journal_entry", "bản kê ghi")


def test_rel_3_a_drill_on_sqlite_misses_an_entry_in_the_middle(app, cast, tmp_path, monkeypatch):
    for content in (b"1", b"2", b"3"):
        stored_file(cast, content)
    middle = "delete from journal_entry where id = (select max(id) - 1 from journal_entry)"
    _spoilt(monkeypatch, "sqlite", OPEN["sqlite"].format(act="delete"), middle)
    _fails(app, tmp_path, "thiếu hoặc trùng số thứ tự")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (f"delete from import_file {LAST.format('import_file')}", ("SAI   Số dòng", "import_file: 0, bản kê ghi 1")),
        ("update alembic_version set version_num = 'unknown'", ("SAI   Phiên bản",)),
        ("drop table import_row", ("SAI   Số dòng", "import_row: None")),
    ],
    ids=["a row", "the revision", "a table"],
)
def test_rel_3_a_drill_compares_with_the_manifest(app, cast, engine_name, statement, words, tmp_path, monkeypatch):
    stored_file(cast)
    _spoilt(monkeypatch, engine_name, statement)
    _fails(app, tmp_path, *words)


def test_rel_3_a_drill_finds_a_row_that_points_nowhere(app, cast, tmp_path, monkeypatch):
    stored_file(cast)
    _spoilt(monkeypatch, "sqlite", "update import_file set unit_id = 999999")
    _fails(app, tmp_path, "SAI   Cơ sở dữ liệu nguyên vẹn")


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_rel_3_a_drill_on_postgresql_finds_a_number_that_would_be_given_twice(
    app, cast, engine_name, tmp_path, monkeypatch
):
    for content in (b"1", b"2"):
        stored_file(cast, content)
    _spoilt(monkeypatch, engine_name, "select setval('journal_entry_id_seq', 1)")
    _fails(app, tmp_path, "thiếu hoặc trùng số thứ tự")


@pytest.mark.parametrize(("spoil", "word"), [("unlink", "không có"), ("write", "nội dung khác")])
def test_rel_3_a_drill_looks_at_every_file_that_a_row_names(app, cast, spoil, word, tmp_path, monkeypatch):
    stored, restore_files = stored_file(cast), acts.restore_files

    def restore_and_spoil(archive, storage):
        restore_files(archive, storage)
        (storage / stored).unlink() if spoil == "unlink" else (storage / stored).write_bytes(b"other")

    monkeypatch.setattr(acts, "restore_files", restore_and_spoil)
    _fails(app, tmp_path, "SAI   1 tệp", word)


def test_rel_3_a_file_lost_before_the_backup_is_told_and_fails_the_drill(app, cast, tmp_path):
    stored = stored_file(cast)
    path_of(stored).unlink()
    said = run(app, "backup", tmp_path)
    assert said.exit_code == 0
    assert f"Không có trong kho tệp: {stored}" in said.output
    _fails(app, tmp_path / "again", "không có")


@given(st.lists(st.integers(0, 900), min_size=1, max_size=60, unique=True))
def test_rel_3_thirty_days_and_twelve_months_are_kept(ages: list[int]):
    now = datetime(2022, 5, 25, 3, tzinfo=UTC)
    times = [now - timedelta(days=age) for age in ages]
    old = set(outdated(times, now))
    kept = [at for at in times if at not in old]
    assert max(times) in kept
    assert all(at in kept for at in times if now - at <= DAYS)
    months = {(at.year, at.month) for at in times if now - at < timedelta(days=330)}
    assert months <= {(at.year, at.month) for at in kept}
    late = [at for at in kept if now - at > DAYS and at != max(times)]
    assert len({(at.year, at.month) for at in late}) == len(late)
    assert all(now - at < timedelta(days=397) for at in late)
