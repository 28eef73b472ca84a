"""How is it set which university serves which province, and which schools form a cluster?"""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import aliased

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.organisation.access import beneath, may_administer_unit
from app.domain.organisation.models import Cluster, ClusterMember, ServiceArea, Unit
from app.domain.organisation.rules import Problem, Role, UnitKind
from app.domain.viewer import Viewer


def provinces_with_university(viewer: Viewer) -> Sequence[tuple[Unit, ServiceArea | None, Unit | None]]:
    """Every province there is beneath the viewer, with the university that serves it today, if any."""
    university = aliased(Unit)
    day = clock.today()
    found = (
        select(Unit, ServiceArea, university)
        .outerjoin(
            ServiceArea,
            (ServiceArea.province_id == Unit.id)
            & (ServiceArea.starts <= day)
            & or_(ServiceArea.ends.is_(None), ServiceArea.ends > day),
        )
        .outerjoin(university, university.id == ServiceArea.university_id)
        .where(Unit.kind == UnitKind.PROVINCE, beneath(Unit.path, [viewer.unit_path]), Unit.valid_to.is_(None))
        .order_by(Unit.code)
    )
    return db.session.execute(found).all()


def universities() -> Sequence[Unit]:
    """The universities that may be asked to serve a province."""
    return db.session.scalars(select(Unit).where(Unit.kind == UnitKind.UNIVERSITY).order_by(Unit.code)).all()


def set_university(viewer: Viewer, province_id: int, university_id: int | None) -> list[Problem]:
    """From today on this university serves the province (None: nobody does); the earlier one's time ends today.

    Only the ministry's admin decides; others are told that the province does not exist.
    """
    with writing():
        province = db.session.get(Unit, province_id)
        if province is None or province.valid_to is not None or not _may_pair(viewer, province):
            return [Problem("unit_unknown", "province")]
        university = db.session.get(Unit, university_id) if university_id else None
        if university_id and (university is None or university.kind != UnitKind.UNIVERSITY):
            return [Problem("unit_unknown", "university")]
        day = clock.today()
        before = db.session.scalar(
            select(ServiceArea).where(
                ServiceArea.province_id == province_id, or_(ServiceArea.ends.is_(None), ServiceArea.ends > day)
            )
        )
        earlier = before.university_id if before else None
        if earlier == university_id:
            return []
        if before is not None:
            if before.starts == day:
                db.session.delete(before)
            else:
                before.ends = day
            db.session.flush()
        if university is not None:
            db.session.add(ServiceArea(university_id=university.id, province_id=province_id, starts=day))
        record(
            viewer, "university_set", "unit", province_id,
            before={"university": earlier}, after={"university": university_id}, unit_id=province_id,
        )  # fmt: skip
    return []


def _may_pair(viewer: Viewer, province: Unit) -> bool:
    return viewer.unit_kind == UnitKind.MINISTRY and may_administer_unit(viewer, province.path)


def clusters_of(viewer: Viewer) -> Sequence[Cluster]:
    """The clusters of the viewer's own unit."""
    return db.session.scalars(select(Cluster).where(Cluster.unit_id == viewer.unit_id).order_by(Cluster.name)).all()


def cluster_for(viewer: Viewer, cluster_id: int) -> Cluster | None:
    """One cluster of the viewer's own unit."""
    return db.session.scalar(select(Cluster).where(Cluster.id == cluster_id, Cluster.unit_id == viewer.unit_id))


def members_of(cluster: Cluster) -> frozenset[int]:
    """Ids of the schools in a cluster."""
    return frozenset(db.session.scalars(select(ClusterMember.unit_id).where(ClusterMember.cluster_id == cluster.id)))


def schools_below(viewer: Viewer) -> Sequence[Unit]:
    """The schools that the viewer's unit may put together."""
    found = select(Unit).where(Unit.kind == UnitKind.SCHOOL, beneath(Unit.path, [viewer.unit_path]))
    return db.session.scalars(found.order_by(Unit.code)).all()


def save_cluster(viewer: Viewer, cluster_id: int | None, name: str, school_ids: frozenset[int]) -> list[Problem]:
    """Make a cluster or change one; only schools beneath the viewer's unit count, others are refused."""
    with writing():
        if viewer.role != Role.ADMIN or viewer.unit_id is None:
            return [Problem("unit_unknown")]
        if not school_ids <= {school.id for school in schools_below(viewer)}:
            return [Problem("unit_unknown", "schools")]
        cluster = cluster_for(viewer, cluster_id) if cluster_id else Cluster(unit_id=viewer.unit_id)
        if cluster is None:
            return [Problem("unit_unknown")]
        namesake = db.session.scalar(select(Cluster).where(Cluster.unit_id == viewer.unit_id, Cluster.name == name))
        if namesake is not None and namesake.id != cluster.id:
            return [Problem("cluster_name_taken", "name")]
        cluster.name = name
        db.session.add(cluster)
        db.session.flush()
        db.session.execute(delete(ClusterMember).where(ClusterMember.cluster_id == cluster.id))
        db.session.add_all(ClusterMember(cluster_id=cluster.id, unit_id=each) for each in sorted(school_ids))
        record(
            viewer, "cluster_saved", "cluster", cluster.id,
            after={"name": name, "schools": sorted(school_ids)}, unit_id=viewer.unit_id,
        )  # fmt: skip
    return []
