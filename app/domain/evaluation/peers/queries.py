"""About whom is the viewer asked, and what have they said?  Read by its author alone (ANON-10)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.evaluation.hand_in.closing import why_closed
from app.domain.evaluation.models import Evaluation, PeerOpinion, Period
from app.domain.evaluation.peers.asking import Rater, by_rater, is_asked
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.rules.calendar import Step, Timing
from app.domain.organisation.models import Person, SubjectGroup, Unit
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, Standard, decode, unrated
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Asked:
    """One colleague the viewer is asked about, with what they have said so far."""

    evaluation_id: int
    standard_id: int
    full_name: str
    given_name: str
    subject: str | None
    form: Form
    version: int
    sent: bool
    saved_at: datetime | None = None
    group: str | None = None

    @property
    def rated(self) -> int:
        """How many criteria have a level."""
        return len(self.form) - len(unrated(self.form))


@dataclass(frozen=True)
class OwnSheet:
    """Everything the viewer is asked in a period, as form 4530 BM02 has it; `sent_at` once nothing is left open."""

    period_id: int
    year: int
    opens: datetime
    due: datetime
    timing: Timing
    school: str
    group: str | None
    standard: Standard
    colleagues: tuple[Asked, ...]
    sent_at: datetime | None

    @property
    def open(self) -> tuple[Asked, ...]:
        """Those whose opinion is not sent yet."""
        return tuple(one for one in self.colleagues if not one.sent)

    @property
    def whole(self) -> int:
        """How many colleagues are rated throughout."""
        return sum(one.rated == len(one.form) for one in self.colleagues)

    @property
    def writable(self) -> bool:
        """May the viewer still write something?"""
        return self.timing is Timing.ON_TIME and bool(self.open)

    def of(self, evaluation_id: int) -> Asked | None:
        """One colleague of the sheet."""
        return next((one for one in self.colleagues if one.evaluation_id == evaluation_id), None)


@dataclass(frozen=True)
class PeerWork:
    """How far the viewer is with the newest sheet, for the first page."""

    period_id: int
    year: int
    due: datetime
    timing: Timing
    asked: int
    whole: int
    begun: bool
    sent: bool


# Made once: they stand on the first page of every teacher, and making one takes longer than asking it.
SHEETS = (
    select(Period)
    .where(
        Period.id.in_(
            select(Evaluation.period_id)
            .select_from(Evaluation)
            .join(Rater, is_asked())
            .where(Rater.person_id == bindparam("rater"))
            .group_by(Evaluation.period_id)
        )
    )
    .order_by(Period.year.desc())
)
COLLEAGUES = (
    select(
        Evaluation.id, Evaluation.standard_id, Evaluation.subject, Person.full_name, Person.given_name,
        PeerOpinion.levels, PeerOpinion.version, PeerOpinion.sent_at, PeerOpinion.saved_at,
        SubjectGroup.name.label("group"),
    )
    .select_from(Evaluation)
    .join(Rater, is_asked())
    .join(Person, Person.id == Evaluation.person_id)
    .outerjoin(SubjectGroup, SubjectGroup.id == Evaluation.group_id)
    .outerjoin(
        PeerOpinion, and_(PeerOpinion.evaluation_id == Evaluation.id, PeerOpinion.rater_id == bindparam("rater"))
    )
    .where(Rater.period_id == bindparam("period"), Rater.person_id == bindparam("rater"))
    .order_by(Person.sort_key, Evaluation.id)
)  # fmt: skip

Running = aliased(Period)  # an alias: `is_asked` asks for the period by itself
WORK = (
    select(Running, PeerOpinion.levels, PeerOpinion.version, PeerOpinion.sent_at)
    .select_from(Evaluation)
    .join(Rater, is_asked())
    .join(Running, Running.id == Evaluation.period_id)
    .outerjoin(PeerOpinion, by_rater())
    .where(Rater.person_id == bindparam("rater"), Running.opens <= bindparam("now"), Running.locks > bindparam("now"))
    .order_by(Running.year.desc())
)


def asked_of(viewer: Viewer, period_id: int) -> list[Asked]:
    """Everybody the viewer is asked about in a period, by name."""
    return [one for one, _ in _asked(viewer, period_id)]


def own_sheet(viewer: Viewer, period_id: int) -> OwnSheet | None:
    """The viewer's own sheet of a period; None when they are asked about nobody."""
    found = _asked(viewer, period_id)
    if not found:
        return None
    period = db.session.get_one(Period, period_id)
    unit_id, school, group = db.session.execute(
        select(Unit.id, Unit.name, SubjectGroup.name)
        .select_from(Evaluation)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Evaluation.group_id)
        .where(Evaluation.period_id == period_id, Evaluation.person_id == viewer.person_id)
    ).one()
    times = [sent_at for _, sent_at in found if sent_at is not None]
    timing = calendar_of(period).timing(Step.OPINIONS, clock.campaign_now())
    return OwnSheet(
        period_id, period.year, period.opens, period.opinions_due,
        Timing.LOCKED if why_closed(period_id, unit_id) else timing, school, group,
        standard_of(period.teacher_standard_id), tuple(one for one, _ in found),
        max(times) if len(times) == len(found) else None,
    )  # fmt: skip


def sheets_of(viewer: Viewer) -> list[Period]:
    """The periods in which the viewer is asked about somebody, the newest first."""
    return list(db.session.scalars(SHEETS, {"rater": viewer.person_id}))


def peer_work(viewer: Viewer) -> PeerWork | None:
    """Where the viewer's newest sheet stands while its period is open; None when nothing is asked."""
    now = clock.campaign_now()
    rows = db.session.execute(WORK, {"rater": viewer.person_id, "now": now}).all()
    if not rows:
        return None
    period = rows[0][0]
    said = [(decode(levels) if version else (), sent_at) for one, levels, version, sent_at in rows if one is period]
    timing = calendar_of(period).timing(Step.OPINIONS, now)
    return PeerWork(
        period.id, period.year, period.opinions_due, timing, len(said),
        sum(bool(form) and not unrated(form) for form, _ in said),
        any(len(unrated(form)) < len(form) for form, _ in said),
        all(sent_at is not None for _, sent_at in said),
    )  # fmt: skip


def version_of(viewer: Viewer, evaluation_ids: list[int]) -> int:
    """The version of what the viewer has said about these people together: it grows with every save of any of them."""
    found = select(func.coalesce(func.sum(PeerOpinion.version), 0)).where(
        PeerOpinion.evaluation_id.in_(evaluation_ids), PeerOpinion.rater_id == viewer.person_id
    )
    return int(db.session.execute(found).scalar_one())


def _asked(viewer: Viewer, period_id: int) -> list[tuple[Asked, datetime | None]]:
    rows = db.session.execute(COLLEAGUES, {"rater": viewer.person_id, "period": period_id}).all()
    blank = {each: standard_of(each).blank for each in {row.standard_id for row in rows}}
    return [
        (
            Asked(
                row.id, row.standard_id, row.full_name, row.given_name, row.subject,
                decode(row.levels) if row.version else blank[row.standard_id], row.version or 0,
                row.sent_at is not None, row.saved_at, row.group,
            ),
            row.sent_at,
        )
        for row in rows
    ]  # fmt: skip
