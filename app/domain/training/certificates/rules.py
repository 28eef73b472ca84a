"""When is somebody given a certificate, what is printed on it, and what becomes of it?  Values in, verdicts out.

Two kinds: the confirmation of a year's modules (xác nhận hoàn thành BDTX) and the certificate of a whole programme
(chứng chỉ).  Which modules must be passed is data; a paper is never given out before all of them are.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.evaluation.papers.rules import Signer
from app.domain.organisation.rules import UnitKind

ISSUING = frozenset({UnitKind.PROVINCE, UnitKind.UNIVERSITY})
"""Whose offices give certificates out (letter of 2020: universities, with the provinces)."""
SHORTEST_REASON = 10
PLACE_LENGTH = 60


class CertificateKind(StrEnum):
    """What a paper confirms."""

    YEAR = "year"
    PROGRAMME = "programme"


class CertificateState(StrEnum):
    """Does a paper that was given out still hold?"""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"


class Readiness(StrEnum):
    """May somebody be given the paper now, and if not, why?  The first that is in the way."""

    READY = "ready"
    HELD = "held"  # has a valid one already
    UNVERIFIED = "unverified"  # records count only beneath a verified ID
    MISSING = "missing"  # not every module is passed
    UNBORN = "no_birth_date"
    UNCONFIRMED = "unconfirmed"  # the person has not said yet that name, birth date and ID are right


class CertificateMove(StrEnum):
    """What the issuer's office may do with a paper."""

    REVOKE = "revoke"
    REISSUE = "reissue"
    KEEP = "keep"  # leave a flagged one as it is, with a reason


TABLE: dict[tuple[CertificateState, CertificateMove], CertificateState] = {
    (CertificateState.VALID, CertificateMove.REVOKE): CertificateState.REVOKED,
    (CertificateState.VALID, CertificateMove.REISSUE): CertificateState.REPLACED,
    (CertificateState.VALID, CertificateMove.KEEP): CertificateState.VALID,
}


@dataclass(frozen=True)
class Known:
    """What is known of somebody when a paper is asked for: modules by id, passed ones with the record that counts."""

    held: bool
    verified: bool
    needed: frozenset[int]
    passed: frozenset[int]
    born: bool
    confirmed: bool


def readiness(known: Known) -> Readiness:
    """The first thing in the way, READY when nothing is; where nothing is asked for, nothing is certified."""
    if known.held:
        return Readiness.HELD
    if not known.verified:
        return Readiness.UNVERIFIED
    if not known.needed or not known.needed <= known.passed:
        return Readiness.MISSING
    if not known.born:
        return Readiness.UNBORN
    return Readiness.READY if known.confirmed else Readiness.UNCONFIRMED


def moves_of(state: CertificateState, *, flagged: bool) -> tuple[CertificateMove, ...]:
    """What is open; only a flagged paper is kept, and it is not printed anew before somebody has decided."""
    moves = tuple(move for (before, move) in TABLE if before is state)
    shut = CertificateMove.REISSUE if flagged else CertificateMove.KEEP
    return tuple(move for move in moves if move is not shut)


@dataclass(frozen=True)
class Learnt:
    """A module as it is printed, with its hours where the province had said them."""

    title: str
    hours: int | None


@dataclass(frozen=True)
class Facts:
    """Everything that a paper is made of on the day on which it is given out."""

    kind: CertificateKind
    year: int | None  # of the training, for a confirmation
    programme: str | None
    audience: str
    issuer: str
    superior: str
    name: str
    gender: str | None
    birth_date: date
    sector_id: str
    unit: str
    modules: tuple[Learnt, ...]
    number: int
    counted_in: int  # the year in which the number is counted
    place: str
    day: date
    signer: Signer


@dataclass(frozen=True)
class Face:
    """Every printed field, word for word, as it is kept with the paper and never changed."""

    superior: str
    issuer: str
    title: str
    subtitle: str
    lead: str
    name: str
    birth_date: str
    sector_id: str
    unit: str
    statement: str
    modules: tuple[tuple[str, str], ...]
    hours: str
    number: str
    place_date: str
    signer_titles: tuple[str, ...]
    signer_name: str


def kept(face: Face) -> dict[str, Any]:
    """The printed fields in plain values."""
    return asdict(face)


def face_from(content: Mapping[str, Any]) -> Face:
    """The printed fields that were kept so."""
    values = dict(content)
    values["modules"] = tuple((title, hours) for title, hours in content["modules"])
    values["signer_titles"] = tuple(content["signer_titles"])
    return Face(**values)
