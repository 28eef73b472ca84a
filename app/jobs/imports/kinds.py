"""What does each kind of file do with a batch of rows?  Plans only read; changes join the caller's `writing()`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.evaluation.results.sheet import apply_results, plan_results
from app.domain.identity.registry_import import apply_registry, plan_registry
from app.domain.identity.roster_import import open_roster_cases, registry_ids
from app.domain.imports.columns import ImportKind
from app.domain.imports.roster import plan_roster
from app.domain.imports.roster_changes import apply_roster
from app.domain.imports.rules import CheckedRow
from app.domain.imports.units import apply_units, plan_units
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.jobs.imports.pipeline import ids_of


@dataclass(frozen=True)
class Kind:
    """How one kind is planned and applied.  A planned row has number, row, findings, outcome, differs and step.

    `plan(viewer, rows, home_code)`; `whole_file` when rows can only be planned together.
    """

    plan: Callable[[Viewer, Sequence[CheckedRow], str], Sequence[Any]]
    apply: Callable[[Viewer, Sequence[Any]], None]
    whole_file: bool = False


def plan_roster_rows(viewer: Viewer, rows: Sequence[CheckedRow], home_code: str) -> Sequence[Any]:
    return plan_roster(viewer, rows, home_code, registry_ids(ids_of(rows)))


def apply_roster_rows(viewer: Viewer, planned: Sequence[Any]) -> None:
    applied = apply_roster(viewer, planned)
    open_roster_cases(viewer, applied.differences)
    mark_stale(applied.unit_ids)


def plan_unit_rows(viewer: Viewer, rows: Sequence[CheckedRow], _home_code: str) -> Sequence[Any]:
    return plan_units(viewer, rows)


def apply_unit_rows(viewer: Viewer, planned: Sequence[Any]) -> None:
    mark_stale(apply_units(viewer, planned))


def plan_registry_rows(viewer: Viewer, rows: Sequence[CheckedRow], _home_code: str) -> Sequence[Any]:
    return plan_registry(viewer, rows)


def plan_result_rows(viewer: Viewer, rows: Sequence[CheckedRow], home_code: str) -> Sequence[Any]:
    return plan_results(viewer, rows, home_code, registry_ids(ids_of(rows)))


KINDS: dict[ImportKind, Kind] = {
    ImportKind.ROSTER: Kind(plan_roster_rows, apply_roster_rows),
    ImportKind.UNITS: Kind(plan_unit_rows, apply_unit_rows, whole_file=True),
    ImportKind.REGISTRY: Kind(plan_registry_rows, apply_registry),
    ImportKind.RESULTS: Kind(plan_result_rows, apply_results),
}
