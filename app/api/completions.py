"""What did learners do with this LMS?  Put under the LMS's own reference, one by one or by the thousand; taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response

from app.api.blueprint import blueprint, caller, needs
from app.api.bodies import answer, body, once_a_key, page_asked, read_body, said_at
from app.api.calls import noted
from app.api.problems import ApiProblem, listed
from app.api.standings import told
from app.domain import clock
from app.domain.accounts.clients.rules import Scope
from app.domain.organisation.sector_id import BadSectorId, clean_sector_id
from app.domain.training.catalogue.queries import module_ids, modules_by_id
from app.domain.training.exchange.queries import records_since
from app.domain.training.records.actions import AlreadyVoided, Answer, UnknownRecord, put, void
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.queries import own_record, standings_of
from app.domain.training.records.rules import (
    MOST_AT_ONCE,
    REF_LENGTH,
    Report,
    Standing,
    Status,
    Verdict,
    faults,
    status_of,
)
from app.web.exchange.fields import Complaint, read_object
from app.web.exchange.shapes import BATCH, ITEM, VOID

PATH = "/completions/<path:ref>"  # a reference of former days may hold a slash: it can still be read and taken back
OUTCOMES = {Verdict.NEW: ("created", 201), Verdict.SAME: ("unchanged", 200), Verdict.FORWARD: ("updated", 200)}
NAMES = {"scale": "score_scale"}
"""Fields of a report that the door calls otherwise."""


@dataclass(frozen=True)
class Judged:
    """One item as it was read: the report, or what is wrong with it."""

    ref: str
    report: Report | None
    complaints: tuple[Complaint, ...] = ()
    says_passed: bool = False


@blueprint.put(PATH)
@needs(Scope.WRITE_COMPLETIONS)
@once_a_key
def put_completion(ref: str) -> Response:
    """Create (201), repeat (200) or move on (200) one completion; 409 names the fields that contradict."""
    noted().items = 1
    given = body()
    if isinstance(given, dict) and given.get("ref") not in (None, ref):
        raise ApiProblem(422, "invalid", [Complaint("/ref", "not_the_address")])
    modules = module_ids()
    judged = _judge({**given, "ref": ref} if isinstance(given, dict) else given, "", modules)
    if judged.report is None:
        noted().refused = 1
        raise ApiProblem(422, "invalid", judged.complaints)
    (said,) = _put([judged.report], modules)
    if said.verdict is Verdict.CONFLICT:
        noted().refused = 1
        raise ApiProblem(409, "conflict", _differing(judged, said, ""), standing=said.standing)
    outcome, status = OUTCOMES[said.verdict]
    return answer({"ref": ref, "outcome": outcome, "standing": said.standing}, status)


@blueprint.post("/completions/batch")
@needs(Scope.WRITE_COMPLETIONS)
@once_a_key
def put_batch() -> Response:
    """Up to a thousand at once, each with its own result in the order sent; one item's fault never stops another."""
    items = read_body(BATCH)["items"]
    if len(items) > MOST_AT_ONCE:
        raise ApiProblem(422, "invalid", [Complaint("/items", "too_many")])
    modules = module_ids()
    judged = [_judge(item, f"/items/{number}", modules) for number, item in enumerate(items)]
    reports = [each.report for each in judged if each.report is not None]
    said = iter(_put(reports, modules))
    results = [
        _result(each, next(said) if each.report is not None else None, f"/items/{number}")
        for number, each in enumerate(judged)
    ]
    noted().items, noted().refused = len(results), sum(each["status"] >= 400 for each in results)
    summary: dict[str, int] = {}
    for each in results:
        summary[each["outcome"]] = summary.get(each["outcome"], 0) + 1
    return answer({"results": results, "summary": summary})


def _put(reports: Sequence[Report], modules: Mapping[str, int]) -> list[Answer]:
    """Take them in; each answer tells no more than the client may know of whose record stands under its reference."""
    said = put(caller().viewer, caller().provider_id, reports, modules)
    whose = ["" if "sector_id" in each.fields else report.sector_id for each, report in zip(said, reports, strict=True)]
    standings = told(zip(whose, (each.standing for each in said), strict=True))
    return [replace(each, standing=standing) for each, standing in zip(said, standings, strict=True)]


def _result(judged: Judged, said: Answer | None, pointer: str) -> dict[str, Any]:
    if said is None:
        return {"ref": judged.ref, "status": 422, "outcome": "invalid", "errors": listed(judged.complaints)}
    if said.verdict is Verdict.CONFLICT:
        errors = listed(_differing(judged, said, pointer))
        return {"ref": judged.ref, "status": 409, "outcome": "conflict", "standing": said.standing, "errors": errors}
    outcome, status = OUTCOMES[said.verdict]
    return {"ref": judged.ref, "status": status, "outcome": outcome, "standing": said.standing}


def _differing(judged: Judged, said: Answer, pointer: str) -> list[Complaint]:
    if said.fields == ("voided",):
        return [Complaint(f"{pointer}/ref", "voided")]
    names = NAMES if judged.says_passed else NAMES | {"passed": "score"}  # by what the client sent
    return [Complaint(f"{pointer}/{name}", "differs") for name in dict.fromkeys(names.get(n, n) for n in said.fields)]


def _judge(item: Any, pointer: str, modules: Mapping[str, int]) -> Judged:
    """Read one item and see whether it can be right."""
    read = read_object(item, ITEM, pointer)
    noted().unknown_fields += read.unknown
    values, complaints = read.values, list(read.complaints)
    ref = str(values.get("ref", ""))
    if "module" in values and values["module"] not in modules:
        complaints.append(Complaint(f"{pointer}/module", "unknown"))
    if "sector_id" in values:
        try:
            values["sector_id"] = clean_sector_id(values["sector_id"])
        except BadSectorId as bad:
            complaints.append(Complaint(f"{pointer}/sector_id", bad.problem))
    if complaints:
        return Judged(ref, None, tuple(complaints))
    scale = values.get("score_scale", 10)
    try:
        status = status_of(values["status"], values.get("score"), scale, values.get("passed"))
    except ValueError:
        return Judged(ref, None, (Complaint(f"{pointer}/score", "score_or_passed"),))
    report = Report(
        ref, values["sector_id"], values["module"], values["year"], status, values.get("score"), scale,
        values.get("progress"), values.get("enrolled_at"), values.get("completed_at"),
    )  # fmt: skip
    found = tuple(Complaint(f"{pointer}/{fault.field}", fault.code) for fault in faults(report, clock.campaign_now()))
    return Judged(ref, None if found else report, found, "passed" in values)


@blueprint.post(f"{PATH}/void")
@needs(Scope.WRITE_COMPLETIONS)
@once_a_key
def void_completion(ref: str) -> Response:
    """Take a completion back, with the reason; the same again is as good, another reason is a conflict."""
    noted().items = 1
    reason = read_body(VOID)["reason"]
    try:
        void(caller().viewer, caller().provider_id, ref, reason)
    except UnknownRecord:
        raise ApiProblem(404, "not_found") from None
    except AlreadyVoided:
        raise ApiProblem(409, "voided") from None
    return answer({"ref": ref, "outcome": "voided", "standing": Standing.VOIDED})


@blueprint.get(PATH)
@needs(Scope.READ_COMPLETIONS)
def show_completion(ref: str) -> Response:
    """One of the client's provider's own records; another provider's does not exist (AZ-2)."""
    row = own_record(caller().provider_id, ref) if len(ref) <= REF_LENGTH else None
    if row is None:
        raise ApiProblem(404, "not_found")
    (standing,) = told([(row.sector_id, standings_of([row.id])[row.id])])
    return answer(_shown(row, row.module.code, standing))


@blueprint.get("/completions")
@needs(Scope.READ_COMPLETIONS)
def list_completions() -> Response:
    """Own records in the order in which they last changed, after the cursor."""
    cursor, limit = page_asked()
    rows = records_since(caller().provider_id, cursor, limit)
    codes = {module.id: module.code for module in modules_by_id(row.module_id for row, _ in rows).values()}
    last = f"{rows[-1][0].turn}-{rows[-1][0].id}" if rows else str(cursor)
    standings = told((row.sector_id, standing) for row, standing in rows)
    items = [_shown(row, codes[row.module_id], as_told) for (row, _), as_told in zip(rows, standings, strict=True)]
    return answer({"items": items, "cursor": last, "more": len(rows) == limit})


def _shown(row: LearningRecord, code: str, standing: Standing) -> dict[str, Any]:
    status = Status(row.status)
    finished = status in {Status.PASSED, Status.FAILED}
    return {
        "ref": row.ref, "sector_id": row.sector_id, "module": code, "year": row.year,
        "status": "completed" if finished else status, "passed": status is Status.PASSED if finished else None,
        "score": float(row.score) if row.score is not None else None, "score_scale": row.scale,
        "progress": row.progress, "enrolled_at": said_at(row.enrolled_at), "completed_at": said_at(row.completed_at),
        "standing": standing, "completed_before_enrolment": row.odd, "voided_at": said_at(row.voided_at),
        "void_reason": row.void_reason, "received_at": said_at(row.received_at), "changed_at": said_at(row.changed_at),
    }  # fmt: skip
