"""How is an installation backed up, put back, and a backup tried out?"""

import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.commands.backups.archives import ENGINES, Archive, Files, Manifest, write_archive
from app.commands.backups.contents import files_named, holds_data
from app.commands.backups.disk import BackupRefused, private_folder, sha256_of
from app.commands.backups.proofs import Proof, proofs
from app.db import db
from app.domain import clock
from app.web.files import folder as storage_folder
from app.web.files import path_of


def back_up(folder: Path, recipient: str) -> tuple[Path, Manifest]:
    """The new archive.  Files are kept before the database and, for those that came meanwhile, once more after it."""
    made_at, engine, files = clock.now(), db.engine, Files(folder, recipient)
    with engine.connect() as connection:
        before = files_named(connection)
    kept = keep_files(files, list(before), made_at)
    with private_folder() as passing:
        database = passing / "database"
        contents = ENGINES[engine.dialect.name].dump(engine.url, database)
        kept |= keep_files(files, [name for name in contents.files if name not in kept], made_at)
        missing = [name for name in contents.files if name not in kept]
        named = {name: digest for name, digest in kept.items() if name in contents.files}
        digest = sha256_of(database)
        manifest = Manifest(made_at.isoformat(), engine.dialect.name, digest, contents, named, missing)
        return write_archive(folder, database, manifest, recipient), manifest


def keep_files(files: Files, names: list[str], at: datetime) -> dict[str, str]:
    """SHA-256 by stored name of those that are there: one may be thrown away at any moment."""
    kept = {}
    for name in names:
        try:
            kept[name] = files.keep(path_of(name), at)
        except FileNotFoundError:
            continue
    return kept


def restore_files(archive: Archive, storage: Path) -> None:
    """Bring every file of the manifest; those that lie there unchanged stay."""
    for name, digest in archive.manifest.files.items():
        target = storage / path_of(name).relative_to(storage_folder())
        if not (target.is_file() and sha256_of(target) == digest):
            archive.files.bring(digest, target)


def drill(archive: Archive) -> tuple[list[Proof], float]:
    """Restore to a scratch place and prove what came of it; the proofs, and the seconds that the restore took."""
    engine = ENGINES[archive.manifest.engine]
    begun = time.monotonic()
    with engine.scratch(db.engine.url) as url, private_folder() as storage:
        restore_files(archive, storage)
        engine.restore(archive.database, url)
        took = time.monotonic() - begun
        scratch = create_engine(url, poolclass=NullPool)
        try:
            with scratch.connect() as connection:
                return list(proofs(connection, archive.manifest, storage)), took
        except DBAPIError as error:
            raise BackupRefused(f"Không đọc được cơ sở dữ liệu đã khôi phục: {error.orig}") from error


def put_back(archive: Archive, *, replace: bool) -> None:
    """Bring files and database back.  Raises BackupRefused for another kind of database, and unless it is to be
    replaced for one that holds anything.
    """
    kind = db.engine.dialect.name
    if archive.manifest.engine != kind:
        raise BackupRefused(f"Bản sao lưu của {archive.manifest.engine}, TEMIS_DATABASE_URL là {kind}.")
    with db.engine.connect() as connection:
        if not replace and holds_data(connection):
            raise BackupRefused("Cơ sở dữ liệu đang có dữ liệu. Thêm --replace nếu chắc chắn muốn thay toàn bộ.")
    db.engine.dispose()
    restore_files(archive, storage_folder())
    ENGINES[kind].restore(archive.database, db.engine.url)
