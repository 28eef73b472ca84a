"""What does each kind of file do with a batch of rows?  Plans only read; changes join the caller's `writing()`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.evaluation.results.sheet import apply_results, plan_results
from app.domain.identity.registry_import import apply_registry, plan_registry
from app.domain.identity.roster_import import open_roster_cases, registry_ids
from app.domain.imports.columns import ImportKind
from app.domain.imports.planned import About
from app.domain.imports.roster import plan_roster
from app.domain.imports.roster_changes import apply_roster
from app.domain.imports.rules import CheckedRow
from app.domain.imports.units import apply_units, plan_units
from app.domain.training.completion_lists.sheet import apply_completions, plan_completions
from app.domain.training.years.sheet import apply_learners, plan_learners
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.jobs.imports.pipeline import ids_of


@dataclass(frozen=True)
class Kind:
    """How one kind is planned and applied.  A planned row is a `Planned`, which `apply` may still correct.

    `whole_file` when rows can only be planned together.  `judges_again` when `apply` itself judges every row by what is
    known in the transaction that writes it: then the plan is made before, and the lock is held for the writing alone.
    `changes` is how many rows of the database one new row of the file comes to, where it is fewer than usual.
    """

    plan: Callable[[Viewer, Sequence[CheckedRow], About], Sequence[Any]]
    apply: Callable[[Viewer, Sequence[Any], About], None]
    whole_file: bool = False
    judges_again: bool = False
    changes: int | None = None


def plan_roster_rows(viewer: Viewer, rows: Sequence[CheckedRow], about: About) -> Sequence[Any]:
    return plan_roster(viewer, rows, about.home_code, registry_ids(ids_of(rows)))


def apply_roster_rows(viewer: Viewer, planned: Sequence[Any], _about: About) -> None:
    applied = apply_roster(viewer, planned)
    open_roster_cases(viewer, applied.differences)
    mark_stale(applied.unit_ids)


def plan_unit_rows(viewer: Viewer, rows: Sequence[CheckedRow], _about: About) -> Sequence[Any]:
    return plan_units(viewer, rows)


def apply_unit_rows(viewer: Viewer, planned: Sequence[Any], _about: About) -> None:
    mark_stale(apply_units(viewer, planned))


def plan_registry_rows(viewer: Viewer, rows: Sequence[CheckedRow], _about: About) -> Sequence[Any]:
    return plan_registry(viewer, rows)


def plan_result_rows(viewer: Viewer, rows: Sequence[CheckedRow], about: About) -> Sequence[Any]:
    return plan_results(viewer, rows, about.home_code, registry_ids(ids_of(rows)))


def apply_registry_rows(viewer: Viewer, planned: Sequence[Any], _about: About) -> None:
    apply_registry(viewer, planned)


def apply_result_rows(viewer: Viewer, planned: Sequence[Any], _about: About) -> None:
    apply_results(viewer, planned)


def plan_learner_rows(viewer: Viewer, rows: Sequence[CheckedRow], about: About) -> Sequence[Any]:
    return plan_learners(viewer, rows, about, registry_ids(ids_of(rows)))


KINDS: dict[ImportKind, Kind] = {
    ImportKind.ROSTER: Kind(plan_roster_rows, apply_roster_rows),
    ImportKind.UNITS: Kind(plan_unit_rows, apply_unit_rows, whole_file=True),
    ImportKind.REGISTRY: Kind(plan_registry_rows, apply_registry_rows),
    ImportKind.RESULTS: Kind(plan_result_rows, apply_result_rows),
    # A record, who follows it, the mark of its unit, the row as it came out.
    ImportKind.COMPLETIONS: Kind(plan_completions, apply_completions, judges_again=True, changes=4),
    ImportKind.LEARNERS: Kind(plan_learner_rows, apply_learners),
}
