"""On what is measured?  A database of a province's size, and a big roster.

On SQLite it is made once and copied for each run; on PostgreSQL a server of our own is filled and thrown away.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from random import Random

import xlsxwriter
from flask_migrate import upgrade

from app import create_app
from app.commands.bench.period import half_done, half_done_everywhere, report_of
from app.commands.bench.postgres import postgres_server
from app.commands.demo import generated
from app.commands.demo.cast import CastMember, sign_in_cast
from app.commands.demo.loading import Loader, catch_up_sequences
from app.commands.demo.world import World
from app.commands.seed import seed
from app.config import INSTANCE
from app.db import db, refresh_statistics
from app.domain.organisation.rules import Position
from app.domain.progress.actions import recount_all_marked
from app.web.startup import newest_migration

BIG, NEW = "41", "60"  # the province with 80,000 people, and one whose 40,000 are still to be imported
ROWS = 40_000
NEWCOMER, BIG_OFFICER = "do.moi", "do.so"
FILLING = "→ Tạo dữ liệu cỡ một tỉnh (80.000 người)"
FILLING_NATION = "→ Tạo dữ liệu cả nước (một triệu người)"
MINISTRY = "BO"
TIDIED = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": "VACUUM ANALYZE"}
MEMBERS = [
    CastMember(BIG_OFFICER, "chuyên viên Sở, tỉnh lớn", BIG, (Position.PROVINCE_OFFICER,), "Trần Văn Đo", "male"),
    CastMember(
        "do.phong", "chuyên viên Phòng, tỉnh lớn", f"{BIG}001", (Position.MIDDLE_OFFICER,), "Lê Thị Đo", "female"
    ),
    CastMember("do.hieutruong", "hiệu trưởng, tỉnh lớn", f"{BIG}0010001", (Position.PRINCIPAL,), "", ""),
    CastMember("do.giaovien", "giáo viên, tỉnh lớn", f"{BIG}0010001", (Position.TEACHER,), "", ""),
    CastMember("do.quantri", "quản trị trường, tỉnh lớn", f"{BIG}0010001", (Position.STAFF, Position.ADMIN), "", ""),
    CastMember(
        NEWCOMER, "quản trị Sở, tỉnh mới", NEW, (Position.PROVINCE_OFFICER, Position.ADMIN), "Phạm Thị Đo", "female"
    ),
]
HEADINGS = {
    "Họ và tên": "name", "Ngày, tháng, năm sinh": "birth_date", "Nữ": "female", "Mã định danh": "listed_id",
    "Chức vụ": "position", "Tổ chuyên môn": "group", "Môn dạy": "subject", "Điện thoại": "phone", "Mã trường": "unit",
}  # fmt: skip


@contextmanager
def fresh_database(postgresql: bool) -> Iterator[None]:
    """The environment's database is the measured one inside the block, and its files lie in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TEMIS_STORAGE"] = folder
        with _postgresql(_fill, FILLING) if postgresql else nullcontext(f"sqlite:///{_copied_file()}") as url:
            os.environ["TEMIS_DATABASE_URL"] = url
            yield


@contextmanager
def nation() -> Iterator[None]:
    """The same with a million people, on PostgreSQL; filled anew each time."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TEMIS_STORAGE"] = folder
        with _postgresql(_fill_nation, FILLING_NATION) as url:
            os.environ["TEMIS_DATABASE_URL"] = url
            yield


@contextmanager
def _postgresql(fill: Callable[[], None], said: str) -> Iterator[str]:
    """The address of a filled database on a server of its own, which is thrown away afterwards."""
    with postgres_server() as server:
        if server is None:
            raise SystemExit("Chưa cài PostgreSQL: make tools")
        server.run('create database "bench"')
        os.environ["TEMIS_DATABASE_URL"] = server.url("bench")
        print(said, flush=True)
        fill()
        yield server.url("bench")


def _copied_file() -> Path:
    """A copy of the measured file, made first if it is not there or belongs to other migrations."""
    kept = INSTANCE / f"bench-{newest_migration()}.db"
    measured = INSTANCE / "bench.db"
    for leftover in INSTANCE.glob("bench.db*"):
        leftover.unlink()
    if not kept.exists():
        for older in INSTANCE.glob("bench-*"):
            older.unlink()
        print(f"{FILLING}, chỉ một lần", flush=True)
        os.environ["TEMIS_DATABASE_URL"] = f"sqlite:///{measured}"
        _fill()
        measured.rename(kept)
    shutil.copy(kept, measured)
    return measured


def _fill() -> None:
    with create_app().app_context():
        upgrade()
        seed("province")
        world = new_province()
        people, world.people = world.people, []
        world.registry_only = [person.registry for person in people if person.registry]
        Loader().load(world)
        catch_up_sequences()
        sign_in_cast(MEMBERS)
        half_done(BIG)
        report_of(BIG)
        recount_all_marked()  # as a worker leaves it: what waits to be counted is a matter of seconds
        refresh_statistics()
        _tidy()


def _fill_nation() -> None:
    with create_app().app_context():
        upgrade()
        seed("nation", print)
        half_done_everywhere(MINISTRY)
        recount_all_marked()
        refresh_statistics()
        _tidy()


def _tidy() -> None:
    db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(TIDIED[db.engine.dialect.name])
    db.engine.dispose()


def new_province() -> World:
    """The same 40,000 people each time."""
    return generated.province(generated.big(NEW, "Tỉnh mới", ROWS), Random(40))  # noqa: S311


def roster_file(path: Path) -> int:
    """Write the new province's rosters as one sheet, as offices send them; returns the number of rows."""
    people = new_province().people[:ROWS]
    names = {"teacher": "Giáo viên", "group_head": "Tổ trưởng chuyên môn", "staff": "Nhân viên"} | {
        "principal": "Hiệu trưởng", "vice_principal": "Phó hiệu trưởng",
    }  # fmt: skip
    # Strings are shared, as spreadsheet programs write them, and not inline as in constant_memory.
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Danh sach")
        sheet.write_row(0, 0, ["TT", *HEADINGS])
        for number, person in enumerate(people, start=1):
            values = vars(person) | {
                "birth_date": f"{person.birth_date:%d/%m/%Y}" if person.birth_date else "",
                "female": "x" if person.gender == "female" else "", "position": names[person.position],
            }  # fmt: skip
            sheet.write_row(number, 0, [number, *(values[field] or "" for field in HEADINGS.values())])
    return len(people)
