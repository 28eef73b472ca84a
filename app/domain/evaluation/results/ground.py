"""By what is a batch of paper results judged?  The schools, the people who could be meant, what was entered before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.db import db, is_writing
from app.domain import clock
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.evaluation.results.models import PaperResult
from app.domain.evaluation.results.rules import Paper
from app.domain.imports.known import KnownPerson, people_meant
from app.domain.imports.meeting import Candidate
from app.domain.imports.rules import ResultRow
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.standards.rules.standard import decode
from app.domain.vietnamese import fold
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Kept:
    """An evaluation of the period with what was entered so far, in plain values."""

    id: int
    person_id: int
    unit_id: int
    decided_in: int
    standard_id: int
    state: str
    paper: Paper | None


@dataclass(frozen=True)
class Ground:
    """What a batch of rows is judged by: the period, the schools by code, and whoever could be meant."""

    viewer: Viewer
    period: Period
    schools: dict[str, tuple[int, str]]
    people: dict[int, KnownPerson]
    enrolled: dict[int, Kept]
    then: list[Candidate]


def ground_for(viewer: Viewer, period: Period, rows: Sequence[ResultRow]) -> Ground:
    """Everything that these rows of a period are judged by, in as many questions however many they are."""
    schools = {
        code: (unit_id, path)
        for unit_id, code, path in db.session.execute(
            select(Unit.id, Unit.code, Unit.path).where(
                Unit.code.in_({row.unit_code for row in rows}), Unit.kind == UnitKind.SCHOOL,
                beneath(Unit.path, [viewer.unit_path]), or_(Unit.valid_to.is_(None), Unit.valid_to > clock.today()),
            )
        )
    }  # fmt: skip
    meant = [(row, schools[row.unit_code][0]) for row in rows if row.unit_code in schools]
    people = people_meant(viewer, meant) if meant else {}
    then = _people_then(period, {unit_id for _, unit_id in meant}, {fold(row.full_name) for row, _ in meant})
    ids = {*people, *(one.person_id for one in then)}
    return Ground(viewer, period, schools, people, _enrolled(period, ids), then)


def _people_then(period: Period, unit_ids: Iterable[int], names: Iterable[str]) -> list[Candidate]:
    """Who bears one of the names and was at one of the schools on the cut-off day, wherever they are today."""
    found = (
        select(Person, Evaluation.unit_id)
        .join(Evaluation, Evaluation.person_id == Person.id)
        .where(Evaluation.period_id == period.id, Evaluation.unit_id.in_(unit_ids), Person.name_fold.in_(names))
    )
    return [
        Candidate(
            person.id, person.full_name, person.birth_date, person.sector_id, person.listed_sector_id, unit_id, True
        )
        for person, unit_id in db.session.execute(found)
    ]


def _enrolled(period: Period, person_ids: Iterable[int]) -> dict[int, Kept]:
    """Their evaluations of the period, by person; held until the end of a `writing()`."""
    found = (
        select(Evaluation, Decision, PaperResult)
        .outerjoin(Decision, Decision.evaluation_id == Evaluation.id)
        .outerjoin(PaperResult, PaperResult.evaluation_id == Evaluation.id)
        .where(Evaluation.period_id == period.id, Evaluation.person_id.in_(person_ids))
        .order_by(Evaluation.id)
    )
    rows = db.session.execute(found.with_for_update(of=Evaluation) if is_writing() else found)
    return {
        one.person_id: Kept(
            one.id, one.person_id, one.unit_id, one.decided_in, one.standard_id, one.state, _paper(decision, source)
        )
        for one, decision, source in rows
    }


def _paper(decision: Decision | None, source: PaperResult | None) -> Paper | None:
    if decision is None or source is None:
        return None
    return Paper(
        decision.rank, decode(decision.levels), source.self_rank, decision.rank_reason or "", source.signed_on,
        source.signed_by, source.document,
    )  # fmt: skip
