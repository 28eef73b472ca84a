"""What has the head of the school settled for subject groups that are too small?"""

from collections.abc import Iterable

from sqlalchemy import select

from app.db import db
from app.domain.evaluation.peers.models import JoinedGroup, NotCollated
from app.domain.evaluation.peers.rules import Arrangement, Way
from app.domain.organisation.models import SubjectGroup


def joined_groups(period_id: int, group_ids: Iterable[int | None]) -> dict[int, tuple[str, ...]]:
    """For each group the names of those whose members are asked about its members too."""
    found: dict[int, tuple[str, ...]] = {}
    rows = db.session.execute(
        select(JoinedGroup.group_id, SubjectGroup.name)
        .join(SubjectGroup, SubjectGroup.id == JoinedGroup.joined_id)
        .where(JoinedGroup.period_id == period_id, JoinedGroup.group_id.in_(_ids(group_ids)))
        .order_by(SubjectGroup.name)
    )
    for group_id, name in rows:
        found[group_id] = (*found.get(group_id, ()), name)
    return found


def remarks(period_id: int, group_ids: Iterable[int | None]) -> dict[int, str]:
    """For each group on which nothing is collated, why."""
    found = select(NotCollated.group_id, NotCollated.remark).where(
        NotCollated.period_id == period_id, NotCollated.group_id.in_(_ids(group_ids))
    )
    return {row.group_id: row.remark for row in db.session.execute(found)}


def arrangement_of(period_id: int, group_id: int) -> Arrangement:
    """What holds for one group, with ids."""
    remark = remarks(period_id, [group_id]).get(group_id)
    if remark is not None:
        return Arrangement(Way.LEFT_OUT, remark=remark)
    joined = select(JoinedGroup.joined_id).where(JoinedGroup.period_id == period_id, JoinedGroup.group_id == group_id)
    ids = frozenset(db.session.scalars(joined))
    return Arrangement(Way.JOINED, ids) if ids else Arrangement()


def other_groups(group_id: int) -> list[tuple[int, str]]:
    """The other groups of the same school, by name."""
    unit_id = select(SubjectGroup.unit_id).where(SubjectGroup.id == group_id).scalar_subquery()
    found = select(SubjectGroup.id, SubjectGroup.name).where(
        SubjectGroup.unit_id == unit_id, SubjectGroup.id != group_id
    )
    return [(each, name) for each, name in db.session.execute(found.order_by(SubjectGroup.name))]


def _ids(group_ids: Iterable[int | None]) -> list[int]:
    return [group_id for group_id in group_ids if group_id is not None]
