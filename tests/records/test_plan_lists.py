"""The list of support plans narrowed to a unit, as the board with all indicators opens it."""

from app.domain.training.support.rules import Move
from tests.cast import Cast
from tests.pages import tree, words
from tests.records.test_campaign import rows
from tests.support_plans import decide, send_plan


def test_plans_of_one_unit_and_those_that_were_approved(cast: Cast, clients) -> None:
    assert decide(cast, "principal", send_plan(cast, "teacher"), Move.APPROVE) == []
    send_plan(cast, "principal")
    school, other = cast.units["school"], cast.units["other_school"]
    client, at = clients.district_officer, "/district/support-plans"
    assert len(rows(client.get(f"{at}?state=all"))) == 2
    page = client.get(f"{at}?state=all&unit={school}")
    assert set(rows(page)) == {cast.teacher.name, cast.principal.name} and "Trường THCS Nguyễn Du" in words(page)
    assert set(rows(client.get(f"{at}?state=approved"))) == {cast.teacher.name}
    assert not rows(client.get(f"{at}?state=all&unit={other}"))
    hidden = [field.get("value") for field in tree(page).iter("input") if field.get("name") == "unit"]
    assert hidden == [str(school)]
    sheet = client.get(f"/records/support-plans.xlsx?state=all&unit={school}")
    assert sheet.status_code == 200
    for unit in (cast.units["far_school"], "x", 999_999_999):
        assert client.get(f"{at}?unit={unit}").status_code == 404, unit
