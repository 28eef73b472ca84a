"""How does the very first person get in?  `flask first-admin NAME` on the server of a new installation."""

import click
from flask import Flask
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.actions.codes import issue_codes
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.posts import Post, begin
from app.domain.organisation.rules import Position, UnitKind
from app.domain.vietnamese import clean_name, default_given_name, fold, name_problem, sort_key
from app.domain.viewer import SYSTEM

CODE, NAME, TYPE_NAME = "BO", "Bộ Giáo dục và Đào tạo", "Bộ GDĐT"


def ministry() -> Unit:
    """The root of the organisation tree, made when it is missing; inside `writing()`."""
    root = db.session.scalar(select(Unit).where(Unit.kind == UnitKind.MINISTRY))
    if root is not None:
        return root
    root = Unit(
        code=CODE, name=NAME, name_fold=fold(NAME), kind=UnitKind.MINISTRY, type_name=TYPE_NAME, path="",
        valid_from=clock.today().replace(month=1, day=1),
    )  # fmt: skip
    db.session.add(root)
    db.session.flush()
    root.path = f"/{root.id}/"
    return root


def appoint_first_admin(full_name: str) -> int:
    """Make the person, the work at the ministry and the admin's appointment; returns the person's id.

    Raises ValueError when an admin of the ministry exists: from then on admins are made by admins (AZ-10).
    """
    with writing():
        root = ministry()
        known = select(func.count()).where(Appointment.unit_id == root.id, Appointment.position == Position.ADMIN)
        if db.session.scalar(known):
            raise ValueError("the ministry has an admin")
        given = default_given_name(full_name)
        person = Person(
            full_name=full_name, given_name=given, name_fold=fold(full_name), sort_key=sort_key(full_name, given),
            created_at=clock.now(),
        )  # fmt: skip
        db.session.add(person)
        db.session.flush()
        begin(person, root, Post(Position.MINISTRY_OFFICER, clock.today()), main=True)
        begin(person, root, Post(Position.ADMIN, clock.today()), main=False)
        return person.id


def init_app(app: Flask) -> None:
    """Register `flask first-admin`."""

    @app.cli.command("first-admin")
    @click.argument("full_name")
    def first_admin(full_name: str) -> None:
        """Make the first admin (of the ministry) and print the login and its one-time code."""
        name = clean_name(full_name)
        if name_problem(name) is not None:
            raise click.BadParameter("not a name", param_hint="FULL_NAME")
        try:
            person_id = appoint_first_admin(name)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        slip = issue_codes(SYSTEM, [person_id], None)[0]
        click.echo(f"{slip.login_name}\n{slip.code}")
