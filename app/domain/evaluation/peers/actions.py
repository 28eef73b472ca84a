"""How does a colleague give an opinion?  Saved as they go, sent all together, changed until then and not after."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.hand_in.closing import refuse_closed
from app.domain.evaluation.models import Evaluation, PeerOpinion, Period
from app.domain.evaluation.peers.asking import asks
from app.domain.evaluation.peers.queries import asked_of, version_of
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.refusals import Incomplete, NotNow, StaleVersion, is_saved_already
from app.domain.evaluation.rules.calendar import Step, Timing
from app.domain.journal.actions import record
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, decode, encode, rated_anew, unrated
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result, known_to_page, note_version

SAVE, SEND = "save_peer_opinions", "send_peer_opinions"
Changes = Mapping[int, int | None]


def save_opinion(viewer: Viewer, evaluation_id: int, changes: Changes, version: int) -> int:
    """Rate some criteria of one colleague; returns the new version.

    Raises LookupError (not asked about them), NotNow, StaleVersion, ValueError (no such criterion or level).
    """
    return save_opinions(viewer, {evaluation_id: changes}, version)


@rerunnable
def save_opinions(viewer: Viewer, changes: Mapping[int, Changes], version: int, page: str = "") -> int:
    """Rate some criteria of several colleagues (by evaluation), all or nothing; returns their new version together.

    `page` is the key of the page's form; the version is that of `version_of` these colleagues.  Raises as
    `save_opinion` does.
    """
    try:
        with writing():
            evaluations = _locked(viewer, list(changes))
            rows = _own_rows(viewer, list(changes))
            if any(row.sent_at is not None for row in rows.values()):
                raise NotNow("opinions_sent")
            written = {each.id: _written(each, rows.get(each.id), changes[each.id]) for each in evaluations}
            same = all(before == form for before, form in written.values())
            saved = sum(row.version for row in rows.values())
            known = known_to_page(viewer, SAVE, page, saved, version)
            if is_saved_already(saved, known, same=same):
                return saved
            for each in evaluations:
                _save(viewer, each, rows.get(each.id), *written[each.id])
            db.session.flush()
            saved = version_of(viewer, list(changes))
            note_version(viewer, SAVE, page, saved)
            return saved
    except IntegrityError as twice:  # begun at the same moment on another device
        raise StaleVersion from twice


@rerunnable
def send_opinions(viewer: Viewer, period_id: int, submit_key: str = "", version: int | None = None) -> int:
    """Send what the viewer says about everybody they are asked about, all together; returns how many.

    `version` is that of the opinions that are still open, as they were shown; None does not ask.
    Raises LookupError (asked about nobody), NotNow, StaleVersion, Incomplete (whose evaluations are not rated whole).
    """
    with writing():
        colleagues = asked_of(viewer, period_id)
        if not colleagues:
            raise LookupError(period_id)
        ids = [one.evaluation_id for one in colleagues if not one.sent]
        if is_repeat(viewer, SEND, submit_key) or not ids:
            return len(colleagues)
        evaluations, rows = _locked(viewer, ids), _own_rows(viewer, ids)
        if version is not None and sum(row.version for row in rows.values()) != version:
            raise StaleVersion
        missing = tuple(each for each in ids if each not in rows or unrated(decode(rows[each].levels)))
        if missing:
            raise Incomplete(missing)
        for row in rows.values():
            row.sent_at = clock.campaign_now()
            row.version += 1
        unit_ids = {evaluation.unit_id for evaluation in evaluations}
        mark_stale(unit_ids)
        # Who answered is no secret inside the group; what was answered is journalled nowhere.
        record(viewer, "peer_opinions_sent", "period", period_id, after={"colleagues": len(ids)}, unit_id=min(unit_ids))
        keep_result(viewer, SEND, submit_key, period_id)
        return len(colleagues)


def _locked(viewer: Viewer, evaluation_ids: list[int]) -> list[Evaluation]:
    """These evaluations, locked against a change of who is asked, if the viewer is asked about each, in time.

    Raises LookupError, NotNow.
    """
    found = select(Evaluation).where(Evaluation.id.in_(evaluation_ids), asks(viewer.person_id or 0))
    evaluations = list(db.session.scalars(found.order_by(Evaluation.id).with_for_update(read=True, of=Evaluation)))
    if not evaluations or len(evaluations) != len(evaluation_ids):
        raise LookupError(evaluation_ids)
    for period_id in {evaluation.period_id for evaluation in evaluations}:
        timing = calendar_of(db.session.get_one(Period, period_id)).timing(Step.OPINIONS, clock.campaign_now())
        if timing is not Timing.ON_TIME:
            raise NotNow("opinions_not_open" if timing is Timing.EARLY else "opinions_closed")
    for period_id, unit_id in {(each.period_id, each.decided_in) for each in evaluations}:
        refuse_closed(period_id, unit_id)
    return evaluations


def _own_rows(viewer: Viewer, evaluation_ids: list[int]) -> dict[int, PeerOpinion]:
    found = select(PeerOpinion).where(
        PeerOpinion.evaluation_id.in_(evaluation_ids), PeerOpinion.rater_id == viewer.person_id
    )
    rows = db.session.scalars(found.with_for_update().execution_options(populate_existing=True))
    return {row.evaluation_id: row for row in rows}


def _written(evaluation: Evaluation, own: PeerOpinion | None, changes: Changes) -> tuple[Form, Form]:
    """The levels as they are saved, and as they are to be.  Raises ValueError."""
    standard = standard_of(evaluation.standard_id)
    before = decode(own.levels) if own else standard.blank
    return before, rated_anew(standard, before, changes)


def _save(viewer: Viewer, evaluation: Evaluation, own: PeerOpinion | None, before: Form, form: Form) -> None:
    if form == before:
        return
    if own is None:
        own = PeerOpinion(evaluation_id=evaluation.id, rater_id=viewer.person_id, version=0)
        db.session.add(own)
    own.levels, own.saved_at = encode(form), clock.campaign_now()
    own.version += 1
