"""What do rosters ask of the registry, and which cases do they leave?"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.db import db
from app.domain.identity.case_opening import open_case
from app.domain.identity.case_rules import CaseKind, CaseState
from app.domain.identity.models import CaseEvent, IdCase, RegistryRecord
from app.domain.imports.meeting import DIFFERENT
from app.domain.imports.roster_changes import Difference
from app.domain.viewer import Viewer


def registry_ids(keys: Iterable[str]) -> dict[str, list[str]]:
    """The exact IDs that the registry holds for each of these keys."""
    found = select(RegistryRecord.sector_key, RegistryRecord.sector_id).where(RegistryRecord.sector_key.in_(set(keys)))
    ids: dict[str, list[str]] = {}
    for key, sector_id in db.session.execute(found):
        ids.setdefault(key, []).append(sector_id)
    return ids


def open_roster_cases(viewer: Viewer, differences: Sequence[Difference]) -> int:
    """A case for everybody of whom a roster says something else than we know; returns how many were opened or added to.

    A difference that an open case already tells of is not told again: the same file twice changes nothing.
    """
    told = details_told({each.person_id for each in differences})
    opened = 0
    for each in differences:
        detail = detail_of(each)
        if detail in told.get(each.person_id, []):
            continue
        open_case(viewer, each.person_id, CaseKind.ROSTER_DIFFERS, detail=detail)
        told.setdefault(each.person_id, []).append(detail)
        opened += 1
    return opened


def details_told(person_ids: set[int]) -> dict[int, list[dict]]:
    """What the open cases of these people already tell."""
    found = (
        select(IdCase.person_id, CaseEvent.detail)
        .join(CaseEvent, CaseEvent.case_id == IdCase.id)
        .where(IdCase.person_id.in_(person_ids), IdCase.state != CaseState.CLOSED)
    )
    told: dict[int, list[dict]] = {}
    for person_id, detail in db.session.execute(found):
        told.setdefault(person_id, []).append(detail)
    return told


def detail_of(difference: Difference) -> dict:
    """The roster's side of the difference, by the reasons' codes."""
    return {str(finding.reason): finding.shown for finding in difference.findings if finding.reason in DIFFERENT}
