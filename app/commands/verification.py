"""`flask verify`: check the sector IDs of a whole unit now."""

import json
import sys

import click
from flask import Flask

from app.domain.organisation.queries import unit_by_code
from app.domain.viewer import SYSTEM
from app.integrations.registry.verification import verify_unit


def init_app(app: Flask) -> None:
    """Register `flask verify`."""

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
