"""What evidence may the viewer see: their own store, and of others what was sent to them?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.evaluation.access import EvaluationSight, evaluations_visible, sight
from app.domain.evaluation.evidence.models import Evidence, EvidenceFile, EvidenceUse
from app.domain.evaluation.evidence.rules import ScanState, SentPiece, code_of, may_open, school_year, sent_pieces
from app.domain.evaluation.models import Edition, Evaluation, Period
from app.domain.organisation.models import Unit
from app.domain.viewer import Viewer

MOST_CHOICES = 60


@dataclass(frozen=True)
class Used:
    """Where a piece is used: the criteria of one evaluation."""

    evaluation_id: int
    year: int
    criteria: tuple[int, ...]


@dataclass
class Piece:
    """A piece of the store with its living files and its uses, the newest evaluation first."""

    row: Evidence
    files: list[EvidenceFile] = field(default_factory=list)
    uses: list[Used] = field(default_factory=list)

    @property
    def code(self) -> str:
        return code_of(self.row.number)


def store_of(viewer: Viewer, offset: int = 0, limit: int = MOST_CHOICES, first: Collection[int] = ()) -> list[Piece]:
    """The viewer's pieces from `offset`: those of `first` before all others, the newest first."""
    own = Evidence.person_id == viewer.person_id
    rows = db.session.scalars(
        select(Evidence)
        .where(own)
        .order_by(case((Evidence.id.in_(first), 0), else_=1), Evidence.number.desc())
        .offset(offset)
        .limit(limit)
    ).all()
    return _with_files_and_uses(rows)


def size_of_store(viewer: Viewer) -> int:
    """How many pieces the viewer keeps."""
    own = select(func.count()).select_from(Evidence).where(Evidence.person_id == viewer.person_id)
    return db.session.execute(own).scalar_one()


def piece_of(viewer: Viewer, evidence_id: int) -> Piece | None:
    """One of the viewer's own pieces."""
    own = (Evidence.id == evidence_id, Evidence.person_id == viewer.person_id)
    row = db.session.scalar(select(Evidence).where(*own))
    return _with_files_and_uses([row])[0] if row is not None else None


def own_file(viewer: Viewer, file_id: int) -> EvidenceFile | None:
    """A file of the viewer's own store that may be opened (also one that a newer has superseded)."""
    found = (
        select(EvidenceFile)
        .join(Evidence, Evidence.id == EvidenceFile.evidence_id)
        .where(EvidenceFile.id == file_id, Evidence.person_id == viewer.person_id)
    )
    file = db.session.scalar(found)
    return file if file is not None and may_open(ScanState(file.scan), own=True) else None


def file_on_sheet(viewer: Viewer, evaluation_id: int, file_id: int) -> tuple[EvidenceFile, Evaluation] | None:
    """A file that was sent with this evaluation, for whoever sees its sheet; None for everybody else (AZ-2).

    Any edition counts, so that what was once sent stays open to those who judge it; drafts are in none.
    """
    found = (
        select(Evaluation, Unit.path)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(Evaluation.id == evaluation_id, evaluations_visible(viewer))
    )
    row = db.session.execute(found).first()
    if row is None or sight(viewer, row[0].person_id, row[1]) is not EvaluationSight.SHEET:
        return None
    editions = select(Edition.content).where(Edition.evaluation_id == evaluation_id, Edition.kind == "self")
    sent = {
        file.id
        for content in db.session.scalars(editions)
        for pieces in sent_pieces(content).values()
        for piece in pieces
        for file in piece.files
    }
    file = db.session.get(EvidenceFile, file_id) if file_id in sent else None
    return (file, row[0]) if file is not None and may_open(ScanState(file.scan), own=False) else None


def sent_with(evaluation_id: int) -> dict[int, list[SentPiece]]:
    """The pieces that were sent last, by criterion number; the caller has seen to it that the viewer may see them."""
    newest = (
        select(Edition.content)
        .where(Edition.evaluation_id == evaluation_id, Edition.kind == "self")
        .order_by(Edition.number.desc())
        .limit(1)
    )
    return sent_pieces(db.session.scalar(newest))


def evidence_names(evaluation_id: int) -> dict[int, list[str]]:
    """The names of what was sent last, by criterion number: all that a colleague who is asked sees of it."""
    return names_of([evaluation_id])[evaluation_id]


def names_of(evaluation_ids: Collection[int]) -> dict[int, dict[int, list[str]]]:
    """The same of several people, by evaluation, in one query."""
    found = (
        select(Edition.evaluation_id, Edition.content)
        .where(Edition.evaluation_id.in_(evaluation_ids), Edition.kind == "self")
        .order_by(Edition.number)
    )
    newest: dict[int, dict[str, Any]] = {row.evaluation_id: row.content for row in db.session.execute(found)}
    return {
        one: {no: [piece.name for piece in pieces] for no, pieces in sent_pieces(newest.get(one)).items()}
        for one in evaluation_ids
    }


def scan_states(file_ids: Collection[int]) -> dict[int, ScanState]:
    """What is known of malware in these files."""
    if not file_ids:
        return {}
    rows = db.session.execute(select(EvidenceFile.id, EvidenceFile.scan).where(EvidenceFile.id.in_(file_ids)))
    return {file_id: ScanState(scan) for file_id, scan in rows}


def pieces_by_criterion(evaluation_id: int) -> dict[int, int]:
    """How many pieces each criterion of an evaluation uses; criteria without any are left out."""
    found = (
        select(EvidenceUse.criterion, func.count())
        .where(EvidenceUse.evaluation_id == evaluation_id)
        .group_by(EvidenceUse.criterion)
    )
    return dict(db.session.execute(found).all())


def used_for(evaluation_id: int, criterion: int) -> set[int]:
    """Ids of the pieces that a criterion uses."""
    found = select(EvidenceUse.evidence_id).where(
        EvidenceUse.evaluation_id == evaluation_id, EvidenceUse.criterion == criterion
    )
    return set(db.session.scalars(found))


def files_of_each(evidence_ids: Collection[int]) -> dict[int, int]:
    """How many living files each of these pieces has; those without any are left out."""
    living = (EvidenceFile.evidence_id.in_(evidence_ids), EvidenceFile.superseded_at.is_(None))
    found = select(EvidenceFile.evidence_id, func.count()).where(*living).group_by(EvidenceFile.evidence_id)
    return dict(db.session.execute(found).all())


def number_of_files(evidence_ids: Collection[int]) -> int:
    """How many living files these pieces have together."""
    return sum(files_of_each(evidence_ids).values())


def fullest_use(evidence_id: int) -> int:
    """The most living files of any criterion that uses this piece, its own included."""
    this, beside = aliased(EvidenceUse), aliased(EvidenceUse)
    found = (
        select(func.count())
        .select_from(this)
        .join(
            beside,
            (beside.evaluation_id == this.evaluation_id) & (beside.criterion == this.criterion),
        )
        .join(EvidenceFile, EvidenceFile.evidence_id == beside.evidence_id)
        .where(this.evidence_id == evidence_id, EvidenceFile.superseded_at.is_(None))
        .group_by(this.evaluation_id, this.criterion)
        .order_by(func.count().desc())
        .limit(1)
    )
    return db.session.scalar(found) or 0


def space_used(person_id: int, year: int) -> int:
    """Bytes of the files that somebody has added in a school year and not taken out (superseded ones count on)."""
    found = (
        select(func.coalesce(func.sum(EvidenceFile.size), 0))
        .join(Evidence, Evidence.id == EvidenceFile.evidence_id)
        .where(Evidence.person_id == person_id, EvidenceFile.school_year == year)
    )
    return int(db.session.execute(found).scalar_one())


def space_used_now(viewer: Viewer) -> int:
    """Bytes that the viewer has used of this school year's space."""
    return space_used(viewer.person_id or 0, school_year(clock.today()))


def earlier_uses(evaluation: Evaluation) -> list[tuple[int, int]]:
    """(criterion, piece) of the same person's newest earlier evaluation by the same standard that used any."""
    earlier = (
        select(Evaluation.id)
        .join(Period, Period.id == Evaluation.period_id)
        .join(EvidenceUse, EvidenceUse.evaluation_id == Evaluation.id)
        .where(
            Evaluation.person_id == evaluation.person_id, Evaluation.standard_id == evaluation.standard_id,
            Period.year < evaluation.period.year,
        )
        .order_by(Period.year.desc())
        .limit(1)
    )  # fmt: skip
    found_id = db.session.scalar(earlier)
    if found_id is None:
        return []
    uses = select(EvidenceUse.criterion, EvidenceUse.evidence_id).where(EvidenceUse.evaluation_id == found_id)
    return [(criterion, piece) for criterion, piece in db.session.execute(uses.order_by(*uses.selected_columns))]


def uses_in(evaluation_id: int) -> set[tuple[int, int]]:
    """(criterion, piece) of one evaluation as it stands."""
    uses = select(EvidenceUse.criterion, EvidenceUse.evidence_id).where(EvidenceUse.evaluation_id == evaluation_id)
    return {(criterion, piece) for criterion, piece in db.session.execute(uses)}


def applied_now(evaluation_id: int) -> dict[int, tuple[str, ...]]:
    """Code and name of the pieces that each criterion uses as it stands, by criterion number."""
    uses = (
        select(EvidenceUse.criterion, Evidence.number, Evidence.name)
        .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
        .where(EvidenceUse.evaluation_id == evaluation_id)
        .order_by(EvidenceUse.criterion, Evidence.number)
    )
    found: dict[int, tuple[str, ...]] = {}
    for criterion, number, name in db.session.execute(uses):
        found[criterion] = (*found.get(criterion, ()), f"{code_of(number)} {name}")
    return found


def _with_files_and_uses(rows: Iterable[Evidence]) -> list[Piece]:
    pieces = {row.id: Piece(row) for row in rows}
    for file in db.session.scalars(_living_files(pieces)):
        pieces[file.evidence_id].files.append(file)
    criteria: dict[tuple[int, int, int], list[int]] = {}
    for evidence_id, evaluation_id, year, criterion in db.session.execute(_uses(pieces)):
        criteria.setdefault((evidence_id, evaluation_id, year), []).append(criterion)
    for (evidence_id, evaluation_id, year), numbers in criteria.items():
        pieces[evidence_id].uses.append(Used(evaluation_id, year, tuple(numbers)))
    return list(pieces.values())


def _living_files(evidence_ids: Collection[int]) -> Select:
    living = (EvidenceFile.evidence_id.in_(evidence_ids), EvidenceFile.superseded_at.is_(None))
    return select(EvidenceFile).where(*living).order_by(EvidenceFile.id)


def _uses(evidence_ids: Collection[int]) -> Select:
    return (
        select(EvidenceUse.evidence_id, EvidenceUse.evaluation_id, Period.year, EvidenceUse.criterion)
        .join(Evaluation, Evaluation.id == EvidenceUse.evaluation_id)
        .join(Period, Period.id == Evaluation.period_id)
        .where(EvidenceUse.evidence_id.in_(evidence_ids))
        .order_by(Period.year.desc(), EvidenceUse.evaluation_id, EvidenceUse.criterion)
    )
