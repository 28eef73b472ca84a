"""Which backups are kept?  All of 30 days, and the newest of each of 12 months (REL-3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from app.commands.backups.archives import archives_in
from app.commands.backups.disk import PART

DAYS, MONTHS = timedelta(days=30), 12
DIED = timedelta(days=1)  # a passing file this old was left by a backup that was killed


def outdated(times: Iterable[datetime], now: datetime) -> list[datetime]:
    """The times of the backups that may go; never the newest one."""
    old, months = [], set[tuple[int, int]]()
    for at in sorted(times, reverse=True):
        month = (at.year, at.month)
        age = (now.year - at.year) * 12 + now.month - at.month
        if months and now - at > DAYS and (month in months or age > MONTHS):
            old.append(at)
        months.add(month)
    return old


def prune(folder: Path, now: datetime) -> Sequence[Path]:
    """Delete the outdated archives, then every stored file that no archive left can hold; what was deleted.

    A stored file bears the date of the last backup that held it: older than the oldest archive, it is nobody's.
    """
    archives = archives_in(folder)
    old = set(outdated((at for at, _ in archives), now))
    gone = [path for at, path in archives if at in old]
    oldest = min((at for at, _ in archives if at not in old), default=None)
    for path in gone:
        path.unlink()
    if oldest is not None:
        gone += _older(oldest, (folder / "files").rglob("*"))
    gone += _older(now - DIED, folder.rglob(f"*{PART}"))
    return gone


def _older(than: datetime, paths: Iterable[Path]) -> list[Path]:
    old = [path for path in paths if path.is_file() and path.stat().st_mtime < than.timestamp()]
    for path in old:
        path.unlink()
    return old
