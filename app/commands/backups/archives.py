"""What is a backup?  In a folder of backups:

    temis-20220525T010203Z-<hash>.zip     the database and a manifest; the name tells the time and the hash of the bytes
    files/ab/<SHA-256>                    each stored file once, by its content, whichever archives hold it

With a recipient both end in `.gpg`.  An archive appears under its name only after everything that it names lies there.
"""

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.commands.backups import postgresql, sqlite
from app.commands.backups.contents import Contents
from app.commands.backups.disk import SEALED, BackupRefused, drafted, opened, private_folder, sha256_of

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
NAME = re.compile(r"temis-(\d{8}T\d{6}Z)-([0-9a-f]{16})\.zip(\.gpg)?")
AT = "%Y%m%dT%H%M%SZ"
DATABASE, MANIFEST = "database", "manifest.json"
QUICK = 1  # of zip's levels: a dump is compressed already, and a copy of SQLite gains little by more


@dataclass(frozen=True)
class Manifest:
    """What the archive promises: `made_at` is before anything was read; `missing` are files that were not there."""

    made_at: str
    engine: str
    database: str
    contents: Contents
    files: dict[str, str]
    missing: list[str]

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


@dataclass(frozen=True)
class Archive:
    """An opened archive: its database lies at `database`, as the manifest promises; its files are still to be read."""

    manifest: Manifest
    database: Path
    files: "Files"


class Files:
    """The stored files of a folder of backups, by content."""

    def __init__(self, folder: Path, recipient: str = "") -> None:
        self.folder, self.recipient = folder / "files", recipient

    def keep(self, source: Path, at: datetime) -> str:
        """Keep a file; its SHA-256.  Its date becomes that of the last backup that holds it (see `retention`)."""
        digest = sha256_of(source)
        final = self._path(digest, SEALED if self.recipient else "")
        if not final.exists():
            with drafted(source, final.parent, self.recipient) as draft:
                draft.replace(final)
        _date(final, at)
        return digest

    def fault(self, digest: str) -> str | None:
        """Why the file cannot be had as it was, None if it can."""
        found = self._found(digest)
        if found is None:
            return "thiếu tệp"
        with opened(found) as plain:
            return None if sha256_of(plain) == digest else "tệp đã bị thay đổi"

    def bring(self, digest: str, target: Path) -> None:
        """Put the file at `target`; raises BackupRefused if it is not there as it was."""
        found = self._found(digest)
        if found is None:
            raise BackupRefused(f"Bản sao lưu thiếu tệp {digest}.")
        with opened(found) as plain, drafted(plain, target.parent) as draft:
            if sha256_of(draft) != digest:
                raise BackupRefused(f"Tệp {digest} trong bản sao lưu đã bị thay đổi.")
            draft.replace(target)

    def _path(self, digest: str, ending: str) -> Path:
        return self.folder / digest[:2] / f"{digest}{ending}"

    def _found(self, digest: str) -> Path | None:
        return next((path for end in ("", SEALED) if (path := self._path(digest, end)).exists()), None)


def write_archive(folder: Path, database: Path, manifest: Manifest, recipient: str) -> Path:
    """The finished archive."""
    with private_folder() as passing:
        plain = passing / "archive"
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as out:
            out.write(database, DATABASE)
            out.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))
        with drafted(plain, folder, recipient) as draft:
            name = f"temis-{manifest.at.strftime(AT)}-{sha256_of(draft)[:16]}.zip{SEALED if recipient else ''}"
            draft.replace(folder / name)
    return folder / name


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """The archive's manifest and database, both whole; raises BackupRefused for anything else."""
    match = NAME.fullmatch(path.name)
    if match is None:
        raise BackupRefused(f"{path.name} không phải tên của một bản sao lưu hoàn chỉnh.")
    if sha256_of(path)[:16] != match[2]:
        raise BackupRefused("Bản sao lưu đã bị thay đổi: nội dung không khớp mã băm trong tên tệp.")
    with private_folder() as passing, opened(path) as plain:
        try:
            manifest = _unpacked(plain, passing / DATABASE)
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError) as error:
            raise BackupRefused(f"Không đọc được bản sao lưu: {error}") from error
        if sha256_of(passing / DATABASE) != manifest.database:
            raise BackupRefused("Cơ sở dữ liệu trong bản sao lưu không khớp bản kê.")
        yield Archive(manifest, passing / DATABASE, Files(path.parent))


def archives_in(folder: Path) -> Iterable[tuple[datetime, Path]]:
    """The archives of a folder with the time that their names tell, oldest first."""
    found = ((NAME.fullmatch(path.name), path) for path in sorted(folder.iterdir()))
    return [(datetime.strptime(match[1], AT).replace(tzinfo=UTC), path) for match, path in found if match]


def _unpacked(plain: Path, database: Path) -> Manifest:
    with zipfile.ZipFile(plain) as members:
        facts = json.loads(members.read(MANIFEST))
        with members.open(DATABASE) as content, database.open("wb") as out:
            shutil.copyfileobj(content, out)
    return Manifest(**facts | {"contents": Contents(**facts["contents"])})


def _date(path: Path, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))
