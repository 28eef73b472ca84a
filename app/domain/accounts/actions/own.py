"""What does a person do about the own account and the own data?"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import IntegrityError

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.models import Account, DataRequest
from app.domain.accounts.queries import phone_login, request_for
from app.domain.accounts.rules.own_data import RequestKind, RequestState, due_dates
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import Repeated, is_repeat, keep_result, once, result_of

EXPORT = "own_data"


class PhoneProblem(StrEnum):
    """Why a number cannot become a login name; whether somebody else has it is not said."""

    NO_NUMBER = "phone_no_number"
    NOT_USABLE = "phone_not_usable"


def acknowledge_notice(viewer: Viewer, version: str, at: datetime) -> None:
    """Put on record that the viewer has read this version of the notice."""
    with writing():
        account = db.session.get_one(Account, viewer.account_id)
        account.notice_version, account.notice_at = version, at
        record(viewer, "notice_acknowledged", "account", account.id, after={"version": version})


def confirm_phone(viewer: Viewer, typed: str) -> PhoneProblem | str:
    """Make the number a second login name of the viewer; answers the number as it is kept."""
    number = phone_login(typed)
    if number is None:
        return PhoneProblem.NO_NUMBER
    try:
        with writing():
            account = db.session.get_one(Account, viewer.account_id)
            account.phone_login = number
            db.session.flush()
            record(viewer, "phone_confirmed", "account", account.id)
            if viewer.person_id is not None:
                tell(viewer.person_id, "phone_confirmed")
    except IntegrityError:
        return PhoneProblem.NOT_USABLE
    return number


def forget_phone(viewer: Viewer) -> None:
    """The number is no login name any more."""
    with writing():
        account = db.session.get_one(Account, viewer.account_id)
        account.phone_login = None
        record(viewer, "phone_forgotten", "account", account.id)


def request_export(viewer: Viewer, submit_key: str = "") -> int:
    """Ask for a copy of everything kept about the viewer; answers the job's id, for a form sent twice the first's."""
    asked = once(viewer, EXPORT, submit_key, lambda: _request_export(viewer), lambda job_id: job_id)
    return asked.subject_id if isinstance(asked, Repeated) else asked


def _request_export(viewer: Viewer) -> int:
    with writing():
        assert viewer.account_id is not None
        # About no unit: a leaver, too, comes by their own data (AUTH-9).
        job = request_job(EXPORT, {"person_id": viewer.person_id, "file_kind": EXPORT}, viewer)
        record(viewer, "own_data_requested", "account", viewer.account_id)
        return job.id


def file_request(viewer: Viewer, kind: RequestKind, text: str, submit_key: str) -> int:
    """Ask for a correction, a restriction, a deletion: due dates are set, the unit's admins work the queue (DP-3)."""
    assert viewer.person_id is not None
    with writing():
        if is_repeat(viewer, "data_request", submit_key):
            return result_of(viewer, "data_request", submit_key) or 0
        due = due_dates(kind, clock.now().astimezone(clock.VIETNAM).date())
        request = DataRequest(
            person_id=viewer.person_id, unit_id=viewer.unit_id, kind=kind, text=text, created_at=clock.now(),
            acknowledge_by=clock.start_of(due.acknowledge + timedelta(days=1)),
            answer_by=clock.start_of(due.answer + timedelta(days=1)),
        )  # fmt: skip
        db.session.add(request)
        db.session.flush()
        keep_result(viewer, "data_request", submit_key, request.id)
        record(viewer, "data_request_filed", "data_request", request.id, after={"kind": kind}, unit_id=viewer.unit_id)
        return request.id


def decide_request(viewer: Viewer, request_id: int, version: int, state: RequestState, answer: str) -> bool | None:
    """Acknowledge, fulfil or refuse (with the reason) a request; False when it was decided meanwhile, None when it is
    not the viewer's to decide."""
    at = clock.now()
    with writing():
        request = request_for(viewer, request_id)
        if request is None:
            return None
        if request.version != version or request.decided_at is not None:
            return False
        before, request.state, request.answer = request.state, state, answer
        if state in {RequestState.FULFILLED, RequestState.REFUSED}:
            request.decided_at, request.decided_by_id = at, viewer.account_id
        request.version += 1
        record(
            viewer, "data_request_decided", "data_request", request.id, before={"state": before},
            after={"state": state}, reason=answer, unit_id=request.unit_id,
        )  # fmt: skip
        tell(request.person_id, "data_request_decided", "data_request", request.id)
    return True
