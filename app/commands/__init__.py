"""The flask command line: one module a subject, each with `init_app`.

They are loaded when a command is asked for.  A web process never is, and so goes without the runners of long work,
the printing of paper, the readers of spreadsheets and the demonstration.
"""

import click
from flask import Flask
from flask.cli import AppGroup


class Commands(AppGroup):
    """The app's own commands, registered once somebody asks for one."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app.name)
        self._app, self._loaded = app, False

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def _load(self) -> None:
        from app.commands import (
            backup,
            demo_code,
            first_admin,
            imports,
            jobs,
            modules,
            progress,
            registry,
            report,
            seed,
            standards,
            verification,
        )

        if not self._loaded:
            self._loaded = True
            for subject in (
                backup, demo_code, first_admin, imports, jobs, modules, progress, registry, report, seed, standards,
                verification,
            ):  # fmt: skip
                subject.init_app(self._app)


def init_app(app: Flask) -> None:
    """Give the app its command line."""
    kept = app.cli.commands  # those of extensions (`flask db`)
    app.cli = Commands(app)
    app.cli.commands.update(kept)
