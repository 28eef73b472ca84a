"""`flask progress`: recount every figure, or tell where the stored ones are wrong."""

import click
from flask import Flask
from flask.cli import AppGroup

import app.jobs.everything  # noqa: F401  (registers every indicator)
from app.db import giving_way
from app.domain.progress import actions

group = AppGroup("progress", help="The boards' figures.")


@group.command("rebuild")
def rebuild() -> None:
    """Recount every unit, in small transactions; others may work meanwhile."""
    with giving_way():
        schools = actions.rebuild()
    click.echo(f"{schools} units recounted")


@group.command("compare")
def compare() -> None:
    """Print each stored figure that differs from a fresh count; ends with status 1 if there is any."""
    differences = actions.compare()
    for (campaign_id, indicator, unit_id), stored, counted in differences:
        click.echo(f"campaign {campaign_id} unit {unit_id} {indicator}: stored {stored}, counted {counted}")
    click.echo(f"{len(differences)} differences")
    raise SystemExit(1 if differences else 0)


def init_app(app: Flask) -> None:
    """Register `flask progress`."""
    app.cli.add_command(group)
