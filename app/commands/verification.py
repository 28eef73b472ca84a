"""`flask verify`: check the sector IDs of a whole unit now; `flask registry-standin`: a registry to try faults with."""

import json
import sys
from pathlib import Path

import click
from flask import Flask

from app.domain.organisation.queries import unit_by_code
from app.domain.viewer import SYSTEM
from app.integrations.registry import standin
from app.integrations.registry.verification import verify_unit


def init_app(app: Flask) -> None:
    """Register both commands."""

    @app.cli.command("verify")
    @click.option("--unit", "code", required=True, help="Code of the school, the office or the province.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    def verify(code: str, as_json: bool) -> None:
        """Verify everybody of a unit against the sector registry."""
        unit = unit_by_code(code)
        if unit is None:
            click.echo(json.dumps({"unit": code, "error": "unit_unknown"}))
            sys.exit(2)
        counts = verify_unit(SYSTEM, unit.path)
        if as_json:
            outcomes = dict(sorted(counts.items()))
            click.echo(json.dumps({"unit": code, "people": counts.total(), "outcomes": outcomes}))
            return
        for outcome, number in sorted(counts.items()):
            click.echo(f"{outcome}: {number}")

    @app.cli.command("registry-standin")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--port", default=8090, show_default=True)
    @click.option("--fault", type=click.Choice([str(each) for each in standin.Trouble]), default="none")
    def registry_standin(file: Path, port: int, fault: str) -> None:
        """Serve a registry export over HTTP; set TEMIS_REGISTRY_URL to the printed address."""
        standin.main([str(file), "--port", str(port), "--fault", fault])
