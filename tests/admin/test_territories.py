"""Universities' provinces are set by the ministry's admin, clusters by the admin of the unit above the schools."""

from sqlalchemy import select

from app.db import db
from app.domain.organisation.models import Cluster, ServiceArea
from app.domain.organisation.queries import paths_served
from app.domain.organisation.rules import UnitKind


def test_ministry_admin_sets_the_university_of_a_province(clients, cast) -> None:
    url = f"/admin/universities/{cast.units['far_province']}"
    answer = clients.ministry_admin.submit(url, university=str(cast.units["university"]))
    assert answer.status_code == 303
    assert len(paths_served(cast.units["university"], UnitKind.UNIVERSITY, None)) == 2
    page = clients.ministry_admin.get("/admin/universities").get_data(as_text=True)
    assert page.count("Trường ĐHSP Mẫu") == 2


def test_taking_a_university_back_ends_its_sight(clients, cast) -> None:
    url = f"/admin/universities/{cast.units['province']}"
    assert clients.ministry_admin.submit(url, university="0").status_code == 303
    assert paths_served(cast.units["university"], UnitKind.UNIVERSITY, None) == ()
    assert db.session.scalar(select(ServiceArea.ends)) is not None


def test_az2_other_admins_find_no_such_page(clients, cast) -> None:
    for who in ("province_admin", "district_admin", "school_admin"):
        assert clients[who].get("/admin/universities").status_code == 404
        assert clients[who].get(f"/admin/universities/{cast.units['province']}").status_code == 404
    assert clients.teacher.get("/admin/universities").status_code == 403


def test_district_admin_makes_and_changes_a_cluster(clients, cast) -> None:
    schools = [str(cast.units["school"]), str(cast.units["other_school"])]
    assert clients.district_admin.submit("/admin/clusters/new", name="Cụm số 1", schools=schools).status_code == 303
    page = clients.district_admin.get("/admin/clusters").get_data(as_text=True)
    assert "Trường THCS Nguyễn Du" in page and "Trường THCS Lê Lợi" in page
    cluster_id = db.session.scalar(select(Cluster.id))
    answer = clients.district_admin.submit(f"/admin/clusters/{cluster_id}", name="Cụm trung tâm", schools=schools[:1])
    assert answer.status_code == 303
    assert "Trường THCS Lê Lợi" not in clients.district_admin.get("/admin/clusters").get_data(as_text=True)


def test_a_cluster_needs_a_name_of_its_own(clients, cast) -> None:
    assert clients.district_admin.submit("/admin/clusters/new", name="Cụm số 1").status_code == 303
    twice = clients.district_admin.submit("/admin/clusters/new", name="Cụm số 1")
    assert twice.status_code == 422
    assert "Đã có cụm trường mang tên này" in twice.get_data(as_text=True)
    assert clients.district_admin.submit("/admin/clusters/new", name=" ").status_code == 422


def test_az2_a_school_elsewhere_cannot_be_put_into_a_cluster(clients, cast) -> None:
    data = {"name": "Cụm lạ", "schools": [str(cast.units["far_school"])]}
    assert clients.district_admin.post("/admin/clusters/new", data=data).status_code == 422
    assert db.session.scalar(select(Cluster)) is None


def test_az2_another_units_cluster_does_not_exist(clients, cast) -> None:
    clients.district_admin.submit("/admin/clusters/new", name="Cụm số 1")
    cluster_id = db.session.scalar(select(Cluster.id))
    assert clients.province_admin.get(f"/admin/clusters/{cluster_id}").status_code == 404
    assert clients.school_admin.get("/admin/clusters").status_code == 404
