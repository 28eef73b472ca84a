"""Which surveys is somebody asked for, and what came of one?  Counts, and none before the end (ANON-3)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from app.db import db, made_once
from app.domain import clock
from app.domain.surveys.models import SurveyForm, SurveyInvitation, SurveyResult
from app.domain.surveys.rules import ANSWERED, CHOICES, Counts, Scale, Shape, SurveyState
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Asked:
    """One survey that the viewer is asked for; `sent` is told to nobody else."""

    form: SurveyForm
    sent: bool


@dataclass(frozen=True)
class Comment:
    """What somebody wrote; its number names its place in an order that means nothing."""

    number: int
    text: str
    hidden: bool


def shape_of(form: SurveyForm) -> Shape:
    """What an answer of the form must fit."""
    return Shape(len(form.statements), CHOICES[Scale(form.scale)], form.may_skip)


def state_of(form: SurveyForm) -> SurveyState:
    """Open until it was closed, by hand or by the job that follows the calendar."""
    return SurveyState.OPEN if form.closed_at is None else SurveyState.CLOSED


def takes_answers(form: SurveyForm) -> bool:
    """May answers come in at this moment?  `closes_at` is the first instant that is too late."""
    return form.closed_at is None and clock.campaign_now() < form.closes_at


def surveys_due(kind: str) -> list[int]:
    """Ids of the surveys of a kind whose time is over and that nobody has closed yet."""
    over = SurveyForm.closed_at.is_(None), SurveyForm.closes_at <= clock.campaign_now()
    return list(db.session.scalars(select(SurveyForm.id).where(SurveyForm.kind == kind, *over)))


def asked_for(viewer: Viewer) -> list[Asked]:
    """The surveys that still take answers and the viewer is invited to."""
    values = {"person": viewer.person_id, "now": clock.campaign_now()}
    return [Asked(form, used) for form, used in db.session.execute(_asked_for(), values)]


@made_once
def _asked_for() -> Select[SurveyForm, bool]:
    return (
        _invited(SurveyForm, has_answered())
        .where(
            SurveyInvitation.person_id == bindparam("person"), SurveyForm.closed_at.is_(None),
            SurveyForm.closes_at > bindparam("now"),
        )
        .order_by(SurveyForm.closes_at, SurveyForm.id)
    )  # fmt: skip


def asked(viewer: Viewer, form_id: int) -> Asked | None:
    """One survey that the viewer is invited to, open or over."""
    found = _invited(SurveyForm, has_answered()).where(
        SurveyForm.id == form_id, SurveyInvitation.person_id == viewer.person_id
    )
    row = db.session.execute(found).first()
    return Asked(*row) if row else None


def form_about(kind: str, subject_id: int) -> SurveyForm | None:
    """The survey of a kind about a subject; who may know of it is the asking part's business."""
    return db.session.scalar(select(SurveyForm).where(SurveyForm.kind == kind, SurveyForm.subject_id == subject_id))


def counts_of(form: SurveyForm) -> Counts | None:
    """The exact counts of a closed survey with enough answers; None: there is nothing to be shown."""
    kept = db.session.scalar(select(SurveyResult.counts).where(SurveyResult.form_id == form.id))
    return tuple(map(tuple, kept)) if kept else None


def comments_of(form: SurveyForm) -> list[Comment]:
    """The comments of a closed survey with enough answers, hidden ones marked."""
    kept = db.session.scalar(select(SurveyResult.comments).where(SurveyResult.form_id == form.id)) or []
    return [Comment(number, each["text"], each["hidden"]) for number, each in enumerate(kept)]


def has_answered() -> ColumnElement[bool]:
    """SQL condition on an invitation and its form's result: this person has answered."""
    return func.substr(SurveyResult.answered, SurveyInvitation.seat, 1) == ANSWERED


def _invited(*columns: Any) -> Select[Any]:
    """Select from forms that have started, with those who are invited."""
    return (
        select(*columns)
        .select_from(SurveyForm)
        .join(SurveyInvitation, SurveyInvitation.form_id == SurveyForm.id)
        .join(SurveyResult, SurveyResult.form_id == SurveyForm.id)
    )


def own_sections(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What is kept about one person here, for their own copy: that they were asked, and whether they answered.

    No answer: none is stored, so none can be given back (ANON-9).
    """
    found = (
        _invited(SurveyForm.kind.label("survey"), SurveyForm.about, has_answered().label("answered"))
        .where(SurveyInvitation.person_id == person_id)
        .order_by(SurveyForm.id)
    )
    rows = [dict(row._mapping) | {"answers": "not_stored"} for row in db.session.execute(found)]
    return {"surveys": rows}
