"""`flask registry-standin`: a registry to try faults with; `flask registry-fault`: make it misbehave."""

from pathlib import Path

import click
from flask import Flask

from app.db import db
from app.integrations.registry import standin
from app.integrations.registry.embedded import EmbeddedRegistry

PORT = 8090
FAULTS = click.Choice([str(each) for each in standin.Trouble])


def init_app(app: Flask) -> None:
    """Register both commands."""

    @app.cli.command("registry-standin")
    @click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--port", default=PORT, show_default=True)
    @click.option("--fault", type=FAULTS, default="none")
    def registry_standin(file: Path | None, port: int, fault: str) -> None:
        """Serve a registry over HTTP: the export in FILE (CSV), or else the records imported here."""
        people = standin.read_people(file) if file else EmbeddedRegistry().everybody()
        db.session.rollback()
        standin.serve(people, port, standin.Trouble(fault))

    @app.cli.command("registry-fault")
    @click.argument("fault", type=FAULTS)
    @click.option("--port", default=PORT, show_default=True)
    def registry_fault(fault: str, port: int) -> None:
        """Switch the fault of the running stand-in; `none` makes it well again."""
        try:
            standin.switch(port, standin.Trouble(fault))
        except OSError:
            raise click.ClickException(f"Không có CSDL ngành giả nào chạy ở cổng {port}.") from None
        click.echo(f"CSDL ngành giả ở cổng {port}: {fault}")
