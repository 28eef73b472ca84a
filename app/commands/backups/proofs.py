"""What can be proved of a restored database and its files?  Each proof in words, with what stands against it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Executable, column, delete, table, update
from sqlalchemy.exc import DBAPIError

from app.commands.backups.archives import ENGINES, Manifest
from app.commands.backups.contents import JOURNALS, Contents, contents_of
from app.commands.backups.disk import sha256_of
from app.config import ROOT
from app.web.startup import newest_migration

MOST_TOLD = 5


class Proof(NamedTuple):
    """Something that holds, unless there are faults."""

    what: str
    faults: list[str]
    detail: str = ""


def proofs(connection: Connection, manifest: Manifest, storage: Path) -> Iterator[Proof]:
    """Every proof that a drill makes; `storage` is where the files were restored to."""
    found = contents_of(connection)
    yield Proof("Cơ sở dữ liệu nguyên vẹn", ENGINES[manifest.engine].faults(connection))
    yield _migration(found, manifest)
    for journal in JOURNALS:
        yield _journal(connection, journal, found, manifest)
    yield _counts(found, manifest)
    yield _files(found, manifest, storage)


def _migration(found: Contents, manifest: Manifest) -> Proof:
    """At the revision it was at when backed up, which this version of the code knows."""
    what = "Phiên bản cấu trúc dữ liệu"
    if found.revision != manifest.contents.revision:
        return Proof(what, [f"{found.revision}, bản kê ghi {manifest.contents.revision}"])
    if found.revision == newest_migration():
        return Proof(what, [], f"{found.revision}, mới nhất")
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    faults = [] if found.revision in known else [f"{found.revision}: bản mã nguồn này không biết"]
    return Proof(what, faults, f"{found.revision}, cần chạy flask db upgrade sau khi khôi phục")


def _journal(connection: Connection, journal: str, found: Contents, manifest: Manifest) -> Proof:
    """Whole up to its last entry, and still append-only (AUD-2): the database is asked to break it."""
    faults, last = [], found.last.get(journal)
    promised = manifest.contents.last.get(journal)
    if last != promised:
        faults.append(f"dòng cuối là {last}, bản kê ghi {promised}")
    elif last is not None:
        if ENGINES[manifest.engine].numbering_fault(connection, journal):
            faults.append("thiếu hoặc trùng số thứ tự")
        breaking = _breaking(journal, last)
        faults += [f"cho phép {act} một dòng" for act, how in breaking.items() if _is_allowed(connection, how)]
    return Proof(f"Nhật ký {journal} chỉ ghi thêm", faults, f"dòng cuối {last}")


def _breaking(journal: str, last: int) -> dict[str, Executable]:
    entries = table(journal, column("id"), column("event"))
    this = entries.c.id == last
    return {"sửa": update(entries).where(this).values(event="changed"), "xóa": delete(entries).where(this)}


def _is_allowed(connection: Connection, statement: Executable) -> bool:
    """Try it, and take it back whatever happens."""
    attempt = connection.begin_nested()
    try:
        connection.execute(statement)
    except DBAPIError:
        return False
    finally:
        attempt.rollback()
    return True


def _counts(found: Contents, manifest: Manifest) -> Proof:
    promised = manifest.contents.counts
    faults = [
        f"{name}: {found.counts.get(name)}, bản kê ghi {promised.get(name)}"
        for name in sorted(found.counts.keys() | promised.keys()) if found.counts.get(name) != promised.get(name)
    ]  # fmt: skip
    told = ", ".join(f"{name} {promised[name]}" for name in ("unit", "person", "evaluation") if name in promised)
    return Proof(f"Số dòng của {len(promised)} bảng", faults, told)


def _files(found: Contents, manifest: Manifest, storage: Path) -> Proof:
    """Every file that a row names lies there, with the hash that the row and the manifest say."""
    faults: list[str] = []
    for name, said in found.files.items():
        path = storage / name
        if not path.is_file():
            faults.append(f"{name}: không có")
        elif sha256_of(path) not in ({manifest.files.get(name)} & {said or manifest.files.get(name)}):
            faults.append(f"{name}: nội dung khác")
    return Proof(f"{len(found.files)} tệp mà dữ liệu nhắc đến", faults)
