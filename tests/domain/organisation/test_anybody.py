"""AZ-2: a condition made once for all viewers of a kind lists for each of them what their own would list."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Select, select

from app.db import db, made_once
from app.domain import clock
from app.domain.identity.case_queries import cases_visible
from app.domain.identity.models import IdCase
from app.domain.organisation import access
from app.domain.organisation.anybody import AnyUnit, anybody_like, bounds_of, roots, unit_values, values_of
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.search import people_page
from app.domain.progress.queries import board_units
from app.domain.viewer import SYSTEM, Viewer
from tests.cast import Cast

pytestmark = pytest.mark.both_databases

Condition = Callable[[Viewer], ColumnElement[bool]]
CONDITIONS: list[tuple[Any, Condition]] = [
    (Person, access.people_visible),
    (Person, access.leavers_visible),
    (Unit, access.units_visible),
    (Unit, access.units_administered),
    (Unit, access.holds_people_of),
    (Unit, board_units),
]


@pytest.mark.parametrize(("subject", "condition"), CONDITIONS, ids=lambda each: each.__name__)
def test_az2_made_once_lists_what_ones_own_condition_lists(cast: Cast, subject: Any, condition: Condition) -> None:
    @made_once
    def found(viewer: Viewer) -> Select:
        return select(subject.id).where(condition(viewer))

    listed = {}
    for viewer in [SYSTEM, *(member.viewer for member in cast)]:
        own = set(db.session.scalars(select(subject.id).where(condition(viewer))))
        assert set(db.session.scalars(found(anybody_like(viewer)), values_of(viewer))) == own, viewer.name
        listed[viewer.person_id] = own
    if condition is access.people_visible:
        assert listed[cast.principal.person_id] != listed[cast.stranger_admin.person_id]


def test_az2_viewers_of_a_kind_share_a_statement_and_nothing_else(cast: Cast) -> None:
    near, far = cast.principal.viewer, cast.far_principal.viewer
    assert anybody_like(near) is anybody_like(far)
    assert anybody_like(near) is not anybody_like(cast.teacher.viewer)
    people = select(Person.id).where(access.people_visible(anybody_like(near)))
    assert cast.far_teacher.person_id in set(db.session.scalars(people, values_of(far)))
    assert cast.far_teacher.person_id not in set(db.session.scalars(people, values_of(near)))
    assert not any(value in str(people) for value in (near.unit_path, str(clock.today())))


def test_az3_a_statement_made_once_asks_for_the_day_on_which_it_is_asked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = cast.principal.viewer
    people = select(Person.id).where(access.people_visible(anybody_like(viewer)))
    assert cast.teacher.person_id in set(db.session.scalars(people, values_of(viewer)))
    monkeypatch.setattr(clock, "today", lambda: date(1999, 1, 1))
    assert cast.teacher.person_id not in set(db.session.scalars(people, values_of(viewer)))


def test_az2_cases_made_once_read_as_ones_own(cast: Cast) -> None:
    for member in cast:
        viewer = member.viewer
        own = select(IdCase.id).join(Person, Person.id == IdCase.person_id).where(cases_visible(viewer))
        made = select(IdCase.id).join(Person, Person.id == IdCase.person_id).where(cases_visible(anybody_like(viewer)))
        assert _shape(own) == _shape(made), viewer.name


def test_a_viewers_values_are_not_to_be_had_from_anybody(cast: Cast) -> None:
    anybody: Any = anybody_like(cast.principal.viewer)
    with pytest.raises((AttributeError, TypeError)):
        anybody.unit_path.startswith("/")
    with pytest.raises(TypeError):
        bool(anybody.person_id)
    assert (anybody.role, anybody.name, anybody.account_id) == (cast.principal.viewer.role, "", None)


def test_paths_and_units_may_be_still_to_come(cast: Cast) -> None:
    schools = [db.session.get_one(Unit, cast.units[key]) for key in ("school", "other_school")]
    beneath = select(Unit.id).where(access.beneath(Unit.path, roots("school", 2)))
    values = dict(bounds_of("school", [school.path for school in schools]))
    assert set(db.session.scalars(beneath, values)) == {school.id for school in schools}
    place: Any = AnyUnit("place")
    one = select(Unit.id).where(access.beneath(Unit.path, [place.path]), Unit.id == place.id)
    assert list(db.session.scalars(one, unit_values("place", schools[0]))) == [schools[0].id]
    assert unit_values("place", None) == {}
    assert list(db.session.scalars(select(Appointment.id).where(access.beneath(Unit.path, roots("none", 0))))) == []


def _shape(found: Select) -> str:
    """The statement with every parameter alike."""
    return re.sub(r":\w+", ":value", str(found))


def test_a_search_made_once_finds_the_words_of_each_time(cast: Cast) -> None:
    officer = cast.province_officer.viewer
    for text, name in (("lan", "Trần Thị Lan"), ("hạnh", "Vũ Thị Hạnh"), ("lan tr", "Trần Thị Lan"), ("\u0301", None)):
        found = people_page(officer, text, "", [officer.unit_path], 0, 50)
        assert [line.name for line in found.lines] == ([name] if name else [])
