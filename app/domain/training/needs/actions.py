"""How does a province take needs, and how does somebody declare theirs?"""

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.identity.queries import units_of
from app.domain.journal.actions import record
from app.domain.organisation.rules import Problem
from app.domain.progress.actions import move_campaign, open_campaign
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import Audience
from app.domain.training.needs.counting import NEEDS
from app.domain.training.needs.models import NeedsForm, NeedsFormModule, NeedsRound
from app.domain.training.needs.queries import asked_as, may_run, modules_of, own_round, phase_of, round_for
from app.domain.training.needs.rules import (
    Answer,
    FormState,
    Phase,
    Window,
    check_answer,
    check_draft,
    check_window,
    encode_areas,
)
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result, result_of

OPEN, MOVE, SAVE = "open_needs", "move_needs", "save_needs"


def open_round(viewer: Viewer, window: Window, submit_key: str = "") -> tuple[int | None, list[Problem]]:
    """Have the viewer's province ask for needs; the round's id, or what speaks against the window.

    Raises PermissionError unless the viewer runs rounds.
    """
    if not may_run(viewer) or viewer.unit_id is None:
        raise PermissionError("only a province asks for needs")
    try:
        with writing():
            if is_repeat(viewer, OPEN, submit_key):
                return result_of(viewer, OPEN, submit_key), []
            problems = check_window(window)
            if window.closes <= clock.campaign_now():
                problems.append(Problem("window_over", "closes"))
            same = select(NeedsRound.id).where(NeedsRound.unit_id == viewer.unit_id, NeedsRound.year == window.year)
            if db.session.scalar(same) is not None:
                problems.append(Problem("round_exists", "year"))
            if problems:
                db.session.rollback()
                return None, problems
            round_ = NeedsRound(unit_id=viewer.unit_id, year=window.year, opens=window.opens, closes=window.closes)
            db.session.add(round_)
            db.session.flush()
            open_campaign(NEEDS, round_.id, viewer.unit_id, f"Nhu cầu bồi dưỡng {window.year}", window.closes)
            record(
                viewer, "needs_opened", "needs_round", round_.id, after=_dates(window), unit_id=viewer.unit_id
            )  # fmt: skip
            request_job("mark_units", {"unit_id": viewer.unit_id}, viewer, unit_id=viewer.unit_id)
            keep_result(viewer, OPEN, submit_key, round_.id)
            return round_.id, []
    except IntegrityError:  # a colleague was quicker
        return None, [Problem("round_exists", "year")]


def move_round(viewer: Viewer, round_id: int, window: Window, version: int, submit_key: str = "") -> list[Problem]:
    """Set another window; the year stays, and so does a beginning that is past.  Raises LookupError, StaleVersion.

    Nobody is shut out behind their back: it ends in the future, and who was told of it is told again by the job.
    """
    with writing():
        round_ = own_round(viewer, round_id)
        if round_ is None:
            raise LookupError(round_id)
        db.session.refresh(round_, with_for_update=True)
        if is_repeat(viewer, MOVE, submit_key):
            return []
        if round_.version != version:
            raise StaleVersion
        problems = check_window(window)
        if window.closes <= clock.campaign_now():
            problems.append(Problem("window_over", "closes"))
        if phase_of(round_) is not Phase.AHEAD and window.opens != round_.opens:
            problems.append(Problem("window_begun", "opens"))
        if problems:
            db.session.rollback()
            return problems
        before = _dates(Window(round_.year, round_.opens, round_.closes))
        round_.opens, round_.closes, round_.version = window.opens, window.closes, round_.version + 1
        move_campaign(viewer, NEEDS, round_.id, window.closes)
        record(
            viewer, "needs_moved", "needs_round", round_.id, before=before, after=_dates(window), unit_id=round_.unit_id
        )
        keep_result(viewer, MOVE, submit_key, round_.id)
    return []


def _dates(window: Window) -> dict[str, object]:
    return {"year": window.year, "opens": window.opens, "closes": window.closes}


@rerunnable
def save_draft(viewer: Viewer, round_id: int, answer: Answer, version: int, submit_key: str = "") -> list[Problem]:
    """Keep what is written so far; what was handed in is not a draft again.

    Raises LookupError (no such round, or not asked), NotNow (not open, or handed in), StaleVersion, ValueError.
    """
    return _save(viewer, round_id, answer, version, submit_key, FormState.DRAFT)


@rerunnable
def hand_in(viewer: Viewer, round_id: int, answer: Answer, version: int, submit_key: str = "") -> list[Problem]:
    """Declare it to the school, or declare anew what was; what is missing, if anything.  Raises as `save_draft`."""
    return _save(viewer, round_id, answer, version, submit_key, FormState.HANDED_IN)


def _save(
    viewer: Viewer, round_id: int, answer: Answer, version: int, submit_key: str, state: FormState
) -> list[Problem]:  # fmt: skip
    try:
        with writing():
            round_, audience = _open_to(viewer, round_id)
            if is_repeat(viewer, SAVE, submit_key):
                return []
            form = _own(viewer, round_id)
            if (form.version if form else 0) != version:
                raise StaleVersion
            if form is not None and form.state == FormState.HANDED_IN and state is FormState.DRAFT:
                raise NotNow("needs_handed_in")
            problems = check_answer(answer) if state is FormState.HANDED_IN else check_draft(answer)
            if problems:
                db.session.rollback()
                return problems
            _check_modules(answer, audience)
            before = _told(form) if form is not None and form.state == FormState.HANDED_IN else None
            form = _write(viewer, round_, form, answer, audience, state)
            if state is FormState.HANDED_IN:
                event = "needs_changed" if before else "needs_handed_in"
                record(
                    viewer, event, "needs_form", form.id, before=before, after=_told(form), unit_id=viewer.unit_id
                )  # fmt: skip
            mark_stale(units_of([form.person_id]))
            keep_result(viewer, SAVE, submit_key, form.id)
    except IntegrityError as twice:  # the first save of another window was quicker
        raise StaleVersion from twice
    return []


def _open_to(viewer: Viewer, round_id: int) -> tuple[NeedsRound, Audience]:
    """The round and whose modules are offered.  Raises LookupError, NotNow."""
    round_, audience = round_for(viewer, round_id), asked_as(viewer)
    if round_ is None or audience is None or viewer.person_id is None:
        raise LookupError(round_id)
    phase = phase_of(round_)
    if phase is not Phase.OPEN:
        raise NotNow("needs_ahead" if phase is Phase.AHEAD else "needs_over")
    return round_, audience


def _own(viewer: Viewer, round_id: int) -> NeedsForm | None:
    found = select(NeedsForm).where(NeedsForm.round_id == round_id, NeedsForm.person_id == viewer.person_id)
    return db.session.scalar(found.with_for_update().execution_options(populate_existing=True))


def _check_modules(answer: Answer, audience: Audience) -> None:
    """Only modules of one's own audience were offered.  Raises ValueError."""
    wanted = set(answer.modules)
    fit = select(TrainingModule.id).where(TrainingModule.id.in_(wanted), TrainingModule.audience == audience)
    if set(db.session.scalars(fit)) != wanted:
        raise ValueError(answer.modules)


def _write(
    viewer: Viewer, round_: NeedsRound, form: NeedsForm | None, answer: Answer, audience: Audience, state: FormState
) -> NeedsForm:  # fmt: skip
    if form is None:
        form = NeedsForm(round_id=round_.id, person_id=viewer.person_id, version=0)
        db.session.add(form)
    form.audience, form.state, form.areas = audience, state, encode_areas(answer.areas)
    form.way, form.season, form.material, form.remark = answer.way, answer.season, answer.material, answer.remark
    form.saved_at = clock.campaign_now()
    form.handed_in_at = form.saved_at if state is FormState.HANDED_IN else None
    form.version += 1
    db.session.flush()
    db.session.execute(delete(NeedsFormModule).where(NeedsFormModule.form_id == form.id))
    db.session.add_all(NeedsFormModule(form_id=form.id, module_id=each) for each in sorted(set(answer.modules)))
    db.session.flush()
    return form


def _told(form: NeedsForm) -> dict[str, object]:
    """What the journal keeps of a declaration: what was asked for, not the remarks."""
    modules = [module.code for module in modules_of(form.id)]
    return {"modules": modules, "areas": form.areas, "way": form.way, "season": form.season}
