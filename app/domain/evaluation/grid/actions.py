"""How are several people of the grid ranked in one go?  Each by the same act as on the sheet, each with an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.evaluation.deciding import ReasonsNeeded, decide
from app.domain.evaluation.grid.queries import SIZE
from app.domain.evaluation.self_assessment import Incomplete, NotNow, StaleVersion
from app.domain.evaluation.sheets import evaluation_to_decide, sheet_of
from app.domain.viewer import Viewer

KEY_KEPT = 28  # of the form's key; what remains of the column's 40 signs is room for the evaluation's id


@dataclass(frozen=True)
class Outcome:
    """What became of one row: the rank, or the code of a refusal with the criteria that it names."""

    evaluation_id: int
    name: str
    rank: int | None
    standard_id: int
    refused: str | None = None
    criteria: tuple[int, ...] = ()


def decide_by_rule(viewer: Viewer, chosen: Sequence[tuple[int, int]], submit_key: str) -> list[Outcome]:
    """Rank each `(evaluation id, version shown)` as the rule says; one that is refused holds up no other.

    At most a page of the grid.  Whoever is not the viewer's to decide about is left out.
    """
    if len(chosen) > SIZE:
        raise ValueError("more than a page of the grid")
    outcomes = (_decide_one(viewer, one, version, submit_key) for one, version in dict(chosen).items())
    return [outcome for outcome in outcomes if outcome is not None]


def _decide_one(viewer: Viewer, evaluation_id: int, version: int, submit_key: str) -> Outcome | None:
    evaluation = evaluation_to_decide(viewer, evaluation_id)
    if evaluation is None:
        return None
    name, standard_id, ranking = evaluation.person.full_name, evaluation.standard_id, sheet_of(evaluation).ranking
    refused: str
    criteria: tuple[int, ...] = ()
    if ranking.rank is None:
        return Outcome(evaluation_id, name, None, standard_id, "incomplete", ranking.missing)
    try:
        key = f"{submit_key[:KEY_KEPT]}{evaluation_id}" if submit_key else ""
        decide(viewer, evaluation_id, ranking.rank, "", version, key)
        return Outcome(evaluation_id, name, ranking.rank, standard_id)
    except ReasonsNeeded as needed:
        refused, criteria = "level_reasons", needed.criteria
    except Incomplete as blank:
        refused, criteria = "incomplete", blank.missing
    except StaleVersion:
        refused = "changed_elsewhere"
    except NotNow as early_or_late:
        refused = early_or_late.reason
    except LookupError:
        return None
    return Outcome(evaluation_id, name, None, standard_id, refused, criteria)
