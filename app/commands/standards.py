"""`flask standards`: the professional standards as files; `flask rank`: what the ranking rule says, for auditors."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from app.domain.standards import queries
from app.domain.standards.actions import StandardInUse, import_standard
from app.domain.standards.rules.ranking import Ranking, rank_form
from app.domain.standards.rules.reading import BadStandard, read_form, read_standard
from app.domain.standards.rules.standard import Standard
from app.domain.viewer import SYSTEM
from app.integrations.standard_files import UnreadableStandard, bundled, read_file, write_file


def init_app(app: Flask) -> None:
    """Register the commands."""
    group = AppGroup("standards", help="Professional standards as versioned data.")
    app.cli.add_command(group)
    app.cli.command("rank")(rank)
    group.command("import")(import_files)
    group.command("export")(export)
    group.command("list")(list_all)


@click.argument("code")
@click.argument("forms", type=click.File(encoding="utf-8-sig", errors="replace"))
def rank(code: str, forms: TextIO) -> None:
    """Rank forms, one a line ("T,K,Đ,…", nothing between two commas for a blank), by the standard CODE.

    Prints for each: rank, deciding clause, then the criteria that are missing or whose rise would lift the rank.
    A line that is no form of this standard is answered with "?" and the reason; the exit code is then 1.
    Each line gets its one line of answer, whatever stands in it: bytes that are no UTF-8 spoil their own line only.
    """
    standard = _known(code)
    faulty = False
    for line in forms:
        try:
            click.echo(_line(standard, rank_form(standard, read_form(standard, line.rstrip("\r\n").split(",")))))
        except ValueError as error:
            faulty = True
            click.echo(f"?\t{error}\t")
    sys.exit(1 if faulty else 0)


def _line(standard: Standard, ranking: Ranking) -> str:
    if ranking.rank is None or ranking.clause is None:
        return "\t".join(("", "", ",".join(map(str, ranking.missing))))
    lifting = ",".join(str(lift.criterion) for lift in ranking.lifting)
    return "\t".join((standard.level(ranking.rank).code, ranking.clause.article, lifting))


@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_files(files: tuple[Path, ...]) -> None:
    """Take in standards from YAML files; without FILES those that come with the app."""
    for path in files or bundled():
        try:
            changed = import_standard(SYSTEM, read_file(path.read_bytes()))
        except (UnreadableStandard, BadStandard) as error:
            raise click.ClickException(f"{path.name}: {error}") from error
        except StandardInUse as error:
            raise click.ClickException(f"{path.name}: in use by a period; give the changed text a new code") from error
        click.echo(f"{path.name}: {'imported' if changed else 'unchanged'}")


@click.argument("code")
def export(code: str) -> None:
    """Print a standard as YAML."""
    row = queries.stored(code)
    if row is None:
        raise click.ClickException(f"no standard {code}")
    click.echo(write_file(row.document), nl=False)


def list_all() -> None:
    """List the standards: code, kind, digest, in use since."""
    for row in queries.all_standards():
        used = row.used_since.isoformat() if row.used_since else "-"
        click.echo("\t".join((row.code, row.kind, row.digest[:12], used)))


def _known(code: str) -> Standard:
    """The standard of this code: as imported, else as it comes with the app; an auditor needs no database."""
    with suppress(DBAPIError):
        row = queries.stored(code)
        if row is not None:
            return read_standard(row.document)
    for path in bundled():
        document = read_file(path.read_bytes())
        if document.get("code") == code:
            return read_standard(document)
    raise click.ClickException(f"no standard {code}")
