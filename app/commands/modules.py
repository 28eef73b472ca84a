"""`flask modules`: the catalogue of training modules as files."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.config import ROOT
from app.domain.training.catalogue.actions import import_catalogue
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.catalogue.rules import BadCatalogue
from app.domain.viewer import SYSTEM
from app.integrations.standard_files import UnreadableStandard, read_file

BUNDLED = ROOT / "app" / "data" / "modules"


def init_app(app: Flask) -> None:
    """Register the commands."""
    group = AppGroup("modules", help="Training modules as data.")
    app.cli.add_command(group)
    group.command("import")(import_files)
    group.command("list")(list_all)


def import_bundled() -> None:
    """Take in the catalogues that come with the app."""
    for path in sorted(BUNDLED.glob("*.yaml")):
        import_catalogue(SYSTEM, read_file(path.read_bytes()))


@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_files(files: tuple[Path, ...]) -> None:
    """Take in catalogues from YAML files; without FILES those that come with the app."""
    for path in files or sorted(BUNDLED.glob("*.yaml")):
        try:
            changed = import_catalogue(SYSTEM, read_file(path.read_bytes()))
        except (UnreadableStandard, BadCatalogue) as error:
            raise click.ClickException(f"{path.name}: {error}") from error
        click.echo(f"{path.name}: {changed} changed")


def list_all() -> None:
    """List the modules: code, programme, number, audience, kind, name."""
    for module in all_modules():
        click.echo(
            "\t".join((module.code, module.programme, str(module.number), module.audience, module.kind, module.name))
        )
