"""What would this list of an LMS change?  Each row's outcome; then the action that the API's records go through.

So all three layers hold for lists too: the same reference says the same thing once, a list brought in twice changes
nothing, and what another source has told already counts no second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain import clock
from app.domain.imports import states
from app.domain.imports.cells import Finding, Reason
from app.domain.imports.mapping import settled_from
from app.domain.imports.meeting import resolve_id
from app.domain.imports.planned import About, Planned
from app.domain.imports.rules import CheckedRow, CompletionRow
from app.domain.imports.states import Outcome
from app.domain.organisation.rules import Role
from app.domain.organisation.sector_id import sector_key
from app.domain.training.catalogue.queries import module_ids
from app.domain.training.completion_lists.queries import Holders, courses, exact_ids, holders_of, providers_for
from app.domain.training.completion_lists.rules import (
    Meanings,
    as_said_before,
    derived_ref,
    is_another_attempt,
    read_row,
)
from app.domain.training.records.actions import Answer, foresee, known_of, put_some
from app.domain.training.records.rules import Report, Standing, Verdict, completed_before_enrolment
from app.domain.viewer import Viewer

OUTCOMES = {Verdict.NEW: Outcome.CREATE, Verdict.FORWARD: Outcome.UPDATE, Verdict.SAME: Outcome.UNCHANGED}
MOST_ATTEMPTS = 9
"""So often a list may tell of somebody's finishing a module in a year; a list that tells more contradicts itself."""
COLUMN_OF = {"status": "said", "scale": "score"}
REMARKS = {
    Standing.WAITING: (states.Standing.WAITING, Finding("sector_id", Reason.STILL_WAITS)),
    Standing.DUPLICATE: (states.Standing.DUPLICATE, Finding("module", Reason.COUNTS_ALREADY)),
}


@dataclass
class PlannedCompletion(Planned[CompletionRow]):
    """A row and the report that it makes."""

    report: Report | None = None

    def answer(self, said: Answer) -> None:
        """Note what becomes of the report."""
        self.findings = [each for each in self.findings if each not in [remark for _, remark in REMARKS.values()]]
        self.standing = None
        if said.verdict is Verdict.CONFLICT:
            if said.fields == ("voided",):
                self.refuse("ref", Reason.TAKEN_BACK)
            else:
                self.refuse(COLUMN_OF.get(said.fields[0], said.fields[0]), Reason.SAID_OTHERWISE)
            return
        self.outcome = OUTCOMES[said.verdict]
        if said.standing in REMARKS:
            self.standing, remark = REMARKS[said.standing]
            self.findings = [*self.findings, remark]


def plan_completions(viewer: Viewer, rows: Sequence[CheckedRow], about: About) -> list[PlannedCompletion]:
    """The outcome of each row, by what is known now."""
    planned = [_start(row) for row in rows]
    if about.subject_id not in {unit.id for unit in providers_for(viewer)}:
        for each in planned:
            each.refuse("", Reason.LMS_NOT_YOURS)
        return planned
    provider_id = about.subject_id or 0
    readable = [each for each in planned if each.row is not None]
    _find_ids(viewer, readable)
    _read(provider_id, [each for each in readable if each.row is not None], about)
    work = [each for each in readable if each.report is not None]
    for each, said in zip(work, foresee(provider_id, [_report(each) for each in work], module_ids()), strict=True):
        each.answer(said)
    return planned


def apply_completions(viewer: Viewer, planned: Sequence[PlannedCompletion], about: About) -> None:
    """Bring a planned batch in, inside the caller's `writing()`; what comes of each row is noted with it.

    Raises IntegrityError where another transaction was quicker: the caller plans the batch anew.
    """
    work = [each for each in planned if each.outcome in (Outcome.CREATE, Outcome.UPDATE) and each.report is not None]
    answers = put_some(viewer, about.subject_id or 0, [_report(each) for each in work], module_ids()) if work else []
    for each, said in zip(work, answers, strict=True):
        each.answer(said)


def _report(planned: PlannedCompletion) -> Report:
    assert planned.report is not None
    return planned.report


def _start(checked: CheckedRow) -> PlannedCompletion:
    row = checked.record
    return PlannedCompletion(checked.number, row if isinstance(row, CompletionRow) else None, list(checked.findings))


def _find_ids(viewer: Viewer, planned: Sequence[PlannedCompletion]) -> None:
    """Give back lost zeros; refuse what is not the viewer's to report, without telling whose it is (IMP-5, AZ-5)."""
    keys = {sector_key(each.row.sector_id) for each in planned if each.row}
    holders = holders_of(viewer, keys)
    ids = exact_ids(viewer, holders, keys)
    for each in planned:
        assert each.row is not None
        resolved = resolve_id(each.row.sector_id, each.row.id_was_number, ids)
        if resolved.fault is not None or resolved.sector_id is None:
            each.refuse(*(resolved.fault or Finding("sector_id", Reason.MISSING)))
            continue
        refused = _not_theirs(viewer, holders, sector_key(resolved.sector_id))
        if refused is not None:
            each.refuse("sector_id", refused, each.row.sector_id)
            continue
        each.row = replace(each.row, sector_id=resolved.sector_id, id_was_number=False)
        each.findings += resolved.remarks


def _not_theirs(viewer: Viewer, holders: Holders, key: str) -> Reason | None:
    if key in holders.own:
        return Reason.OWN_RECORD
    if viewer.role == Role.PROVINCE and not holders.may_report(key):
        return Reason.ID_NOT_YOURS
    return None


def _read(provider_id: int, planned: Sequence[PlannedCompletion], about: About) -> None:
    """Make each row's report."""
    settled, meanings, now = settled_from(about.mapping), Meanings(courses()), clock.campaign_now()
    for each in planned:
        assert each.row is not None
        each.report, found = read_row(each.row, each.row.sector_id, settled, meanings, now)
        for finding in reversed(found):
            each.refuse(*finding)
        if each.report is not None and completed_before_enrolment(each.report):
            each.findings.append(Finding("completed_at", Reason.DONE_BEFORE_ENROLMENT))
    _find_attempts(provider_id, [each for each in planned if each.report is not None])


def _find_attempts(provider_id: int, asked: Sequence[PlannedCompletion]) -> None:
    """Have each report stand for what was said before where it says the same, else for a further attempt."""
    for attempt in range(2, MOST_ATTEMPTS + 1):
        known = known_of(provider_id, {_report(each).ref for each in asked}, hold=False)
        further = []
        for each in asked:
            before, row = known.get(_report(each).ref), each.row
            if before is None or row is None:
                continue
            derived = not row.ref
            said = as_said_before(before.values, _report(each), dated=bool(row.completed_at), derived=derived)
            each.report = said
            if derived and is_another_attempt(before.values, voided=before.voided, report=said):
                ref = derived_ref(said.module, said.year, said.sector_id, attempt)
                each.report = replace(said, ref=ref)
                further.append(each)
        if not further:
            return
        asked = further
