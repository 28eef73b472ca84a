"""What do tests of backups need?  A stored file that a row names, an archive, and what the commands say of it."""

import hashlib
from pathlib import Path

from flask import Flask

from app.commands.backups.archives import NAME
from app.db import db
from app.domain.imports import actions
from app.domain.imports.columns import ImportKind
from app.web.files import new_name, writing_to
from tests.cast import Cast


def stored_file(cast: Cast, content: bytes = b"Ho va ten;Ngay sinh\n") -> str:
    """The stored name of a file that was brought in."""
    stored = new_name()
    with writing_to(stored) as out:
        out.write(content)
    file = actions.StoredBytes(stored, hashlib.sha256(content).hexdigest(), len(content))
    actions.register_file(cast.district_admin.viewer, ImportKind.ROSTER, "a.csv", file)
    return stored


def run(app: Flask, *arguments: object):  # type: ignore[no-untyped-def]
    """A command's result; nobody else is connected meanwhile."""
    db.session.remove()
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments])


def backed_up(app: Flask, folder: Path) -> Path:
    """The archive that `flask backup` made."""
    said = run(app, "backup", folder)
    assert said.exit_code == 0, said.output
    return Path(said.output.splitlines()[0])


def archives(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if NAME.fullmatch(path.name)] if folder.exists() else []
