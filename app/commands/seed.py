"""`flask seed`: fills an empty database with a demonstration of synthetic people (refused in production, AUTH-10)."""

import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import TextIO

import click
import yaml
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, func, select

from app.commands.demo import generated
from app.commands.demo.assignments import assign_tasks
from app.commands.demo.audits import audit_report
from app.commands.demo.cast import cast_list, sign_in_cast
from app.commands.demo.certificates import certify
from app.commands.demo.core_people import support_colleagues
from app.commands.demo.corrections import put_right
from app.commands.demo.exchange import connect
from app.commands.demo.feedback import ask_learners
from app.commands.demo.hau_giang import hau_giang
from app.commands.demo.life import live
from app.commands.demo.loading import Loader, catch_up_sequences
from app.commands.demo.margins import BadMargins
from app.commands.demo.needs import declare_needs
from app.commands.demo.past_results import ProvinceTaken, seed_margins
from app.commands.demo.provider import choose_system
from app.commands.demo.reports import NUMBERS, report_years
from app.commands.demo.school_year import PROVINCE, half_fill
from app.commands.demo.targets import set_some_targets
from app.commands.demo.top import top
from app.commands.demo.training import learn
from app.commands.modules import import_bundled
from app.config import DEMO_TODAY
from app.db import db, refresh_statistics, writing
from app.domain import clock
from app.domain.identity import indicators  # noqa: F401  (registers what is counted)
from app.domain.organisation.models import Installation, Person, ServiceArea, Unit
from app.domain.progress.actions import rebuild as recount_everything
from app.domain.reporting.beginning import open_report, put_snapshot
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM
from app.web.startup import holds_demo_data

SEED = 93
UNFINISHED = "unfinished"
SIZES = {"demo": (0, 0), "province": (1, 80_000), "nation": (61, 16_400)}
"""How many provinces there are beside the two of the demonstration, and of how many people: 63 make a million."""
CODES = [
    code for code in map(str, (*range(41, 100), *range(10, 41))) if code not in (PROVINCE, generated.an_son().code)
]


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
    _note(UNFINISHED)
    pinned = clock.pinned_today()
    clock.pin_today(DEMO_TODAY)
    try:
        _two_provinces(Random(SEED))  # noqa: S311 - the same people each time
        say("  … hai tỉnh mẫu: xong")
        provinces, people = SIZES[size]
        for number, code in enumerate(CODES[:provinces], start=1):
            shape = generated.big(code, f"Tỉnh lớn {number}", people)
            Loader().load(generated.province(shape, Random(SEED + number)))  # noqa: S311
            say(f"  … {shape.name}: xong")
        catch_up_sequences()
        refresh_statistics()
        recount_everything()
        refresh_statistics()  # the figures have grown too
        _note(size)
    finally:
        clock.pin_today(pinned)


def is_unfinished() -> bool:
    """Was the command broken off while it filled this database?"""
    broken_off = db.session.scalar(select(Installation.size)) == UNFINISHED
    db.session.rollback()
    return broken_off


def _note(size: str) -> None:
    with writing():
        db.session.execute(delete(Installation))
        db.session.add(Installation(demo=True, size=size, seeded_at=clock.now()))


def _two_provinces(random: Random) -> None:
    loader = Loader()
    for world in (top(), hau_giang(random), generated.province(generated.an_son(), random)):
        loader.load(world)
    catch_up_sequences()
    with writing():
        starts = date(2022, 1, 1)
        university, province = loader.units["DHSP"][0], loader.units["93"][0]
        db.session.add(ServiceArea(university_id=university, province_id=province, starts=starts))
    sign_in_cast(cast_list())
    live(random)
    import_bundled()
    half_fill(random)
    learn({"93": "VIETTEL", generated.an_son().code: "VNPT"}, random)
    set_some_targets()
    certify()
    put_right(PROVINCE)
    assign_tasks()
    connect(("VIETTEL", "VNPT"))
    choose_system(PROVINCE)
    ask_learners(PROVINCE, random)
    declare_needs(PROVINCE, random)
    support_colleagues()
    report_years(PROVINCE, random)
    audit_report(PROVINCE, max(NUMBERS))


def rebuild() -> None:
    """Take every table down and up again: the journal cannot be emptied, by design (AUD-2)."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        _drop_all_tables()
    else:
        downgrade(revision="base")
    upgrade()


def _drop_all_tables() -> None:
    """Without looking for rows that point here: SQLite otherwise deletes row by row, an hour for a province."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("pragma foreign_keys=off")
        cursor.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'drop table "{table}"')
        cursor.execute("vacuum")  # gives the pages back, so that nothing of the earlier people stays in the file
    finally:
        connection.close()
        db.engine.dispose()


def sign_ins() -> str:
    """The cast's sign-ins as lines to print."""
    return "\n".join(f"  {member.login:<18}{member.who}" for member in cast_list())


def init_app(app: Flask) -> None:
    """Register `flask seed`."""

    @app.cli.group("seed", invoke_without_command=True)
    @click.option("--size", type=click.Choice(SIZES), default="demo")
    @click.option("--replace", is_flag=True, help="Empty the database first.")
    @click.pass_context
    def group(context: click.Context, size: str, replace: bool) -> None:
        """Fill the database with a demonstration of synthetic people."""
        if app.extensions["settings"].production:
            raise click.ClickException("Không tạo dữ liệu mẫu trên hệ thống thật.")
        if context.invoked_subcommand is None:
            _fill(size, replace=replace)

    @group.command("margins")
    @click.argument("file", type=click.File(encoding="utf-8"))
    def margins(file: TextIO) -> None:
        """Make synthetic people that give the totals of a published report (docs/bao-cao.md)."""
        try:
            document = yaml.safe_load(file)
            province_id, people = seed_margins(document)
        except (BadMargins, UnicodeDecodeError, yaml.YAMLError) as error:
            raise click.ClickException(f"Tệp số tổng không dùng được: {_unusable(error)}") from None
        except ProvinceTaken as error:
            raise click.ClickException(f"Tỉnh {error} đã có trường, không trộn thêm người mẫu.") from None
        year = int(document["year"])
        put_snapshot(open_report(province_id, year), take_snapshot(SYSTEM, province_id, year))
        if db.session.scalar(select(Installation.id)) is None:
            _note("margins")
        click.echo(f"Đã tạo {people} người; in báo cáo: flask report {document['province']['code']} {year} --json")


def _unusable(error: Exception) -> str:
    """What is wrong with a file of margins, and where."""
    if isinstance(error, BadMargins):
        return f"{error}."
    mark = getattr(error, "problem_mark", None)
    place = f"dòng {mark.line + 1}, cột {mark.column + 1}: " if mark is not None else ""
    return f"{place}tệp không phải YAML bằng UTF-8."


def _fill(size: str, *, replace: bool) -> None:
    started = time.perf_counter()
    try:
        if replace and not database_is_empty():
            if not holds_demo_data():
                raise click.ClickException("Đây không phải dữ liệu mẫu: lệnh này không xóa dữ liệu thật.")
            rebuild()
        seed(size, say=click.echo)
    except NotEmpty:
        raise click.ClickException("Cơ sở dữ liệu đã có dữ liệu. Thêm --replace để xóa và tạo lại.") from None
    people = db.session.scalar(select(func.count()).select_from(Person))
    click.echo(f"Đã tạo {people} người trong {time.perf_counter() - started:.1f} giây.")
