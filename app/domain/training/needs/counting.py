"""How are needs counted?  A few aggregates for the schools at hand; the boards' worker stores what they answer.

What a unit above declares or is proposed is the sum of what lies beneath it: a page reads one unit's figures, however
many people there are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func
from sqlalchemy.orm import Session

from app.domain.organisation.models import Appointment
from app.domain.progress.indicators import Indicator, register
from app.domain.progress.rules import Count, Period
from app.domain.training.catalogue.rules import Audience
from app.domain.training.needs.models import NeedsForm, NeedsFormModule, NeedsRound
from app.domain.training.needs.people import (
    asked,
    asked_on,
    audience_of,
    has_ticked,
    in_state,
    join_known,
    known_of,
    level_of,
)
from app.domain.training.needs.rules import ABOVE, AREAS, STATES, Kind, code_of
from app.domain.training.needs.weak import proposing_in

NEEDS = "needs"
"""The kind under which the boards count a round."""
MAIN = Kind.HANDED_IN.value


def count_needs(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
    """Every figure of these schools."""
    round_ = session.get_one(NeedsRound, period.subject_id)
    here = (Appointment.unit_id.in_(unit_ids), asked_on(period.day))
    people: dict[int, int] = {}
    for unit_id, *numbers in session.execute(_states(round_.id).where(*here)):
        people[unit_id] = numbers[0]
        for kind, number in zip(STATES, numbers[1:], strict=True):
            yield _count(unit_id, numbers[0], number, kind)
    parts = [*_answers(session, round_, here), *_modules(session, round_, here)]
    if any(people.values()):
        parts += _proposed(session, round_, unit_ids, here)
    for unit_id, code, number, of in parts:
        if number or code.startswith(f"{Kind.DONE}."):
            yield Count(unit_id, of or people[unit_id], number, number, 0, code)


Part = tuple[int, str, int, int]
"""A unit, the name of a figure, how many, and of how many (0: of everybody there)."""


def _count(unit_id: int, expected: int, number: int, kind: Kind) -> Count:
    return Count(unit_id, expected, number, number, 0, kind.value)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _states(round_id: int) -> Select:
    columns = (_number(in_state(kind)) for kind in STATES)
    return asked(round_id, Appointment.unit_id, func.count(), *columns).group_by(Appointment.unit_id)


def _by_part(found: Callable[..., Select], *columns: Any) -> Select:
    """The aggregate by school, audience and level of schooling."""
    group = (Appointment.unit_id, audience_of, level_of)
    return found(*group, *columns).group_by(*group)


def _answers(session: Session, round_: NeedsRound, here: Any) -> Iterator[Part]:
    """How many have handed in, and the areas that they ask for; then by the way and the season wanted."""
    done = in_state(Kind.HANDED_IN)
    areas = [_number(done & has_ticked(area)) for area in AREAS]
    found = _by_part(lambda *columns: asked(round_.id, *columns), func.count(), _number(done), *areas)
    for unit_id, audience, level, people, handed_in, *ticked in session.execute(found.where(*here)):
        whom = Audience(audience)
        yield unit_id, code_of(Kind.DONE, "", whom, level), handed_in, people
        for area, number in zip(AREAS, ticked, strict=True):
            yield unit_id, code_of(Kind.AREA, area, whom, level), number, 0
    for kind, column in ((Kind.WAY, NeedsForm.way), (Kind.SEASON, NeedsForm.season)):
        found = _by_part(lambda *columns: asked(round_.id, *columns), column, func.count()).group_by(column)
        for unit_id, audience, level, chosen, number in session.execute(found.where(*here, done)):
            yield unit_id, code_of(kind, chosen, Audience(audience), level), number, 0


def _modules(session: Session, round_: NeedsRound, here: Any) -> Iterator[Part]:
    """The modules that are asked for."""
    found = _by_part(lambda *columns: asked(round_.id, *columns), NeedsFormModule.module_id, func.count())
    found = found.join(NeedsFormModule, NeedsFormModule.form_id == NeedsForm.id).group_by(NeedsFormModule.module_id)
    for unit_id, audience, level, module_id, number in session.execute(found.where(*here, in_state(Kind.HANDED_IN))):
        yield unit_id, code_of(Kind.MODULE, module_id, Audience(audience), level), number, 0


def _proposed(session: Session, round_: NeedsRound, unit_ids: Sequence[int], here: Any) -> Iterator[Part]:
    """The modules that weak criteria propose; whoever is decided about above the school is counted apart."""
    proposing = proposing_in(round_.unit.path, round_.year)
    known = known_of(round_, unit_ids)
    above = case((known.c.decided_in == Appointment.unit_id, 0), else_=1)
    weak = [_number(proposing.is_weak(known, module)) for module in proposing.modules]

    def rated(*columns: Any) -> Select:
        return join_known(asked(round_.id, *columns), known).where(known.c.person_id.is_not(None))

    found = _by_part(rated, above, func.count(), func.sum(known.c.final), *weak).group_by(above)
    for unit_id, audience, level, is_above, people, final, *numbers in session.execute(found.where(*here)):
        whom = Audience(audience)
        kinds = [ABOVE[kind] if is_above else kind for kind in (Kind.KNOWN, Kind.FINAL, Kind.WEAK)]
        yield unit_id, code_of(kinds[0], "", whom, level), people, 0
        yield unit_id, code_of(kinds[1], "", whom, level), final, 0
        for module_id, number in zip(proposing.modules, numbers, strict=True):
            yield unit_id, code_of(kinds[2], module_id, whom, level), number, 0


register(Indicator(MAIN, count_needs, kind=NEEDS))
