"""The demonstration: complete, the same each time, synthetic people only, never on a real system (AUTH-10, DP-8)."""

import random
import re

import pytest
from sqlalchemy import func, select

from app.commands.demo import generated
from app.commands.demo.cast import PASSWORD, cast_list
from app.commands.demo.hau_giang import LEFT_OUT, LEFT_OUT_SCHOOL, hau_giang
from app.commands.demo.mistakes import SLIPS
from app.commands.seed import NotEmpty, is_unfinished, rebuild, seed
from app.config import Settings, UnsafeConfiguration
from app.db import db
from app.domain.accounts.models import Account
from app.domain.organisation.contacts import FIRST
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.web.startup import holds_demo_data, refuse_if_unready
from tests.factories import make_unit


@pytest.fixture(scope="module")
def provinces():
    chance = random.Random(93)
    return hau_giang(chance), generated.province(generated.an_son(), chance)


def test_the_rosters_left_for_the_newcomer_are_left(provinces):
    world, _ = provinces
    left = [unit.code for unit in world.units if unit.code.startswith(LEFT_OUT) or unit.code == LEFT_OUT_SCHOOL]
    assert len(left) == 8  # the district, its six schools, one THPT
    assert not [person for person in world.people if person.unit in left]
    assert {record.unit for record in world.registry_only} == set(left) - {LEFT_OUT}
    assert {person.unit for person in world.people} == {
        unit.code for unit in world.units if unit.kind == "school" and unit.code not in left
    }


def test_the_second_province_has_communes_and_about_600_people(provinces):
    _, world = provinces
    assert 550 <= len(world.people) <= 650
    assert {unit.type_name for unit in world.units if unit.kind == "middle"} == {"UBND xã/phường"}
    ids = [person.registry.sector_id for person in world.people]
    assert len({sector_id.lstrip("0") for sector_id in ids}) == len(ids)


def test_most_records_agree_with_the_registry_and_every_slip_occurs(provinces):
    for world in provinces:
        wrong = [
            person
            for person in world.people
            if (person.name, person.birth_date, person.listed_id)
            != (person.registry.name, person.registry.birth_date, person.registry.sector_id)
        ]
        share = sum(share for _, share in SLIPS)
        assert share - 0.06 < len(wrong) / len(world.people) < share + 0.06
        assert any(person.listed_id is None for person in wrong)
        assert any(person.birth_date is None for person in wrong)
        assert any(person.name != person.registry.name for person in wrong)


def test_dp_8_the_same_people_each_time(provinces):
    chance = random.Random(93)
    assert (hau_giang(chance), generated.province(generated.an_son(), chance)) == provinces


def test_dp_8_invented_contacts_reach_nobody(provinces):
    """A number range that no carrier uses any more, and no mail address at all: nothing sent can reach a stranger."""
    people = [person for world in provinces for person in world.people]
    assert all(re.fullmatch(r"0120\d{6}", person.phone) for person in people if person.phone)
    assert not [person for person in people if person.email]


def test_a_big_province_has_the_asked_size():
    world = generated.province(generated.big("40", "Tỉnh lớn 1", 8_000), random.Random(1))
    assert 7_200 <= len(world.people) <= 8_800


@pytest.mark.slow
@pytest.mark.migrates
@pytest.mark.both_databases
def test_auth_10_the_seeded_database(app, seeded):
    names = {member.login: member for member in cast_list()}
    accounts = db.session.scalars(select(Account)).all()
    assert {account.login for account in accounts} == set(names)
    assert all(PASSWORD not in account.password_hash for account in accounts)
    held = set(
        db.session.execute(
            select(Account.login, Appointment.position).join(Appointment, Appointment.person_id == Account.person_id)
        ).all()
    )
    assert held == {(login, position) for login, member in names.items() for position in member.positions}

    admins = select(func.count()).where(Appointment.position == Position.ADMIN, Appointment.main)
    assert db.session.scalar(admins) == 0
    unreachable = select(Person.full_name).join(Appointment, Appointment.person_id == Person.id)
    heads = Appointment.position.in_(FIRST), Person.phone.is_(None)
    assert db.session.scalars(unreachable.where(*heads)).all() == [], "whom one calls has a number"
    empty = select(Unit.code).where(
        Unit.kind == "school", ~select(Appointment.id).where(Appointment.unit_id == Unit.id).exists()
    )
    assert len(db.session.scalars(empty).all()) == 7

    with pytest.raises(NotEmpty):
        seed()
    assert not is_unfinished()
    with pytest.raises(UnsafeConfiguration, match="demonstration"):
        refuse_if_unready(app)


@pytest.mark.slow
@pytest.mark.migrates
@pytest.mark.both_databases
def test_auth_10_one_that_was_broken_off_is_known_and_never_taken_for_whole(app, seeded, monkeypatch):
    """It is made anew, each time the same."""
    units = _units()
    rebuild()
    monkeypatch.setattr("app.commands.seed.sign_in_cast", _breaks)
    with pytest.raises(KeyboardInterrupt):
        seed()
    db.session.rollback()
    assert is_unfinished() and holds_demo_data()
    assert units and units == _units()
    rebuild()
    assert not _units() and not holds_demo_data()


def _units() -> set[tuple[int, str, str]]:
    rows = db.session.execute(select(Unit.id, Unit.code, Unit.name)).all()
    db.session.rollback()
    return {tuple(row) for row in rows}


def _breaks(members: object) -> None:
    raise KeyboardInterrupt


def test_auth_10_the_seed_command_refuses_in_production(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "settings", Settings(env="production"))
    result = app.test_cli_runner().invoke(args=["seed"])
    assert result.exit_code != 0
    assert "hệ thống thật" in result.output
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 0


def test_dp_8_seeding_anew_never_erases_real_data(app):
    make_unit(UnitKind.MINISTRY)
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["seed", "--replace"])
    assert result.exit_code != 0
    assert "không xóa dữ liệu thật" in result.output
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 1
