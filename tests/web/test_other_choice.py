"""Two choices from one page are two acts: the first one counts, the second is told so and never passed off as done.

A page stays open while its first answer is lost on the way, or lies in another window; its submit key is the same.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account, DataRequest
from app.domain.accounts.rules.own_data import RequestKind
from app.domain.evaluation import deciding
from app.domain.evaluation.appeals import settling
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.models import Evaluation
from app.domain.organisation.models import AdminRequest
from app.domain.training.core_people.models import CorePerson
from app.domain.training.support.models import SupportPlan
from tests.evaluations import assess, evaluation_of
from tests.hand_ins import finish, hand_in_of, send
from tests.pages import fill, find_form, words
from tests.support_plans import propose, send_plan

REASON = "Chưa rõ thời gian của hoạt động thứ hai."
PASSWORD = "con mèo ngủ trên mái"
HASH = hash_password(PASSWORD)
TWO_YEARS = "2" * 15


@dataclass(frozen=True)
class Page:
    """Whose page it is, its two choices, and where the outcome stands."""

    who: str
    url: str
    first: dict[str, Any]
    other: dict[str, Any]
    outcome: Any
    form: str | None = None


def hand_in(cast, period) -> Page:
    finish(cast, period, "school")
    send(cast, period, "school")
    url = f"/district/evaluations/hand-ins/{cast.units['school']}/decide?period={period}"
    stands = select(HandIn.state).where(HandIn.id == hand_in_of(cast, period, "school").id)
    return Page("district_head", url, {"decision": "check"}, {"decision": "return", "reason": REASON}, stands)


def plan(cast, _period) -> Page:
    plan_id = send_plan(cast, "teacher")
    stands = select(SupportPlan.state).where(SupportPlan.id == plan_id)
    url = f"/principal/support-plans/{plan_id}"
    return Page("principal", url, {"decision": "approve"}, {"decision": "return", "reason": REASON}, stands)


def core_person(cast, _period) -> Page:
    core_id = propose(cast, "teacher")
    stands = select(CorePerson.state).where(CorePerson.id == core_id)
    url = f"/district/core-people/{core_id}"
    return Page("district_head", url, {"decision": "confirm"}, {"decision": "return", "reason": REASON}, stands)


def rank(cast, period) -> Page:
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", TWO_YEARS)
    deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    stands = select(Evaluation.rank).where(Evaluation.id == mine)
    other = {"rank": "1", "rank_reason": REASON}
    return Page("principal", f"/principal/evaluations/{mine}/rank", {"rank": "2"}, other, stands)


def appeal(cast, period) -> Page:
    mine = evaluation_of(cast, period, "teacher")
    finish(cast, period, "school")
    file_appeal(cast.teacher.viewer, mine, "Tiêu chí 5 đã có minh chứng từ tháng 3.", [5])
    settling.take_up(cast.district_head.viewer, mine)
    stands = select(Appeal.outcome).where(Appeal.evaluation_id == mine)
    other = {"outcome": "changed", "rank": "3", "reason": REASON, "rank_reason": REASON}
    first = {"outcome": "kept", "reason": REASON}
    return Page("district_head", f"/district/evaluations/appeals/{mine}/settle", first, other, stands)


def data_request(cast, _period) -> Page:
    at = clock.now()
    with writing():
        asked = DataRequest(
            person_id=cast.group_head.person_id, unit_id=cast.units["school"], kind=RequestKind.CORRECTION,
            text="Sai ngày sinh", created_at=at, acknowledge_by=at, answer_by=at,
        )  # fmt: skip
        db.session.add(asked)
        db.session.flush()
        request_id = asked.id
    stands = select(DataRequest.state).where(DataRequest.id == request_id)
    first = {"state": "fulfilled", "answer": "Đã sửa."}
    return Page(
        "school_admin", f"/admin/data-requests/{request_id}", first, first | {"state": "refused"}, stands
    )  # fmt: skip


def admin_request(cast, _period, clients) -> Page:
    url = f"/admin/units/{cast.units['province']}/admins"
    clients.ministry_admin.submit("/account/password-again", password=PASSWORD)
    clients.ministry_admin.submit(url, form="appoint", person=str(cast.province_officer.person_id))
    request_id = db.session.scalar(select(AdminRequest.id))
    stands = select(AdminRequest.state).where(AdminRequest.id == request_id)
    first, other = {"decision": "approve"}, {"decision": "refuse", "reason": REASON}
    return Page("ministry_officer", f"/ministry/admin-requests/{request_id}", first, other, stands)


PAGES = [hand_in, plan, core_person, rank, appeal, data_request, admin_request]


@pytest.mark.parametrize("made", PAGES, ids=lambda made: made.__name__)
def test_CON_4_the_other_choice_from_the_same_page_came_too_late(clients, cast, period, made) -> None:
    with writing():
        db.session.execute(update(Account).values(password_hash=HASH))
    page = made(cast, period, clients) if made is admin_request else made(cast, period)
    client = clients[page.who]
    client.submit("/account/password-again", password=PASSWORD)
    form = find_form(client.get(page.url), page.form)
    address, first = form.get("action") or page.url, fill(form, page.first)
    assert client.post(address, data=first).status_code == 303
    stands = db.session.scalar(page.outcome)
    other = client.post(address, data=first | page.other)
    assert other.status_code == 409, words(other)
    assert db.session.scalar(page.outcome) == stands
    assert client.post(address, data=first).status_code == 303, "the same choice sent again is shown its result"
