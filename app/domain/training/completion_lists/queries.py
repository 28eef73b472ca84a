"""Whose lists may the viewer bring in, and which IDs do the viewer's people have?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.db import db
from app.domain.identity.models import Claim, RegistryRecord
from app.domain.imports.mapping import folded
from app.domain.organisation.access import people_visible
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import Audience
from app.domain.training.completion_lists.rules import Course
from app.domain.viewer import Viewer


def providers_for(viewer: Viewer) -> Sequence[Unit]:
    """The providers whose lists the viewer may bring in: a province's LMSs, a provider's own; nobody else's."""
    found = select(Unit).where(Unit.kind == UnitKind.PROVIDER)
    if viewer.role == Role.PARTNER:
        found = found.where(Unit.id == viewer.unit_id)
    elif (viewer.role, viewer.unit_kind) == (Role.PROVINCE, UnitKind.PROVINCE):
        own = select(Unit.lms_provider).where(Unit.id == viewer.unit_id)
        found = found.where(Unit.lms_provider.in_(own))
    else:
        return []
    return db.session.scalars(found.order_by(Unit.name, Unit.id)).all()


def courses() -> list[Course]:
    """Every module of the catalogue, as lists may name it."""
    found = select(
        TrainingModule.code, TrainingModule.by_code, TrainingModule.number, TrainingModule.audience, TrainingModule.name
    ).order_by(TrainingModule.id)
    return [
        Course(code, 0 if by_code else number, Audience(audience), folded(name))
        for code, by_code, number, audience, name in db.session.execute(found)
    ]


@dataclass
class Holders:
    """Who holds the IDs of a few rows: all verified IDs by key, and the keys whose people the viewer answers for."""

    verified: dict[str, list[str]] = field(default_factory=dict)
    mine: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)

    def may_report(self, key: str) -> bool:
        """Is this ID one of the viewer's people's, and verified by nobody else?"""
        return key in self.mine and key not in self.elsewhere


def holders_of(viewer: Viewer, keys: Iterable[str]) -> Holders:
    """Who has these keys verified, listed by a roster or declared."""
    wanted, holders = sorted(set(keys)), Holders()
    claims = select(Claim.person_id, Claim.sector_key).where(Claim.sector_key.in_(wanted))
    declared = dict(db.session.execute(claims).all())
    found = select(
        Person.id, Person.sector_id, Person.sector_key, Person.listed_sector_key, people_visible(viewer)
    ).where(
        Person.merged_into_id.is_(None),
        Person.sector_key.in_(wanted) | Person.listed_sector_key.in_(wanted) | Person.id.in_(sorted(declared)),
    )
    for person_id, sector_id, verified, listed, visible in db.session.execute(found):
        if verified is not None and sector_id is not None:
            holders.verified.setdefault(verified, []).append(sector_id)
        theirs = {key for key in (verified, listed, declared.get(person_id)) if key is not None}
        if person_id == viewer.person_id:
            holders.own |= theirs
        elif visible:
            holders.mine |= theirs
        elif verified is not None:
            holders.elsewhere.add(verified)
    return holders


def exact_ids(viewer: Viewer, holders: Holders, keys: Iterable[str]) -> dict[str, list[str]]:
    """The exact IDs of each key: those that people have verified; for an office, what the registry holds too.

    A provider learns of an ID no more than its records' standings say anyhow.
    """
    ids = {key: list(each) for key, each in holders.verified.items()}
    if viewer.role == Role.PROVINCE:
        found = select(RegistryRecord.sector_key, RegistryRecord.sector_id).where(
            RegistryRecord.sector_key.in_(sorted(set(keys)))
        )
        for key, sector_id in db.session.execute(found):
            if sector_id not in ids.setdefault(key, []):
                ids[key].append(sector_id)
    return ids
