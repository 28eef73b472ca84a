"""An edition that corrects another one tells number by number, and person by person, what is different."""

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.reporting.beginning import put_snapshot
from app.domain.reporting.differences import Movement, changed_tables, earlier_reading, movements, people_moved
from app.domain.reporting.figures.tables import Column, Line, Number, Table
from app.domain.reporting.moving import correct_report
from app.domain.reporting.queries import reading_of, report_for, tables_of
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM
from tests.factories import make_teacher
from tests.reports import count_report, freeze, publish

REASON = "Trường gửi bổ sung số liệu sau khi đã chốt."


def table(code: str, **lines: int) -> Table:
    return Table(code, (Column("done"),), tuple(Line("x", key, (Number(value),)) for key, value in lines.items()))


def test_only_what_is_printed_differently_is_a_change():
    old = [table("B.1", a=1, b=2, gone=3), table("B.9", a=1)]
    new = [table("B.1", a=1, b=5, fresh=0)]
    first, last = changed_tables(old, new)
    told = {each.line.key: (each.old and each.old.value, each.new and each.new.value) for each in first.numbers}
    assert told == {"b": (2, 5), "gone": (3, None), "fresh": (None, 0)}
    assert last.table.code == "B.9" and last.numbers[0].new is None
    assert changed_tables(old, old) == []


def test_a_unit_whose_code_was_put_right_is_the_same_row():
    def units(code: str) -> Table:
        return Table("B.3", (Column("done"),), (Line("unit", f"unit.{code}", (Number(2),), "Huyện Bắc", 7),))

    assert changed_tables([units("11001")], [units("11002")]) == []


@pytest.fixture
def second(cast, period):
    """Edition 2: a teacher came, one went, one is a woman now, one of a minority."""
    leaving = make_teacher(db.session.get_one(Unit, cast.units["school"]), "Phùng Văn Cũ").id
    report_id = count_report(cast)
    freeze(cast, report_id)
    publish(cast, report_id)
    made, problems = correct_report(cast.province_officer.viewer, report_id, REASON)
    assert problems == []
    with writing():
        of_leaving = update(Appointment).where(Appointment.person_id == leaving)
        db.session.execute(of_leaving.values(ends=clock.today()))
        db.session.execute(update(Person).where(Person.id == cast.stranger.person_id).values(gender="female"))
        db.session.execute(update(Person).where(Person.id == cast.teacher.person_id).values(minority=True))
    make_teacher(db.session.get_one(Unit, cast.units["school"]), "Phùng Thị Mới")
    assert put_snapshot(made, take_snapshot(SYSTEM, cast.units["province"], 2022))
    return made


def names(viewer, old, new, movement):
    return [each.name for each in people_moved(viewer, old, new, movement, limit=50)]


@pytest.mark.both_databases
def test_people_who_came_went_and_changed(cast, second):
    viewer = cast.province_officer.viewer
    new = reading_of(viewer, report_for(viewer, second))
    old = earlier_reading(new)
    assert movements(viewer, old, new) == {Movement.CAME: 1, Movement.WENT: 1, Movement.CHANGED: 1}
    assert names(viewer, old, new, Movement.CAME) == ["Phùng Thị Mới"]
    assert names(viewer, old, new, Movement.WENT) == ["Phùng Văn Cũ"]
    (changed,) = people_moved(viewer, old, new, Movement.CHANGED, limit=50)
    assert changed.name == "Hoàng Văn Nam"
    assert (changed.old.slice[2], changed.new.slice[2]) == ("m", "f")
    assert earlier_reading(old) is None


@pytest.mark.both_databases
def test_the_numbers_that_these_people_move(cast, second):
    viewer = cast.province_officer.viewer
    new = reading_of(viewer, report_for(viewer, second))
    changes = changed_tables(tables_of(earlier_reading(new), "A.1"), tables_of(new, "A.1"))
    total = next(each for each in changes if each.table.code == "A.1.1")
    told = {(each.line.key, each.column.key): each.new.value - each.old.value for each in total.numbers}
    assert told[("all.minority", "total")] == 1 and told[("all.female", "total")] == 1
    assert ("all", "total") not in told  # in the evaluation were the same people


def test_who_may_not_read_names_reads_none(cast, second):
    freeze(cast, second)
    viewer = cast.ministry_officer.viewer
    new = reading_of(viewer, report_for(viewer, second))
    old = earlier_reading(new)
    assert movements(viewer, old, new) == {} and names(viewer, old, new, Movement.CAME) == []
