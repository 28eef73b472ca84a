"""How do bytes come to lie in the folder of backups?  Whole or not at all, for their owner only, sealed if so set."""

import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click import ClickException

SEALED = ".gpg"
PART = ".part"


class BackupRefused(ClickException):
    """It cannot be backed up, trusted or restored; the text says why, in Vietnamese."""


@contextmanager
def drafted(source: Path, folder: Path, recipient: str = "") -> Iterator[Path]:
    """The bytes of `source` on the disk of `folder`, under a passing name that the block replaces by the lasting one.

    With a recipient they are sealed to that OpenPGP key: this machine can write them and never read them again.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f"{secrets.token_hex(8)}{PART}"
    try:
        with (
            source.open("rb") as plain,
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
        ):
            if recipient:
                options = ["--trust-model", "always", "--set-filename", "", "--compress-algo", "none"]
                _gpg([*options, "--recipient", recipient, "--encrypt"], plain, out)
            else:
                shutil.copyfileobj(plain, out)
            out.flush()
            os.fsync(out.fileno())
        yield draft
        _keep_name(folder)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Where the plain bytes of a kept file lie while the block runs; raises BackupRefused without the key."""
    if path.suffix != SEALED:
        yield path
        return
    with private_folder() as passing:
        with path.open("rb") as sealed, (passing / "plain").open("wb") as out:
            _gpg(["--decrypt"], sealed, out)
        yield passing / "plain"


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that nobody else may enter, gone afterwards; it lies where TMPDIR says."""
    with tempfile.TemporaryDirectory(prefix="temis-backup-") as passing:
        yield Path(passing)


def sha256_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def run(command: list[str], **options: object) -> None:
    """Run a tool of the system; raises BackupRefused with what it said last."""
    if shutil.which(command[0]) is None:
        raise BackupRefused(f"Máy này chưa có chương trình {command[0]}.")
    quiet = {"stdout": subprocess.DEVNULL} | options
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False, **quiet)  # type: ignore[call-overload]
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise BackupRefused(f"{command[0]} báo lỗi: {said[-1] if said else done.returncode}")


def _gpg(arguments: list[str], source: object, target: object) -> None:
    run(["gpg", "--batch", "--quiet", *arguments], stdin=source, stdout=target)


def _keep_name(folder: Path) -> None:
    """A name is on the disk once its folder is; Windows sees to that by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
