"""Which sheet carries this code, does it still hold, and has this edition a code already?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.db import db
from app.domain.evaluation.models import Edition, Evaluation
from app.domain.evaluation.papers.actions import Issued
from app.domain.evaluation.papers.decisions import decision_number, tells_a_decision
from app.domain.evaluation.papers.models import Paper
from app.domain.evaluation.papers.rules import PaperKind, PaperStanding, Subject, standing
from app.domain.evaluation.rules.flow import RANKED, EvaluationState
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Unit

COUNTED = frozenset({PaperKind.TALLY, PaperKind.SURVEY})  # what was said does not change with what is decided
PERSONAL = frozenset({PaperKind.SELF, PaperKind.RESULT})


@dataclass(frozen=True)
class Verified:
    """A sheet that was found by its code: what was printed on it, and whether it still holds."""

    code: str
    content: dict[str, Any]
    issued_at: datetime
    standing: PaperStanding


def verified(code: str) -> Verified | None:
    """The sheet of a code, for whoever holds it in the hand (PDF-3): every printed field, its state, nothing more."""
    paper = db.session.scalar(select(Paper).where(Paper.code == code))
    if paper is None:
        return None
    return Verified(paper.code, paper.content, paper.issued_at, standing(paper.edition, _current(paper)))


def issued_before(subject: Subject, edition: str) -> Issued | None:
    """The code that this edition got when it was printed first."""
    found = select(Paper).where(Paper.kind == subject.kind, Paper.subject == subject.key, Paper.edition == edition)
    paper = db.session.scalar(found)
    return Issued(paper.code, paper.content) if paper is not None else None


def _current(paper: Paper) -> str | None:
    """The edition that holds now of what the paper is about; None when none does."""
    kind = PaperKind(paper.kind)
    if kind in COUNTED:
        return _printed_last(paper)
    if kind not in PERSONAL:
        return _current_of_unit(paper)
    evaluation = db.session.get_one(Evaluation, paper.evaluation_id)
    if kind is PaperKind.RESULT:
        return str(decision_number(evaluation.id)) if EvaluationState(evaluation.state) in RANKED else None
    if not evaluation.is_self_assessed:
        return None
    newest = select(func.max(Edition.number)).where(Edition.evaluation_id == evaluation.id, Edition.kind == "self")
    return str(db.session.scalar(newest) or 0)


def _current_of_unit(paper: Paper) -> str:
    """The edition printed last; "" when something was decided anew since, as on an appeal."""
    path = select(Unit.path).where(Unit.id == paper.unit_id)
    decided_since = (
        select(Edition.id)
        .join(Evaluation, Evaluation.id == Edition.evaluation_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(
            Evaluation.period_id == paper.period_id, tells_a_decision(), Edition.made_at > paper.issued_at,
            beneath(Unit.path, [db.session.execute(path).scalar_one()]),
        )
        .limit(1)
    )  # fmt: skip
    return "" if db.session.scalar(decided_since) is not None else _printed_last(paper)


def _printed_last(paper: Paper) -> str:
    last = (
        select(Paper.edition)
        .where(Paper.kind == paper.kind, Paper.subject == paper.subject)
        .order_by(Paper.id.desc())
        .limit(1)
    )
    return db.session.execute(last).scalar_one()
