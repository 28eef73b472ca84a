"""What does every page of an own evaluation show?"""

from typing import Any

from flask import url_for
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation import queries, self_assessment
from app.domain.evaluation.correcting import correction_until, sent_late
from app.domain.evaluation.hand_in.closing import why_closed
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.rules.calendar import Step, Timing
from app.domain.evaluation.rules.flow import WRITABLE, EvaluationState, Move, after
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, Part, Standard, unrated
from app.web.identity import viewer
from app.web.labels import label

Bar = tuple[int, str, str]
STEPS = ("facts", "levels", "words", "check")


def own_page(evaluation_id: int, step: int) -> dict[str, Any]:
    """Everything the templates of one own evaluation need; 404 when it is not the viewer's."""
    evaluation = queries.own_evaluation(viewer(), evaluation_id)
    if evaluation is None:
        raise NotFound
    standard, kept = standard_of(evaluation.standard_id), queries.saved(evaluation)
    draft = self_assessment.draft_of(evaluation)
    at, state = clock.campaign_now(), EvaluationState(evaluation.state)
    timing = calendar_of(evaluation.period).timing(Step.SELF, at)
    closed = why_closed(evaluation.period_id, evaluation.decided_in)
    correction = correction_until(evaluation, evaluation.period)
    open_now = closed is None and timing in {Timing.ON_TIME, Timing.LATE}
    return {
        "evaluation": evaluation, "period": evaluation.period, "standard": standard, "draft": draft,
        "rated": len(draft.levels) - len(unrated(draft.levels)), "parts": progress_by_part(standard, draft.levels),
        "timing": timing, "days": clock.days_until(evaluation.period.self_due, at),
        "correction": correction, "correcting": correction is not None and at < correction,
        "late": sent_late(evaluation, evaluation.period),
        "writable": state in WRITABLE and evaluation.excused is None and open_now, "closed": closed,
        "recallable": after(state, Move.RECALL) is not None and open_now,
        "saved_at": kept.saved_at if kept else None, "steps": _steps(evaluation, standard), "current": step,
        "undone": (STEPS.index("levels") + 1,) if unrated(draft.levels) else (),
    }  # fmt: skip


def progress_by_part(standard: Standard, form: Form) -> list[tuple[Part, int]]:
    """Each part with how many of its criteria have a level."""
    return [(part, sum(form[criterion.no - 1] is not None for criterion in part.criteria)) for part in standard.parts]


def spread_by_part(standard: Standard, form: Form) -> tuple[list[tuple[Part, list[Bar]]], list[tuple[str, str]]]:
    """For each part how many criteria stand on each level, best first, as bars want it; and the key to their fills."""
    best_first = tuple(reversed(standard.levels))
    spread = [
        (part, [(sum(form[c.no - 1] == level.ordinal for c in part.criteria), str(level.ordinal), level.name)
                for level in best_first])
        for part in standard.parts
    ]  # fmt: skip
    return spread, [(str(level.ordinal), level.name) for level in best_first]


def after_part(evaluation_id: int, standard: Standard, part: Part) -> str:
    """Address of what follows a part: the next one, or the words."""
    following = next((each.no for each in standard.parts if each.no > part.no), None)
    if following is None:
        return url_for("teacher.write_words", evaluation_id=evaluation_id)
    return url_for("teacher.rate_part", evaluation_id=evaluation_id, no=following)


def _steps(evaluation: Evaluation, standard: Standard) -> list[tuple[str, str | None]]:
    here = {"evaluation_id": evaluation.id}
    urls = (
        url_for("teacher.show_own_evaluation", **here),
        url_for("teacher.rate_part", no=standard.parts[0].no, **here),
        url_for("teacher.write_words", **here),
        url_for("teacher.check_evaluation", **here),
    )
    return [(label(step, "self_assessment_step"), url) for step, url in zip(STEPS, urls, strict=True)]
