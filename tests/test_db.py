"""CON-3: one way to write, whole or not at all; readers cannot write, and nobody loses an update."""

import threading
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Select, bindparam, select, text
from sqlalchemy.exc import DBAPIError

from app.db import (
    WriteRefused,
    among,
    db,
    is_writing,
    made_once,
    not_waiting_for_disk,
    read_only,
    rerunnable,
    rows_of,
    writing,
)
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.models import Person
from app.domain.viewer import SYSTEM
from tests.factories import make_person

pytestmark = pytest.mark.both_databases


def test_inner_block_joins_and_an_error_undoes_everything(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), writing():
        with writing():
            make_person("Trần Thị Lan")
        assert is_writing()
        raise ZeroDivisionError
    assert db.session.scalars(select(Person)).all() == []


def test_csrf1_a_read_only_request_cannot_write(app: Flask) -> None:
    token = read_only.set(True)
    try:
        with pytest.raises(WriteRefused), writing():
            pass
    finally:
        read_only.reset(token)


def test_changes_made_outside_are_refused(app: Flask) -> None:
    person = make_person("Trần Thị Lan")
    person.email = "lan@truong.example"
    with pytest.raises(WriteRefused), writing():
        pass
    db.session.rollback()


def test_journal_and_notices_belong_to_a_transaction(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        record(SYSTEM, "university_set", "unit", 1)
    with pytest.raises(RuntimeError):
        tell(1, "case_closed")


def test_con3_no_update_is_lost_between_parallel_writers(app: Flask) -> None:
    person_id = make_person("Trần Thị Lan", teaching_since=0).id
    db.session.remove()

    def add_ones() -> None:
        with app.app_context():
            for _ in range(20):
                with writing():
                    row = db.session.scalar(select(Person).where(Person.id == person_id).with_for_update())
                    row.teaching_since += 1
            db.session.remove()

    threads = [threading.Thread(target=add_ones) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.get(Person, person_id).teaching_since == 60


def test_aud2_the_database_refuses_to_change_the_journal(app: Flask) -> None:
    with writing():
        record(SYSTEM, "university_set", "unit", 1)
    for statement in ("update journal_entry set event = 'x'", "delete from journal_entry"):
        with pytest.raises(DBAPIError, match="append-only"), writing():
            db.session.execute(text(statement))


class _GaveWay(Exception):
    sqlstate = "40P01"


def test_con3_an_action_that_had_to_give_way_runs_again(app: Flask) -> None:
    tries = []

    @rerunnable
    def act() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise DBAPIError("select", {}, _GaveWay())
        return "done"

    assert act() == "done"
    assert len(tries) == 3


def test_a_statement_is_made_once_a_form_and_asked_with_many_values(app: Flask) -> None:
    made: list[bool] = []

    @made_once
    def named(backwards: bool) -> Select:
        """By name."""
        made.append(backwards)
        order = Person.id.desc() if backwards else Person.id
        return select(Person.full_name).where(Person.given_name == bindparam("given")).order_by(order)

    with writing():
        for name in ("Trần Thị Lan", "Lê Thị Lan", "Hà Thị Hoa"):
            make_person(name)
    assert list(db.session.scalars(named(False), {"given": "Lan"})) == ["Trần Thị Lan", "Lê Thị Lan"]
    assert list(db.session.scalars(named(True), {"given": "Lan"})) == ["Lê Thị Lan", "Trần Thị Lan"]
    assert list(db.session.scalars(named(False), {"given": "Hoa"})) == ["Hà Thị Hoa"]
    assert (made, named.__doc__) == ([False, True], "By name.")


def test_a_statement_made_once_holds_no_day(app: Flask) -> None:
    @made_once
    def born(day: date) -> Select:
        return select(Person).where(Person.birth_date < day)

    with pytest.raises(ValueError, match="born: 2022-04-18 must be a parameter"):
        born(date(2022, 4, 18))


def test_a_statement_asks_for_any_number_of_values_at_once(app: Flask) -> None:
    with writing():
        ids = [make_person(name, sector_id=f"0110100000{number}").id for number, name in enumerate(("Lan", "Hoa"))]
    by_id = select(Person.sector_id).where(among(Person.id, "some") | among(Person.sector_id, "others"))

    def some(**asked: list) -> set[str]:
        return set(rows_of(by_id, {"some": [], "others": []} | asked).scalars())

    assert some() == set()
    assert some(some=ids[:1], others=["01101000001"]) == {"01101000000", "01101000001"}
    assert some(some=[*range(ids[0] + 1, 2000)]) == {"01101000001"}
    assert some(others=["01101000001" + "0" * 20]) == set()  # nothing is cut to the column's length


def test_notes_that_may_be_lost_are_written_without_waiting(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        not_waiting_for_disk()
    with writing():
        not_waiting_for_disk()
        make_person("Trần Thị Lan")
    assert db.session.scalars(select(Person.full_name)).all() == ["Trần Thị Lan"]
