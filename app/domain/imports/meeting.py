"""Whom does a row mean, and what of it may be taken over?  The meeting rules (domain notes, sector ID).

By verified ID, else by ID key and folded name, else by unit, folded name and birth date; two candidates are decided by
hand.  A roster fills blanks and changes appointments; a differing name, birth date or ID is listed, never written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from app.domain.imports.cells import Finding, Reason
from app.domain.organisation.sector_id import sector_key
from app.domain.vietnamese import fold, same_name


class Named(Protocol):
    """A row that names a person."""

    @property
    def full_name(self) -> str: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def sector_id(self) -> str | None: ...


@dataclass(frozen=True)
class Candidate:
    """A person who might be meant.  `within`: holds an appointment in the importer's subtree today."""

    person_id: int
    full_name: str
    birth_date: date | None
    sector_id: str | None
    listed_sector_id: str | None
    unit_id: int | None
    within: bool

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(sector_key(given) for given in (self.sector_id, self.listed_sector_id) if given)


class By(StrEnum):
    """What made a row meet a person."""

    VERIFIED_ID = "verified_id"
    ID_AND_NAME = "id_and_name"
    UNIT_NAME_BIRTH = "unit_name_birth"


@dataclass(frozen=True)
class Meeting:
    """Whom the row meets (None: nobody known) or, with `by_hand`, why a human being has to decide."""

    candidate: Candidate | None = None
    by: By | None = None
    by_hand: Finding | None = None
    differences: tuple[Finding, ...] = field(default=())


NOBODY = Meeting()
#: What becomes a case.
DIFFERENT = frozenset({
    Reason.NAME_DIFFERS, Reason.BIRTH_DATE_DIFFERS, Reason.VERIFIED_ID_DIFFERS, Reason.LISTED_ID_DIFFERS,
    Reason.OTHER_PERSON_CLAIMS_ID, Reason.SEVERAL_CANDIDATES,
})  # fmt: skip


def meet(row: Named, unit_id: int, candidates: Sequence[Candidate]) -> Meeting:
    """Whom among the candidates this row of this unit means.

    Somebody outside the importer's subtree is met only if ID, name and birth date all fit: a row must not be a way of
    finding out who works elsewhere (IMP-5).
    """
    known = [one for one in candidates if one.within or is_proven(row, one)]
    if row.sector_id:
        key = sector_key(row.sector_id)
        exact = [one for one in known if one.sector_id == row.sector_id]
        if exact:
            return met(row, exact[0], By.VERIFIED_ID)
        sharing = [one for one in known if key in one.keys]
        named = [one for one in sharing if fold(one.full_name) == fold(row.full_name)]
        if named:
            return only(row, named, By.ID_AND_NAME)
        if sharing:
            return Meeting(sharing[0], by_hand=Finding("sector_id", Reason.OTHER_PERSON_CLAIMS_ID, row.sector_id))
    namesakes = [one for one in known if one.unit_id == unit_id and fold(one.full_name) == fold(row.full_name)]
    same_day = [one for one in namesakes if one.birth_date == row.birth_date]
    if same_day:
        return only(row, same_day, By.UNIT_NAME_BIRTH)
    undecided = [one for one in namesakes if one.birth_date is None or row.birth_date is None]
    if undecided:
        return Meeting(undecided[0], by_hand=Finding("birth_date", Reason.SEVERAL_CANDIDATES))
    return NOBODY


def is_proven(row: Named, one: Candidate) -> bool:
    """True if the row gives the person's ID, name and birth date all right."""
    return (
        row.sector_id is not None
        and sector_key(row.sector_id) in one.keys
        and same_name(row.full_name, one.full_name)
        and row.birth_date is not None
        and row.birth_date == one.birth_date
    )


def only(row: Named, found: Sequence[Candidate], by: By) -> Meeting:
    if len(found) > 1:
        return Meeting(found[0], by_hand=Finding("full_name", Reason.SEVERAL_CANDIDATES, row.full_name))
    return met(row, found[0], by)


def met(row: Named, one: Candidate, by: By) -> Meeting:
    return Meeting(one, by, differences=tuple(differences(row, one)))


def differences(row: Named, one: Candidate) -> Iterable[Finding]:
    """What the row says otherwise than we know; blanks on either side are no difference."""
    if not same_name(row.full_name, one.full_name):
        yield Finding("full_name", Reason.NAME_DIFFERS, row.full_name)
    if row.birth_date and one.birth_date and row.birth_date != one.birth_date:
        yield Finding("birth_date", Reason.BIRTH_DATE_DIFFERS, f"{row.birth_date:%d/%m/%Y}")
    if row.sector_id and one.sector_id:
        if sector_key(row.sector_id) != sector_key(one.sector_id):
            yield Finding("sector_id", Reason.VERIFIED_ID_DIFFERS, row.sector_id)
    elif row.sector_id and one.listed_sector_id and sector_key(row.sector_id) != sector_key(one.listed_sector_id):
        yield Finding("sector_id", Reason.LISTED_ID_DIFFERS, row.sector_id)


@dataclass(frozen=True)
class ResolvedId:
    """The ID a row means, as the registry writes it where it knows it; `fault` where that cannot be said."""

    sector_id: str | None
    remarks: tuple[Finding, ...] = ()
    fault: Finding | None = None


def resolve_id(given: str | None, was_number: bool, ids_by_key: Mapping[str, Sequence[str]]) -> ResolvedId:
    """Give back a lost zero through the registry's IDs of the same key: exact first, key second, one match only."""
    if given is None:
        return ResolvedId(None)
    known = ids_by_key.get(sector_key(given), ())
    if given in known:
        return ResolvedId(given)
    if len(known) > 1:
        return ResolvedId(None, fault=Finding("sector_id", Reason.ID_AMBIGUOUS, given))
    if known:
        return ResolvedId(known[0], (Finding("sector_id", Reason.ZERO_RECOVERED, known[0]),))
    if was_number:
        return ResolvedId(given, (Finding("sector_id", Reason.ZERO_SUSPECTED, given),))
    return ResolvedId(given)
