"""What would this spreadsheet of paper results change?  Each row's outcome, from what is known today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert

from app.db import db
from app.domain import clock
from app.domain.evaluation.hand_in.closing import expect_hand_ins, why_closed
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.results.actions import Taken, evaluation_row, office_for, write
from app.domain.evaluation.results.ground import Ground, Kept, ground_for
from app.domain.evaluation.results.queries import decides_about, periods_to_enter
from app.domain.evaluation.results.rules import Paper, check_paper, level_named, year_meant
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import EvaluationState, Move, after
from app.domain.evaluation.rules.offices import rated_by
from app.domain.imports.cells import Reason
from app.domain.imports.meeting import Candidate, meet, resolve_id
from app.domain.imports.planned import CHANGE, Planned
from app.domain.imports.rules import CheckedRow, ResultRow
from app.domain.imports.states import Outcome
from app.domain.organisation.rules import Position
from app.domain.organisation.sector_id import sector_key
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, Standard, unrated
from app.domain.vietnamese import fold
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

COLUMN_OF = {"rank": "rank", "levels": "rank", "rank_reason": "reason", "signed_on": "signed_on"}
REASON_OF = {
    "rank_missing": Reason.MISSING, "levels_partial": Reason.LEVELS_PARTIAL, "reason_missing": Reason.REASON_MISSING,
    "signed_on_outside": Reason.SIGNED_ON_OUTSIDE,
}  # fmt: skip


@dataclass
class PlannedResult(Planned[ResultRow]):
    """A row and what becomes of it: the evaluation it meets, or the values of the one to be made; its paper."""

    evaluation: Kept | None = None
    new: dict[str, Any] | None = None
    paper: Paper | None = None


def plan_results(
    viewer: Viewer, rows: Sequence[CheckedRow], home_code: str, ids_by_key: Mapping[str, Sequence[str]]
) -> list[PlannedResult]:
    """The outcome of each row.  `home_code` is the importer's own school, meant where a row names none."""
    planned = [_start(row, home_code, ids_by_key) for row in rows]
    periods, office = periods_to_enter(viewer), office_for(viewer)
    groups: dict[int, tuple[Period, list[PlannedResult]]] = {}
    for each in planned:
        if each.row is None:
            continue
        period = _period_meant(periods, each.row.year)
        if period is None or office is None:
            each.refuse("year" if each.row.year else "", Reason.NO_PERIOD)
        else:
            groups.setdefault(period.id, (period, []))[1].append(each)
    for period, readable in groups.values():
        _plan_in(viewer, period, readable)
    return planned


def _period_meant(periods: Sequence[Period], year: str) -> Period | None:
    """The period that a row names by its year; where it names none, the newest into which something may go."""
    wanted, now = year_meant(year) if year else None, clock.campaign_now()
    meant = (one for one in periods if not year or one.year == wanted)
    return next((one for one in meant if calendar_of(one).allows(Step.HAND_IN, now)), None)


def period_named(viewer: Viewer, year: str) -> int | None:
    """Id of the period that a row of this year means for the viewer's office; None: nothing may go in."""
    period = _period_meant(periods_to_enter(viewer), year)
    return period.id if period is not None else None


def _plan_in(viewer: Viewer, period: Period, readable: Sequence[PlannedResult]) -> None:
    """Settle the rows that are meant for one period."""
    ground = ground_for(viewer, period, [each.row for each in readable if each.row])
    if why_closed(period.id, viewer.unit_id or 0):
        for each in readable:
            each.refuse("", Reason.HANDED_IN)
        return
    met: dict[int, int] = {}
    for each in readable:
        _settle(each, ground)
        _refuse_twice(each, met)


def _refuse_twice(planned: PlannedResult, met: dict[int, int]) -> None:
    """Two rows that turn out to mean one person, by ID and by name: the second is refused and names the first."""
    person_id = planned.evaluation.person_id if planned.evaluation else (planned.new or {}).get("person_id")
    if planned.row is None or person_id is None:
        return
    first = met.setdefault(person_id, planned.number)
    if first != planned.number:
        planned.refuse("full_name", Reason.DUPLICATE_IN_FILE, str(first))


def apply_results(viewer: Viewer, planned: Sequence[PlannedResult]) -> None:
    """Write a planned batch inside the caller's `writing()`."""
    office = office_for(viewer)
    work = [each for each in planned if each.outcome in (Outcome.CREATE, Outcome.UPDATE) and each.paper is not None]
    if not work or office is None:
        return
    new = [each.new for each in work if each.new is not None]
    made = {}
    if new:
        made_of = (Evaluation.id, Evaluation.period_id, Evaluation.person_id)
        rows = db.session.execute(insert(Evaluation).returning(*made_of), new)
        made = {(period_id, person_id): evaluation_id for evaluation_id, period_id, person_id in rows}
        for period_id in {row["period_id"] for row in new}:
            expect_hand_ins(period_id, {row["decided_in"] for row in new if row["period_id"] == period_id})
        mark_stale({row["unit_id"] for row in new})
    write(viewer, office, [_taken(each, made) for each in work])


def _taken(each: PlannedResult, made: Mapping[tuple[int, int], int]) -> Taken:
    assert each.paper is not None
    if each.evaluation is not None:
        kept = each.evaluation
        return Taken(kept.id, kept.person_id, kept.unit_id, kept.standard_id, kept.state, each.paper)
    assert each.new is not None
    row = each.new
    person_id = row["person_id"]
    evaluation_id = made[row["period_id"], person_id]
    return Taken(evaluation_id, person_id, row["unit_id"], row["standard_id"], row["state"], each.paper)


def _start(checked: CheckedRow, home_code: str, ids_by_key: Mapping[str, Sequence[str]]) -> PlannedResult:
    """The row with its school's code and its ID made out."""
    row = checked.record
    if not isinstance(row, ResultRow):
        return PlannedResult(checked.number, None, list(checked.findings))
    resolved = resolve_id(row.sector_id, row.id_was_number, ids_by_key)
    row = replace(row, sector_id=resolved.sector_id, id_was_number=False, unit_code=row.unit_code or home_code)
    planned = PlannedResult(checked.number, row, [*checked.findings, *resolved.remarks])
    if resolved.fault:
        planned.refuse(*resolved.fault)
    return planned


def _settle(planned: PlannedResult, ground: Ground) -> None:
    """Whose result it is, whether it is the importer's to enter, and what it says."""
    row = planned.row
    assert row is not None
    school = ground.schools.get(row.unit_code)
    if school is None:
        planned.refuse("unit_code", Reason.UNIT_NOT_YOURS if row.unit_code else Reason.MISSING, row.unit_code)
        return
    meeting = meet(row, school[0], _candidates(row, ground))
    if meeting.by_hand:
        planned.findings.insert(0, meeting.by_hand)
        planned.outcome = Outcome.BY_HAND
        return
    if meeting.candidate is None:
        planned.refuse("full_name", Reason.PERSON_UNKNOWN, row.full_name)
        return
    planned.findings[:0] = meeting.differences
    if not _place(planned, row, ground, school, meeting.candidate.person_id):
        return
    standard_id = planned.evaluation.standard_id if planned.evaluation else (planned.new or {})["standard_id"]
    _read(planned, row, standard_of(standard_id), ground.period.year, clock.today())


def _candidates(row: ResultRow, ground: Ground) -> list[Candidate]:
    """Whom the row could mean: somebody of this name then or now, or of this ID."""
    name, key = fold(row.full_name), sector_key(row.sector_id) if row.sector_id else None
    now = [person.candidate for person in ground.people.values()]
    then = [one for one in ground.then if one.person_id not in ground.people]
    return [one for one in (*now, *then) if fold(one.full_name) == name or (key and key in one.keys)]


def _place(planned: PlannedResult, row: ResultRow, ground: Ground, school: tuple[int, str], person_id: int) -> bool:
    """The person's evaluation at this school, there already or to be made; False with the reason why not."""
    unit_id, path = school
    kept = ground.enrolled.get(person_id)
    if person_id == ground.viewer.person_id:
        planned.refuse("full_name", Reason.OWN_RECORD)
    elif kept is not None and kept.unit_id != unit_id:
        planned.refuse("unit_code", Reason.OTHER_SCHOOL_THEN)
    elif kept is not None and kept.decided_in != ground.viewer.unit_id:
        planned.refuse("full_name", Reason.NOT_DECIDED_HERE)
    elif kept is not None and after(EvaluationState(kept.state), Move.ENTER) is None:
        planned.refuse("full_name", Reason.RESULT_APPEALED)
    elif kept is not None:
        planned.evaluation = kept
    else:
        planned.new = _new(planned, row, ground, (unit_id, path), person_id)
    return planned.row is not None


def _new(
    planned: PlannedResult, row: ResultRow, ground: Ground, school: tuple[int, str], person_id: int
) -> dict[str, Any] | None:
    """The evaluation that the paper proves: whoever stands on it was there, found by the cut-off day or not."""
    place = ground.people[person_id].place if person_id in ground.people else None
    position = row.position or (Position(place.position) if place else None)
    if position is None or rated_by(position) is None:
        planned.refuse("position", Reason.NOT_RATED if position else Reason.MISSING)
        return None
    unit_id, path = school
    if not decides_about(ground.viewer, ground.period, path, position):
        planned.refuse("full_name", Reason.NOT_DECIDED_HERE)
        return None
    here = place if place is not None and place.unit_id == unit_id else None
    post = SimpleNamespace(
        person_id=person_id, unit_id=unit_id, position=position, group_id=here.group_id if here else None,
        subject=here.subject if here else None, level=here.level if here else None,
    )  # fmt: skip
    return evaluation_row(ground.period, post, ground.viewer.unit_id or 0, position)


def _read(planned: PlannedResult, row: ResultRow, standard: Standard, year: int, today: date) -> None:
    """What the row says by the standard, and so whether anything is new."""
    rank, self_rank = _level(planned, standard, "rank", row.rank), _level(planned, standard, "self_rank", row.self_rank)
    levels = _levels(planned, standard, row.marks)
    if planned.row is None or levels is None:
        return
    paper = Paper(rank, levels, self_rank, row.reason, row.signed_on, row.signed_by, row.document)
    for problem in check_paper(standard, paper, year, today):
        missing = ", ".join(map(str, unrated(levels))) if problem.field == "levels" else ""
        planned.refuse(COLUMN_OF[problem.field], REASON_OF[problem.code], missing)
    if planned.row is None:
        return
    planned.paper = paper
    known = planned.evaluation.paper if planned.evaluation else None
    planned.outcome = Outcome.CREATE if known is None else Outcome.UNCHANGED if known == paper else Outcome.UPDATE
    if known is not None and known != paper:
        told = dict.fromkeys((_told(standard, known), _told(standard, paper)))
        planned.remark("rank", Reason.RESULT_REPLACED, CHANGE.join(told))
        planned.replace("reason", known.rank_reason, paper.rank_reason)


def _told(standard: Standard, paper: Paper) -> str:
    """A result that is replaced, or that replaces it, short: its rank, the day on its paper, its number."""
    rank = standard.level(paper.rank).name if paper.rank is not None else ""
    return ", ".join(filter(None, (rank, f"{paper.signed_on:%d/%m/%Y}" if paper.signed_on else "", paper.document)))


def _levels(planned: PlannedResult, standard: Standard, marks: tuple[str, ...]) -> Form | None:
    size = len(standard.criteria)
    for no, text in enumerate(marks[size:], start=size + 1):
        if text:
            planned.refuse(f"mark_{no}", Reason.NO_SUCH_CRITERION, str(size))
    form = [_level(planned, standard, f"mark_{no}", text) for no, text in enumerate(marks[:size], start=1)]
    return tuple(form) if marks else standard.blank


def _level(planned: PlannedResult, standard: Standard, column: str, text: str) -> int | None:
    if not text:
        return None
    found = level_named(standard, text)
    if found is None:
        planned.refuse(column, Reason.NOT_IN_LIST, text)
    return found
