"""The pages about people and units: forms that keep what was typed, scopes that betray nothing, lists that find."""

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.models import LoginSession
from app.domain.organisation.models import Appointment, Person, SubjectGroup
from app.domain.organisation.rules import Position
from tests.pages import fill, find_form, text_of, tree, words

HX = {"HX-Request": "true"}
NEW = {
    "full_name": "Lò Thị Bưởi",
    "birth_date": "5/9/1988",
    "position": "teacher",
    "group": "0",
    "starts": "18/04/2022",
}
SENT = NEW | {"gender": "", "group": "0", "level": ""}  # as a browser sends it, with the lists left alone


def post_of(member) -> int:
    return db.session.scalar(
        select(Appointment.id).where(Appointment.person_id == member.person_id, Appointment.position != Position.ADMIN)
    )


def test_a_person_is_added_and_shown(clients):
    answer = clients.school_admin.submit("/admin/persons/new", **NEW)
    assert answer.status_code == 303
    page = clients.school_admin.get(answer.headers["Location"])
    assert "Lò Thị Bưởi" in words(page)
    assert "05/09/1988" in words(page)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("full_name", "Lan 2", "có ký tự lạ"),
        ("birth_date", "31/02/1988", "Ngày 31/02/1988 không có thật"),
        ("birth_date", "05/09/2010", "chưa đủ 18 tuổi"),
        ("starts", "hôm qua", "không phải là ngày"),
        ("starts", "01/01/2010", "trong vòng một năm"),
        ("sector_id", "12ab", "chữ số"),
    ],
)
def test_a_wrong_field_is_named_and_everything_typed_is_kept(clients, field, value, sentence):
    answer = clients.school_admin.submit("/admin/persons/new", **(NEW | {field: value}))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f'value="{value}"' in answer.get_data(as_text=True)


def test_somebody_moves_in_only_by_id_name_and_birth_date(clients, cast):
    arrival = NEW | {"full_name": "Trần Thị Lan", "birth_date": "20/05/1985", "sector_id": "1101000001"}
    wrong = clients.stranger_admin.submit("/admin/persons/arrival", **(arrival | {"birth_date": "21/05/1985"}))
    assert wrong.status_code == 422
    assert "Không tìm thấy người khớp" in words(wrong)
    assert clients.stranger_admin.submit("/admin/persons/arrival", **arrival).status_code == 303
    lan = cast.teacher.person_id
    assert clients.stranger_admin.get(f"/records/persons/{lan}").status_code == 200
    assert clients.school_admin.get(f"/records/persons/{lan}").status_code == 404


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_corrections_are_kept_and_a_stale_page_gets_409(clients, cast, headers):
    url = f"/admin/persons/{cast.teacher.person_id}/edit"
    fields = {"given_name": "Lan", "phone": "0912000000", "version": "1", "submit_key": "one"}
    for _ in range(2):  # a double tap
        assert clients.school_admin.post(url, data=fields, headers=headers).status_code in (204, 303)
    assert db.session.scalar(select(Person.phone).where(Person.id == cast.teacher.person_id)) == "0912000000"
    stale = fields | {"submit_key": "two"}
    assert clients.school_admin.post(url, data=stale, headers=headers).status_code == 409


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_years_of_teaching_and_managing_are_kept_and_a_wrong_one_is_refused_with_words(clients, cast, headers):
    url = f"/admin/persons/{cast.teacher.person_id}/edit"
    fields = {"given_name": "Lan", "version": "1", "submit_key": "one"}
    for wrong in ("1949", "2023", "năm 2008", "²008"):
        refused = clients.school_admin.post(url, data=fields | {"teaching_since": wrong}, headers=headers)
        assert refused.status_code == 422 and "Hãy ghi một năm từ 1950 đến 2022" in words(refused), wrong
        assert f'value="{wrong}"' in refused.get_data(as_text=True)
    kept = clients.school_admin.post(url, data=fields | {"teaching_since": " 2008 "}, headers=headers)
    assert kept.status_code in (204, 303)
    years = select(Person.teaching_since, Person.managing_since).where(Person.id == cast.teacher.person_id)
    assert tuple(db.session.execute(years).one()) == (2008, None)
    assert "2008" in words(clients.school_admin.get(f"/records/persons/{cast.teacher.person_id}"))
    assert 'value="2008"' in clients.school_admin.get(url).get_data(as_text=True)


def test_post_leave_and_leaving(clients, cast):
    client, lan, post = clients.school_admin, cast.teacher.person_id, post_of(cast.teacher)
    changed = client.submit(f"/admin/posts/{post}", position="group_head", starts="01/04/2022")
    assert changed.status_code == 303
    assert client.submit(f"/admin/persons/{lan}/leave", kind="sick", starts="18/04/2022").status_code == 303
    page = words(client.get(f"/records/persons/{lan}"))
    assert "Tổ trưởng chuyên môn" in page
    assert "Nghỉ ốm dài ngày: từ 18/04/2022" in page
    assert "Ghi ngày trở lại" in page
    assert client.submit("/admin/leaves/1/end", ends="20/04/2022").status_code == 303
    assert "Đổi ngày trở lại" in words(client.get(f"/records/persons/{lan}"))
    newest = db.session.scalar(select(Appointment.id).order_by(Appointment.id.desc()))
    assert client.submit(f"/admin/posts/{newest}/end", ends="19/04/2022", reason="retired").status_code == 303


def test_whoever_leaves_is_admin_no_more_and_the_page_says_so(clients, cast):
    client, nga = clients.district_admin, cast.school_admin.person_id
    end = f"/admin/posts/{post_of(cast.school_admin)}/end"
    page = client.get(end)
    assert "đơn vị không còn quản trị" in words(page)
    assert client.post(end, data=fill(find_form(page), {"reason": "retired"})).status_code == 303
    office = select(Appointment.ends).where(Appointment.person_id == nga, Appointment.position == Position.ADMIN)
    assert db.session.scalar(office) is not None
    assert "quyền quản trị Trường THCS Nguyễn Du" in words(client.get("/records/persons"))


@pytest.mark.parametrize("who", ["stranger_admin", "far_admin", "far_school_admin"])
def test_az_2_other_admins_find_nobody_here(clients, cast, who):
    lan, post = cast.teacher.person_id, post_of(cast.teacher)
    for url in (
        f"/admin/persons/{lan}/edit", f"/admin/persons/{lan}/posts/new", f"/admin/persons/{lan}/leave",
        f"/admin/posts/{post}", f"/admin/posts/{post}/end", f"/records/persons/{lan}",
        f"/admin/persons/new?unit={cast.units['school']}", f"/admin/units/{cast.units['school']}/groups/new",
    ):  # fmt: skip
        assert clients[who].get(url).status_code == 404, url
    assert clients[who].post(f"/admin/posts/{post}/end", data={"ends": "18/04/2022"}).status_code == 404


def test_search_finds_without_marks_and_in_any_order(clients):
    for query in ("lan", "LAN tran", "trâ\u0300n lan", "Tra"):
        page = clients.school_admin.get("/records/persons", query_string={"q": query}, headers=HX)
        assert "Trần Thị Lan" in words(page), query
    assert "Trần Thị Lan" not in words(clients.school_admin.get("/records/persons?q=%25", headers=HX))
    assert "Trần Thị Lan" not in words(clients.stranger_admin.get("/records/persons?q=lan"))


def test_lists_are_for_those_who_oversee_people(clients):
    for who in ("school_admin", "principal", "district_officer", "director", "lecturer"):
        assert "Trần Thị Lan" in words(clients[who].get("/records/persons?q=lan")), who
    for who in ("teacher", "ministry_officer", "viettel_staff"):
        assert clients[who].get("/records/persons").status_code == 404, who


def test_units_are_found_by_name_and_code(clients, cast):
    for query in ("nguyen du", "110010001"):
        assert "Trường THCS Nguyễn Du" in words(clients.district_admin.get(f"/records/units?q={query}"))
    page = clients.district_admin.get(f"/records/units/{cast.units['school']}")
    assert "Bùi Thị Nga" in words(page)
    assert clients.far_admin.get(f"/records/units/{cast.units['school']}").status_code == 404


def test_groups_and_admins(clients, cast):
    school = cast.units["school"]
    assert clients.school_admin.submit(f"/admin/units/{school}/groups/new", name="Tổ Toán").status_code == 303
    assert clients.school_admin.submit(f"/admin/units/{school}/groups/new", name="tổ toán").status_code == 422
    assert db.session.scalar(select(SubjectGroup.name)) == "Tổ Toán"
    url = f"/admin/units/{school}/admins"
    asked = clients.district_admin.get(url)
    assert asked.status_code == 302 and "/account/password-again" in asked.location, "SES-5: before offices change"
    for who in (clients.school_admin, clients.stranger_admin):
        who.get("/")
    with writing():
        db.session.execute(update(LoginSession).values(confirmed_at=clock.now()))
    assert clients.school_admin.get(url).status_code == 404
    assert clients.district_admin.submit(url, form="appoint", person=str(cast.peer.person_id)).status_code == 303
    assert "Nguyễn Thị Hoa" in words(clients.district_admin.get(url))
    end = f"{url}/{cast.school_admin.person_id}/end"
    assert clients.stranger_admin.post(end).status_code == 404
    assert clients.district_admin.post(end).status_code == 303


def test_a_further_post_is_offered_where_the_person_works(clients, cast):
    page = tree(clients.district_admin.get(f"/records/persons/{cast.teacher.person_id}"))
    links = [each.get("href") for each in page.iter("a") if "/posts/new" in each.get("href", "")]
    assert links == [f"/admin/persons/{cast.teacher.person_id}/posts/new?unit={cast.units['school']}"]
    said = words(clients.district_admin.get(links[0]))
    assert "Trường THCS Nguyễn Du" in said and "bên cạnh công tác đang giữ" in said


def test_candidates_for_admin_are_told_apart_heads_first(clients, cast):
    clients.district_admin.get("/")
    with writing():
        db.session.execute(update(LoginSession).values(confirmed_at=clock.now()))
    page = clients.district_admin.get(f"/admin/units/{cast.units['school']}/admins")
    offered = [text_of(each).strip() for each in tree(page).findall(".//select[@id='person']/option")]
    assert offered[:2] == ["Đỗ Văn Minh (1985), Hiệu trưởng", "Vũ Thị Hạnh (1985), Phó hiệu trưởng"]
    assert "Bùi Thị Nga (1985), Nhân viên" not in offered, "who is admin already is not offered again"
    assert len(offered) == 6


def test_con_4_a_double_tap_acts_once_and_is_no_error(clients, cast):
    client = clients.school_admin
    for _ in range(2):
        assert client.post("/admin/persons/new", data=SENT | {"submit_key": "new"}).status_code == 303
    assert len(db.session.scalars(select(Person.id).where(Person.full_name == "Lò Thị Bưởi")).all()) == 1
    post = post_of(cast.teacher)
    end = {"ends": "18/04/2022", "reason": "retired", "version": "1", "submit_key": "end"}
    for _ in range(2):
        assert client.post(f"/admin/posts/{post}/end", data=end).status_code == 303


def test_con_4_a_corrected_form_keeps_its_key_and_acts(clients):
    wrong = SENT | {"submit_key": "same", "starts": "01/01/2010"}
    assert clients.school_admin.post("/admin/persons/new", data=wrong).status_code == 422
    assert clients.school_admin.post("/admin/persons/new", data=SENT | {"submit_key": "same"}).status_code == 303
