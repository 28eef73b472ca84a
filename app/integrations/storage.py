"""Where do files lie?  In one folder outside the web root, under random names, for this service alone (UP-4)."""

import os
import re
import secrets
from pathlib import Path

from flask import current_app

_NAME = re.compile(r"^[0-9a-f]{32}$")


def store(content: bytes) -> str:
    """Write the bytes so that they are there whole or not at all; answers the random name to find them by."""
    name = secrets.token_hex(16)
    place = _place(name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = place.with_suffix(".part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(place)
    return name


def path_of(name: str) -> Path:
    """Where the bytes of a stored name lie; raises FileNotFoundError for a name that is none of ours."""
    if not _NAME.match(name):
        raise FileNotFoundError(name)
    return _place(name)


def discard(name: str) -> None:
    """Remove the bytes; a name already gone is no error."""
    path_of(name).unlink(missing_ok=True)


def _place(name: str) -> Path:
    root: Path = current_app.extensions["settings"].storage
    return root / name[:2] / name[2:4] / name
