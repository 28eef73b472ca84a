"""REL-3: a backup is whole whenever it is taken, is trusted only while every byte is as it was, and comes back."""

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.commands.backups import disk, postgresql, sqlite
from app.commands.backups.archives import opened_archive
from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Person
from app.domain.work.files import keep_file
from app.web.files import new_name, path_of, writing_to
from tests.backups import archives, backed_up, run, stored_file
from tests.killed import die, killed_in

pytestmark = pytest.mark.migrates  # databases are taken down and up; a drill tries to change the journal
ENGINE_OF = {"sqlite": sqlite, "postgresql": postgresql}

# Two events in each transaction: an odd number of them was never there.
WRITER = """
import sys
from sqlalchemy import create_engine, text
engine = create_engine(sys.argv[1], connect_args={"timeout": 30} if sys.argv[1].startswith("sqlite") else {})
put = text("insert into security_event (at, event, role, route, request_id)"
           " values (current_timestamp, 'exported', '', '', 'pair')")
while True:
    with engine.begin() as connection:
        connection.execute(put)
        connection.execute(put)
    print("pair", flush=True)
"""


@pytest.mark.both_databases
def test_rel_3_a_backup_is_verified_and_drilled(app, cast, tmp_path):
    stored_file(cast)
    archive = backed_up(app, tmp_path)
    assert run(app, "backup", "verify", archive).exit_code == 0
    told = run(app, "drill", archive)
    assert told.exit_code == 0, told.output
    assert "SAI" not in told.output
    assert "1 tệp mà dữ liệu nhắc đến" in told.output
    assert "RPO   0 giờ 0 phút" in told.output
    assert "RTO   " in told.output


@pytest.mark.both_databases
def test_rel_3_a_backup_taken_while_another_process_writes_is_whole(app, cast, ground, tmp_path):
    db.session.remove()
    with subprocess.Popen([sys.executable, "-c", WRITER, ground.database.url], stdout=subprocess.PIPE) as writer:
        try:
            counted = []
            for number in range(3):
                writer.stdout.readline()
                with opened_archive(backed_up(app, tmp_path / str(number))) as archive:
                    counted.append(archive.manifest.contents.counts["security_event"])
                writer.stdout.readline()
            assert writer.poll() is None
        finally:
            writer.kill()
    assert counted == sorted(set(counted)), "the other process went on writing"
    assert all(each % 2 == counted[0] % 2 for each in counted)
    for number in range(3):
        told = run(app, "drill", archives(tmp_path / str(number))[0])
        assert told.exit_code == 0, told.output


@pytest.mark.both_databases
def test_rel_3_a_file_that_comes_during_the_backup_is_in_it(app, cast, engine_name, tmp_path, monkeypatch):
    engine, late = ENGINE_OF[engine_name], []
    dump = engine.dump
    monkeypatch.setattr(engine, "dump", lambda *given: (late.append(stored_file(cast, b"late")), dump(*given))[1])
    with opened_archive(backed_up(app, tmp_path)) as archive:
        assert archive.manifest.files[late[0]] == hashlib.sha256(b"late").hexdigest()


@pytest.mark.both_databases
@pytest.mark.parametrize("where", ["the dump", "a file", "a file's name", "the manifest", "the archive's name"])
def test_rel_3_kill_9_during_a_backup_leaves_no_archive(app, cast, engine_name, where, tmp_path):
    stored_file(cast)
    replace = Path.replace

    def killed() -> None:
        match where:
            case "the dump":
                ENGINE_OF[engine_name].contents_of = die
            case "a file":
                os.fsync = die
            case "a file's name":
                Path.replace = die
            case "the manifest":
                zipfile.ZipFile.writestr = die
            case "the archive's name":
                Path.replace = lambda path, to: die() if to.suffix == ".zip" else replace(path, to)
        run(app, "backup", tmp_path)

    killed_in(killed)
    assert not archives(tmp_path)
    for left in [path for path in tmp_path.rglob("*") if path.is_file()]:
        assert run(app, "backup", "verify", left).exit_code == 1
    archive = backed_up(app, tmp_path)
    assert run(app, "backup", "verify", archive).exit_code == 0


def test_rel_3_every_changed_byte_is_found(app, cast, tmp_path):
    stored_file(cast)
    archive = backed_up(app, tmp_path)
    kept = [archive, next(path for path in (tmp_path / "files").rglob("*") if path.is_file())]
    for path in kept:
        content = path.read_bytes()
        places = {0, len(content) - 1, *random.Random(3).sample(range(len(content)), 8)}  # noqa: S311
        for place in sorted(places):
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert run(app, "backup", "verify", archive).exit_code == 1, f"{path.name} at {place}"
        path.write_bytes(content[:-1])
        assert run(app, "backup", "verify", archive).exit_code == 1
        path.write_bytes(content)
    assert run(app, "backup", "verify", archive).exit_code == 0
    kept[1].unlink()
    told = run(app, "backup", "verify", archive)
    assert told.exit_code == 1
    assert "thiếu tệp" in told.output


@pytest.mark.both_databases
def test_rel_3_a_restore_brings_everything_back_and_overwrites_only_when_told(app, cast, tmp_path):
    stored = stored_file(cast, b"kept")
    archive = backed_up(app, tmp_path)
    people = db.session.scalar(select(func.count(Person.id)))
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).full_name = "Tên Khác"
    path_of(stored).unlink()
    after = stored_file(cast, b"after the backup")

    refused = run(app, "restore", archive)
    assert refused.exit_code == 1
    assert "đang có dữ liệu" in refused.output
    assert not path_of(stored).exists()
    assert db.session.get_one(Person, cast.teacher.person_id).full_name == "Tên Khác"

    told = run(app, "restore", archive, "--replace")
    assert told.exit_code == 0, told.output
    assert db.session.get_one(Person, cast.teacher.person_id).full_name != "Tên Khác"
    assert db.session.scalar(select(func.count(Person.id))) == people
    assert path_of(stored).read_bytes() == b"kept"
    assert run(app, "drill", backed_up(app, tmp_path / "again")).exit_code == 0
    assert path_of(after).exists(), "a restore deletes no file; the nightly sweep does"


@pytest.mark.both_databases
def test_rel_3_a_restore_into_an_empty_database_needs_no_leave(app, cast, ground, tmp_path):
    archive = backed_up(app, tmp_path)
    ground.fresh("empty")
    assert db.session.scalar(select(func.count(Person.id))) == 0
    told = run(app, "restore", archive)
    assert told.exit_code == 0, told.output
    assert db.session.get(Person, cast.teacher.person_id) is not None
    stored_file(cast)  # the restored database takes writes, and numbers go on


def test_rel_3_an_archive_of_the_other_kind_of_database_is_refused(app, tmp_path, grounds):
    archive = backed_up(app, tmp_path)
    other = grounds("postgresql")
    db.session.remove()
    with other.app.app_context():
        said = run(other.app, "restore", archive, "--replace")
    assert said.exit_code == 1
    assert "sqlite" in said.output


def test_rel_3_files_that_live_for_a_day_are_in_no_backup(app, cast, tmp_path):
    name = new_name()
    with writing_to(name) as out:
        out.write(b"everything about one person")
    keep_file(cast.teacher.viewer, "own_data", name, "a.zip", "application/zip", 27)
    with opened_archive(backed_up(app, tmp_path)) as archive:
        assert name not in archive.manifest.files
    assert not (tmp_path / "files").exists()


def test_rel_3_the_same_content_is_kept_once(app, cast, tmp_path):
    for _ in range(2):
        stored_file(cast, b"twice")
        backed_up(app, tmp_path / "backups")
    assert len([path for path in (tmp_path / "backups/files").rglob("*") if path.is_file()]) == 1


@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")
def test_rel_3_a_sealed_backup_opens_with_the_key_alone(app, cast, monkeypatch, tmp_path):
    homes = [tempfile.mkdtemp(prefix="gpg-") for _ in range(2)]  # short: an agent's socket lies in it
    try:
        monkeypatch.setenv("GNUPGHOME", homes[0])
        make = [
            "gpg",
            "--batch",
            "--quiet",
            "--passphrase",
            "",
            "--quick-gen-key",
            "sao-luu@temis.test",
            "future-default",
        ]
        subprocess.run(make, check=True, capture_output=True)
        settings = app.extensions["settings"]
        object.__setattr__(settings, "backup_recipient", "sao-luu@temis.test")
        stored_file(cast, b"a scanned paper")
        archive = backed_up(app, tmp_path)
        assert archive.suffix == disk.SEALED
        lying = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert all(path.suffix == disk.SEALED for path in lying)
        assert not any(b"scanned" in path.read_bytes() for path in lying)
        told = run(app, "drill", archive)
        assert told.exit_code == 0, told.output

        monkeypatch.setenv("GNUPGHOME", homes[1])
        for refused in (run(app, "backup", "verify", archive), run(app, "backup", tmp_path)):
            assert refused.exit_code == 1
            assert "gpg" in refused.output
        assert archives(tmp_path) == [archive]
    finally:
        object.__setattr__(app.extensions["settings"], "backup_recipient", "")
        for home in homes:
            subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False, capture_output=True)
            shutil.rmtree(home, ignore_errors=True)


def test_rel_3_pruning_deletes_what_is_outdated_and_says_which(app, cast, frozen, tmp_path):
    start = clock.now() - timedelta(days=80)
    for day, content in ((0, b"first"), (1, b"second"), (80, b"third")):
        frozen(start.replace(day=10) + timedelta(days=day))
        stored = stored_file(cast, content)
        said = run(app, "backup", tmp_path, "--prune")
        with writing():
            db.session.execute(db.text("delete from import_row"))
            db.session.execute(db.text("delete from import_file"))
        path_of(stored).unlink()
    gone = [line for line in said.output.splitlines() if line.startswith("Đã xóa")]
    assert len(gone) == 2, said.output
    assert gone[0].startswith("Đã xóa temis-")
    assert hashlib.sha256(b"first").hexdigest() in gone[1]
    assert len(archives(tmp_path)) == 2
    for archive in archives(tmp_path):
        assert run(app, "backup", "verify", archive).exit_code == 0
