"""`flask import units|registry|roster FILE`: the same imports as on the pages, for an administrator's scripts."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from app.db import db, writing
from app.domain import clock
from app.domain.imports.cells import Finding
from app.domain.imports.columns import ImportKind
from app.domain.imports.planned import About
from app.domain.imports.states import Outcome
from app.domain.viewer import SYSTEM
from app.integrations.spreadsheets.layout import LayoutRefused
from app.integrations.spreadsheets.reading import FileRefused
from app.jobs.imports.kinds import KINDS, Kind
from app.jobs.imports.pipeline import PLANNED_AT_ONCE, Tally, affordable, batches, check_file, refusal_of
from app.web.labels.imports import refusal_sentence, sentence

ATTENTION = (Outcome.REFUSED, Outcome.BY_HAND)

group = AppGroup("import", help="Bring in units, the sector registry's export, or school rosters (.xlsx, .csv).")


class Report:
    """What came of a file: counts, the rows that need eyes, the zeros that came back."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.rows: list[dict[str, Any]] = []

    def add(self, planned: Sequence[Any]) -> None:
        for each in planned:
            self.tally.add(each.outcome, each.findings, each.differs)
            if each.outcome in ATTENTION or each.differs:
                self.rows += [described(each.number, each.outcome, finding) for finding in each.findings]

    def as_values(self) -> dict[str, Any]:
        counts = self.tally.counts
        names = ("read", "create", "update", "move", "unchanged", "by_hand", "refused", "differs", "recovered_zeros")
        return {name: counts.get(name, 0) for name in names} | {"rows": self.rows}


def described(number: int, outcome: Outcome, finding: Finding) -> dict[str, Any]:
    """One reason of one row, by codes and in words."""
    return {
        "row": number, "outcome": str(outcome), "column": finding.column, "reason": str(finding.reason),
        "text": sentence(finding),
    }  # fmt: skip


def bring_in(kind: ImportKind, path: Path, *, dry_run: bool) -> Report:
    """Plan a file and, unless it is a dry run, write it in batches; raises FileRefused, LayoutRefused."""
    report, how = Report(), KINDS[kind]
    with tempfile.TemporaryDirectory() as folder:
        checked = check_file(kind, path, Path(folder) / "rows", path.name, clock.today())
        rows = (row for row, _ in checked.rows)
        size = checked.reading.rows + 1 if how.whole_file else PLANNED_AT_ONCE
        for batch in batches(rows, size):
            planned = how.plan(SYSTEM, batch, About())
            db.session.rollback()
            if not dry_run:
                planned = write(how, planned, batch)
            report.add(planned)
    return report


def write(how: Kind, planned: Sequence[Any], batch: Sequence[Any]) -> Sequence[Any]:
    """Write one planned batch; kinds that are planned whole are written step by step in smaller ones."""
    if how.whole_file:
        for part in steps(planned):
            with writing():
                how.apply(SYSTEM, part, About())
        return planned
    checked, written = {row.number: row for row in batch}, []
    for part in affordable(planned):
        with writing():
            again = how.plan(SYSTEM, [checked[each.number] for each in part], About())
            how.apply(SYSTEM, again, About())
        written += again
    return written


def steps(planned: Sequence[Any]) -> Iterator[list[Any]]:
    """Parents before children, each step in batches."""
    for step in sorted({each.step for each in planned}):
        yield from affordable(each for each in planned if each.step == step)


def show(values: dict[str, Any], *, dry_run: bool) -> None:
    """The report in words."""
    words = {
        "read": "Đã đọc", "create": "Thêm mới", "update": "Cập nhật", "move": "Chuyển trường", "unchanged": "Không đổi",
        "recovered_zeros": "Khôi phục số 0", "differs": "Khác hồ sơ", "by_hand": "Cần quyết định", "refused": "Từ chối",
    }  # fmt: skip
    if dry_run:
        click.echo("Chạy thử: chưa ghi gì.")
    for name, text in words.items():
        click.echo(f"{text:<16}{values[name]:>8}")
    for row in values["rows"]:
        click.echo(f"Dòng {row['row']} [{row['column'] or '-'}] {row['reason']}: {row['text']}")


def run(kind: ImportKind, file: Path, dry_run: bool, as_json: bool) -> None:
    """Exit status 1 if the file as a whole was refused, 0 otherwise, also when single rows were."""
    try:
        values = bring_in(kind, file, dry_run=dry_run).as_values()
    except (FileRefused, LayoutRefused) as error:
        code, facts = refusal_of(error)
        refusal = {"code": code} | facts
        click.echo(json.dumps({"refused_file": refusal}, ensure_ascii=False) if as_json else refusal_sentence(refusal))
        raise SystemExit(1) from None
    values = {"kind": str(kind), "file": file.name, "dry_run": dry_run} | values
    click.echo(json.dumps(values, ensure_ascii=False, indent=1)) if as_json else show(values, dry_run=dry_run)


def command(kind: ImportKind) -> None:
    """Register `flask import <kind> FILE`."""

    @group.command(kind.value)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Check and plan only; write nothing.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    def import_file(file: Path, dry_run: bool, as_json: bool) -> None:
        run(kind, file, dry_run, as_json)


# Results from paper are not among them: an office answers for those.
for each_kind in (ImportKind.UNITS, ImportKind.REGISTRY, ImportKind.ROSTER):
    command(each_kind)


def init_app(app: Flask) -> None:
    """Register `flask import`."""
    app.cli.add_command(group)
