"""`flask seed`: fills an empty database with a demonstration of synthetic people (refused in production, AUTH-10)."""

import time
from collections.abc import Callable
from random import Random

import click
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select

from app.commands.demo import generated
from app.commands.demo.cast import cast_list, sign_in_cast
from app.commands.demo.hau_giang import hau_giang
from app.commands.demo.loading import Loader, catch_up_sequences
from app.commands.demo.top import top
from app.db import db, writing
from app.domain import clock
from app.domain.identity import indicators  # noqa: F401  (registers what is counted)
from app.domain.organisation.models import Installation, Person, ServiceArea, Unit
from app.domain.progress.actions import rebuild as recount_everything

SEED = 93
SIZES = ("demo", "province", "nation")
PROVINCE_SIZE = 80_000
NATION_PROVINCES = 13  # of 80,000 people each: about a million


class NotEmpty(RuntimeError):
    """There are units already: a demonstration is never mixed with what is there."""


def database_is_empty() -> bool:
    """Has nothing been set up here yet?"""
    empty = db.session.scalar(select(func.count()).select_from(Unit)) == 0
    db.session.rollback()
    return empty


def seed(size: str = "demo", say: Callable[[str], object] = str) -> None:
    """Fill an empty, migrated database; `say` hears how far it is.  Raises `NotEmpty`."""
    if not database_is_empty():
        raise NotEmpty
    random = Random(SEED)  # noqa: S311 - the same people each time
    loader = Loader()
    loader.load(top())
    for world in (hau_giang(random), generated.province(generated.an_son(), random)):
        loader.load(world)
    for number in range({"demo": 0, "province": 1, "nation": NATION_PROVINCES}[size]):
        loader.load(
            generated.province(generated.big(f"{40 + number}", f"Tỉnh lớn {number + 1}", PROVINCE_SIZE), random)
        )
        say(f"  … tỉnh {number + 1}")
    catch_up_sequences()
    sign_in_cast()
    with writing():
        units = dict(db.session.execute(select(Unit.code, Unit.id).where(Unit.code.in_(["DHSP", "93", "97"]))).all())
        day = clock.today().replace(month=1, day=1)
        db.session.add(ServiceArea(university_id=units["DHSP"], province_id=units["93"], starts=day))
        db.session.add(Installation(demo=True, size=size, seeded_at=clock.now()))
    recount_everything()


def rebuild() -> None:
    """Take every table down and up again: the journal cannot be emptied, by design (AUD-2)."""
    db.session.remove()
    downgrade(revision="base")
    upgrade()


def sign_ins() -> str:
    """The cast's sign-ins as lines to print."""
    return "\n".join(f"  {member.login:<18}{member.who}" for member in cast_list())


def init_app(app: Flask) -> None:
    """Register `flask seed`."""

    @app.cli.command("seed")
    @click.option("--size", type=click.Choice(SIZES), default="demo")
    @click.option("--replace", is_flag=True, help="Empty the database first.")
    def command(size: str, replace: bool) -> None:
        """Fill the database with a demonstration of synthetic people."""
        if app.extensions["settings"].production:
            raise click.ClickException("Không tạo dữ liệu mẫu trên hệ thống thật.")
        started = time.perf_counter()
        try:
            if replace:
                rebuild()
            seed(size, say=click.echo)
        except NotEmpty:
            raise click.ClickException("Cơ sở dữ liệu đã có dữ liệu. Thêm --replace để xóa và tạo lại.") from None
        people = db.session.scalar(select(func.count()).select_from(Person))
        click.echo(f"Đã tạo {people} người trong {time.perf_counter() - started:.1f} giây.")
