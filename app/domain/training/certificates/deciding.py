"""What becomes of a paper that was given out?  Revoked, replaced under a new number, or kept; by office, on record."""

from sqlalchemy import update

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.sheets import Office
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.rules import Problem
from app.domain.training.certificates.issuing import Order, signing_office, write_papers
from app.domain.training.certificates.models import Certificate, CertificateStep
from app.domain.training.certificates.queries import answers_for, certificate_for, moves_open
from app.domain.training.certificates.rules import SHORTEST_REASON, CertificateMove, CertificateState
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

DECIDE, REISSUE = "decide_certificate", "reissue_certificate"
EVENTS = {
    CertificateMove.REVOKE: "certificate_revoked", CertificateMove.REISSUE: "certificate_replaced",
    CertificateMove.KEEP: "certificate_kept",
}  # fmt: skip


@rerunnable
def revoke(viewer: Viewer, certificate_id: int, reason: str, version: int, submit_key: str = "") -> list[Problem]:
    """Take a paper back for ever; what speaks against it.  Raises LookupError, NotNow, StaleVersion."""
    return _decide(viewer, certificate_id, CertificateMove.REVOKE, reason, version, submit_key)


@rerunnable
def keep(viewer: Viewer, certificate_id: int, reason: str, version: int, submit_key: str = "") -> list[Problem]:
    """Leave a paper as it is though a record that it stands on was taken back.  Raises as `revoke`."""
    return _decide(viewer, certificate_id, CertificateMove.KEEP, reason, version, submit_key)


def _decide(
    viewer: Viewer, certificate_id: int, move: CertificateMove, reason: str, version: int, submit_key: str
) -> list[Problem]:
    with writing():
        if is_repeat(viewer, DECIDE, submit_key):
            return []
        paper, office = _to_move(viewer, certificate_id, move, version)
        if problems := _problems(reason):
            db.session.rollback()  # with the note of the key: the corrected form may be sent
            return problems
        if move is CertificateMove.REVOKE:
            paper.state, paper.ended_at, paper.reason = CertificateState.REVOKED, clock.campaign_now(), reason
        paper.flagged_at = None
        paper.version += 1
        _note(viewer, paper, move, office, reason)
        if move is CertificateMove.REVOKE:
            tell(paper.person_id, "certificate_revoked", "certificate", paper.id, number=paper.content["number"])
        keep_result(viewer, DECIDE, submit_key, paper.id)
    return []


@rerunnable
def reissue(
    viewer: Viewer, certificate_id: int, order: Order, reason: str, version: int, submit_key: str = ""
) -> tuple[int | None, list[Problem]]:
    """Give out a new paper, with a new number and the person's particulars of today, in place of a valid one.

    Id of the new one, or what speaks against it.  Raises LookupError, NotNow, StaleVersion, and NotReady where the
    conditions do not hold any more.
    """
    with writing():
        if is_repeat(viewer, REISSUE, submit_key):
            return result_of(viewer, REISSUE, submit_key), []
        paper, office = _to_move(viewer, certificate_id, CertificateMove.REISSUE, version)
        if problems := _problems(reason):
            db.session.rollback()
            return None, problems
        # The old one gives its place up before the new one takes it; until then it leads to itself.
        _end(paper, reason, paper.id)
        made = write_papers(viewer, order, [paper.person_id], strict=True, replacing=paper.id)[0]
        db.session.execute(update(Certificate).where(Certificate.id == paper.id).values(replaced_by_id=made))
        _note(viewer, paper, CertificateMove.REISSUE, office, reason)
        keep_result(viewer, REISSUE, submit_key, made)
        return made, []


def _end(paper: Certificate, reason: str, by: int) -> None:
    paper.state, paper.replaced_by_id = CertificateState.REPLACED, by
    paper.ended_at, paper.reason, paper.flagged_at = clock.campaign_now(), reason, None
    paper.version += 1
    db.session.flush()


def _to_move(
    viewer: Viewer, certificate_id: int, move: CertificateMove, version: int
) -> tuple[Certificate, Office]:  # fmt: skip
    paper, office = certificate_for(viewer, certificate_id, hold=True), signing_office(viewer)
    if paper is None or office is None or not answers_for(viewer, paper):
        raise LookupError(certificate_id)
    if move not in moves_open(viewer, paper):
        raise NotNow("certificate_not_flagged" if paper.state == "valid" else f"certificate_{paper.state}")
    if paper.version != version:
        raise StaleVersion
    return paper, office


def _problems(reason: str) -> list[Problem]:
    return [Problem("certificate_reason_needed", "reason")] if len(reason) < SHORTEST_REASON else []


def _note(viewer: Viewer, paper: Certificate, move: CertificateMove, office: Office, reason: str) -> None:
    """Keep the step, and put it on record."""
    signs_for = office.position if office.delegation_id is not None else None
    db.session.add(
        CertificateStep(
            certificate_id=paper.id, event=EVENTS[move], at=clock.campaign_now(), person_id=viewer.person_id,
            position=viewer.position, signs_for=signs_for, reason=reason,
        )
    )  # fmt: skip
    record(
        viewer, EVENTS[move], "certificate", paper.id, reason=reason, unit_id=paper.unit_id,
        after={"state": paper.state} | ({"signs_for": signs_for} if signs_for else {}),
    )  # fmt: skip
