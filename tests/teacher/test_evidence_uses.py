"""For which criteria evidence speaks: chosen from the criterion, from the piece, or as last year."""

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.domain.evaluation.evidence import actions, applying, queries
from app.domain.evaluation.evidence.actions import Details
from app.domain.evaluation.evidence.models import EvidenceUse
from app.domain.evaluation.models import Evaluation, Period
from tests.evaluations import assess, evaluation_of
from tests.pages import words

LINK = "https://truong.edu.vn/bai"


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def mine(cast, period):
    return evaluation_of(cast, period, "teacher")


@pytest.fixture
def pieces(cast, mine):
    """Three pieces of the teacher's, two of them for criterion 3."""
    kept = [actions.add_piece(cast.teacher.viewer, Details(f"Bài {no}", link=LINK)).evidence_id for no in (1, 2, 3)]
    applying.set_uses(cast.teacher.viewer, mine, 3, kept[:2])
    return kept


def test_from_the_part_to_the_store_and_back(clients, cast, mine):
    client, part = clients.teacher, f"/teacher/evaluation/{mine}/part/2"
    assert text(client.get(part)).count("Chưa có minh chứng") == 5
    chosen = client.submit(part, button="evidence=3", level_3="3")
    assert chosen.status_code == 303 and chosen.location.endswith(f"/teacher/evaluation/{mine}/criterion/3/evidence")
    assert "Kho chưa có minh chứng" in text(client.get(chosen.location))
    new = f"/teacher/evidence/new?evaluation={mine}&criterion=3"
    assert "Phát triển chuyên môn bản thân" in words(client.get(new))
    added = client.submit(new, name="Giáo án", link=LINK)
    assert added.status_code == 303 and added.location == chosen.location
    back = client.submit(chosen.location)
    assert back.location.endswith(f"/teacher/evaluation/{mine}/part/2#criterion-3")
    assert "1 minh chứng" in words(client.get(part)) and queries.pieces_by_criterion(mine) == {3: 1}
    own = client.get(f"/teacher/evaluation/{mine}")
    assert "1/15 tiêu chí" in words(own)


def test_enter_on_a_part_goes_on_and_asks_for_no_evidence(clients, cast, mine):
    assert clients.teacher.submit(f"/teacher/evaluation/{mine}/part/2", level_3="3").location.endswith("/part/3")


def test_con_1_what_the_autosave_has_just_saved_is_no_conflict(clients, cast, mine):
    part, level = f"/teacher/evaluation/{mine}/part/2", {"level_3": "3"}
    assert clients.teacher.post(part, data={**level, "version": "0"}, headers={"HX-Request": "true"}).status_code == 200
    pressed = clients.teacher.post(part, data={**level, "version": "0", "evidence": "3"})
    assert pressed.status_code == 303 and pressed.location.endswith("/criterion/3/evidence")
    assert clients.teacher.post(part, data={"level_3": "1", "version": "0"}).status_code == 409


def test_ticks_are_the_uses_and_the_second_button_saves_them_too(clients, cast, mine, pieces):
    url = f"/teacher/evaluation/{mine}/criterion/3/evidence"
    kept = clients.teacher.submit(url, button="new=1", pieces=[pieces[2]])
    assert kept.status_code == 303 and kept.location == f"/teacher/evidence/new?evaluation={mine}&criterion=3"
    assert queries.used_for(mine, 3) == {pieces[2]}
    assert clients.teacher.submit(url, pieces=None).status_code == 303


def test_unticking_everything_takes_every_use_back(clients, cast, mine, pieces):
    url = f"/teacher/evaluation/{mine}/criterion/3/evidence"
    assert clients.teacher.post(url, data={"submit_key": "x"}).status_code == 303
    assert queries.used_for(mine, 3) == set()


def test_one_piece_is_applied_to_many_criteria_at_once(clients, cast, mine, pieces):
    url = f"/teacher/evidence/{pieces[0]}/criteria"
    assert clients.teacher.submit(url, criteria=["3", "4", "15"]).status_code == 303
    assert queries.pieces_by_criterion(mine) == {3: 2, 4: 1, 15: 1}
    assert "tiêu chí 3, 4, 15 (2022)" in words(clients.teacher.get(f"/teacher/evidence/{pieces[0]}"))
    assert clients.teacher.submit(url, criteria=["15"]).status_code == 303
    assert queries.pieces_by_criterion(mine) == {3: 1, 15: 1}
    assert clients.teacher.post(url, data={"criteria": "16"}).status_code == 422


def test_without_a_form_in_writing_a_piece_applies_to_nothing_yet(clients, cast, mine, pieces):
    assess(cast, mine, "teacher", "3" * 15)
    page = clients.teacher.get(f"/teacher/evidence/{pieces[0]}/criteria")
    assert "Chưa gắn được vào tiêu chí" in words(page)
    assert clients.teacher.get(f"/teacher/evaluation/{mine}/criterion/3/evidence").status_code == 303
    assert clients.teacher.post(f"/teacher/evaluation/{mine}/criterion/3/evidence", data={}).status_code == 409


def test_the_check_page_names_what_is_used_and_what_is_bare(clients, cast, mine, pieces):
    part = f"/teacher/evaluation/{mine}/part/2"
    clients.teacher.submit(part, level_3="3", level_4="2", level_5="0")
    page = words(clients.teacher.get(f"/teacher/evaluation/{mine}/check"))
    assert "MC-0001 Bài 1; MC-0002 Bài 2" in page and "Chưa có minh chứng ở tiêu chí 4." in page


def test_last_years_evidence_comes_over_in_one_tap(clients, cast, mine, pieces):
    assert "Mang minh chứng năm trước" not in text(clients.teacher.get(f"/teacher/evaluation/{mine}"))
    earlier = last_year(mine)
    with writing():
        db.session.execute(update(EvidenceUse).values(evaluation_id=earlier))
    assert queries.pieces_by_criterion(mine) == {}
    done = clients.teacher.submit(f"/teacher/evaluation/{mine}", form="last-year")
    assert done.status_code == 303 and queries.used_for(mine, 3) == set(pieces[:2])
    again = clients.teacher.post(f"/teacher/evaluation/{mine}/evidence/last-year")
    assert "Không có minh chứng nào để mang sang" in words(clients.teacher.get(again.location))


def test_az_2_forms_for_others_evaluations_do_not_exist(clients, cast, mine, pieces):
    assert clients.peer.get(f"/teacher/evidence/new?evaluation={mine}&criterion=3").status_code == 404
    for evaluation, criterion in ((mine, 16), (2**70, 3), (0, 3)):
        new = f"/teacher/evidence/new?evaluation={evaluation}&criterion={criterion}"
        assert clients.teacher.get(new).status_code == 404
    url = f"/teacher/evaluation/{mine}/criterion/3/evidence"
    assert clients.peer.get(url).status_code == 404
    assert clients.peer.post(url, data={"pieces": str(pieces[0])}).status_code == 404
    assert clients.teacher.get(f"/teacher/evaluation/{mine}/criterion/16/evidence").status_code == 404
    assert clients.peer.post(f"/teacher/evaluation/{mine}/evidence/last-year").status_code == 404
    assert clients.peer.get(f"/teacher/evidence/{pieces[0]}/criteria").status_code == 404


def last_year(mine: int) -> int:
    """The same person's evaluation of the year before, by the same standard."""
    with writing():
        now = db.session.get_one(Evaluation, mine)
        period = db.session.get_one(Period, now.period_id)
        names = [column.name for column in Period.__table__.columns if column.name not in {"id", "year"}]
        before = Period(year=2021, **{name: getattr(period, name) for name in names})
        db.session.add(before)
        db.session.flush()
        names = [column.name for column in Evaluation.__table__.columns if column.name not in {"id", "period_id"}]
        earlier = Evaluation(period_id=before.id, **{name: getattr(now, name) for name in names})
        db.session.add(earlier)
        db.session.flush()
        return earlier.id
