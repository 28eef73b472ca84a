"""The holder of an office lets somebody sign and takes it back; what is signed so says so everywhere."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.models import Decision
from app.domain.organisation.models import Delegation
from tests.evaluations import assess, evaluation_of

HX = {"HX-Request": "true"}
NEW = "/principal/delegations/new"


def text(answer) -> str:
    return answer.get_data(as_text=True)


def give(clients, cast, **changes):
    values = {
        "person": str(cast.vice_principal.person_id), "starts": "18/04/2022", "until": "22/4/2022",
        "reason": "Đi công tác",
    }  # fmt: skip
    return clients.principal.submit(NEW, **{**values, **changes})


def test_from_giving_to_taking_back(clients, cast, period):
    assert "Chưa ủy quyền cho ai" in text(clients.principal.get("/principal/delegations"))
    assert give(clients, cast).status_code == 303
    page = text(clients.principal.get("/principal/delegations"))
    assert "Vũ Thị Hạnh" in page and "từ 18/04/2022 đến hết 22/04/2022" in page and "Đang hiệu lực" in page
    home = text(clients.vice_principal.get("/principal/"))
    assert "ký thay hiệu trưởng Đỗ Văn Minh" in home and "đến hết ngày 22/04/2022" in home
    number = db.session.scalar(select(Delegation.id))
    assert clients.principal.submit(f"/principal/delegations/{number}/take-back").status_code == 303
    assert "Đã thu hồi" in text(clients.principal.get("/principal/delegations"))
    assert "ký thay" not in text(clients.vice_principal.get("/principal/"))
    assert "thu hồi việc ủy quyền" in text(clients.vice_principal.get("/account/notices"))


def test_what_is_signed_for_another_says_so_on_sheet_and_history(clients, cast, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    give(clients, cast)
    client, at = clients.vice_principal, f"/principal/evaluations/{mine}"
    client.submit(at, **{f"level_{no}": "2" for no in range(1, 16)})
    client.submit(f"{at}/rank", rank="2")
    decision = db.session.get_one(Decision, mine)
    assert decision.decided_by == cast.vice_principal.person_id and decision.delegation_id is not None
    for path in (at, f"{at}/history"):
        page = text(clients.principal.get(path))
        assert "Vũ Thị Hạnh, ký thay hiệu trưởng" in page, path
    assert "ký thay hiệu trưởng" in text(clients.principal.get(f"{at}/editions/decision/1"))


def test_az_whoever_signs_never_decides_about_themselves(clients, cast, period):
    own = evaluation_of(cast, period, "vice_principal")
    give(clients, cast)
    client = clients.vice_principal
    for path in ("", "/rank", "/return", "/history", "/next"):
        assert client.get(f"/principal/evaluations/{own}{path}").status_code == 404, path
    assert client.post(f"/principal/evaluations/grid/{own}", data={"version": "0"}).status_code == 404
    for listed in ("/principal/evaluations", "/principal/evaluations/grid"):
        assert f"/evaluations/{own}" not in text(client.get(listed)) and f"row-{own}" not in text(client.get(listed))
    assert clients.principal.get(f"/principal/evaluations/{own}").status_code == 200


@pytest.mark.parametrize("who", ["vice_principal"])
def test_az_without_the_office_there_are_no_delegations(clients, cast, period, who):
    give(clients, cast)
    number = db.session.scalar(select(Delegation.id))
    for path in ("/principal/delegations", NEW, f"/principal/delegations/{number}/take-back"):
        assert clients[who].get(path).status_code == 404
        if path != "/principal/delegations":
            assert clients[who].post(path).status_code == 404


def test_az_another_school_s_delegation_does_not_exist(clients, cast, period):
    give(clients, cast)
    number = db.session.scalar(select(Delegation.id))
    assert clients.stranger_principal.get(f"/principal/delegations/{number}/take-back").status_code == 404
    assert "Vũ Thị Hạnh" not in text(clients.stranger_principal.get("/principal/delegations"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts": "17/04/2022"}, "Không ủy quyền lùi ngày"),
        ({"until": "17/04/2022"}, "Ngày kết thúc phải sau ngày bắt đầu"),
        ({"until": "31/02/2022"}, "không có thật"),
        ({"until": "18/05/2024"}, "không quá một năm"),
        ({"reason": ""}, "Hãy điền mục này"),
        ({"person": ""}, "Hãy điền mục này"),
    ],
)
def test_each_mistake_stands_at_its_field_and_keeps_what_was_typed(clients, cast, changes, words):
    answer = give(clients, cast, **changes)
    assert answer.status_code == 422 and words in text(answer)
    assert "Đi công tác" in text(answer) or "reason" in changes
    assert db.session.scalar(select(Delegation.id)) is None


def test_a_forged_person_is_refused(clients, cast):
    data = {"person": str(cast.peer.person_id), "starts": "18/04/2022", "until": "20/04/2022", "reason": "Công tác"}
    assert clients.principal.post(NEW, data=data).status_code == 422
    assert db.session.scalar(select(Delegation.id)) is None


def test_con_4_a_double_tap_gives_one_delegation(clients, cast):
    data = {
        "person": str(cast.vice_principal.person_id), "starts": "18/04/2022", "until": "20/04/2022",
        "reason": "Đi công tác", "submit_key": "abc",
    }  # fmt: skip
    for _ in range(2):
        assert clients.principal.post(NEW, data=data).status_code == 303
    assert len(db.session.scalars(select(Delegation.id)).all()) == 1


def test_the_offices_above_use_the_same_pages(clients, cast):
    for who, door, to in (
        ("district_head", "district", "district_officer"),
        ("director", "province", "province_officer"),
    ):
        answer = clients[who].submit(
            f"/{door}/delegations/new", person=str(cast[to].person_id), starts="18/04/2022", until="20/04/2022",
            reason="Nghỉ phép",
        )  # fmt: skip
        assert answer.status_code == 303
        assert cast[to].name in text(clients[who].get(f"/{door}/delegations"))
        assert "ký thay" in text(clients[to].get(f"/{door}/"))


def test_a_school_without_a_deputy_is_told_who_enters_one(clients, cast):
    assert "Quản trị đơn vị cấp trên" in text(clients.stranger_principal.get(NEW))
