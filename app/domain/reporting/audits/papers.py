"""Which papers prove what the report keeps of a drawn person?  As they stand today, for the auditor who drew them.

An auditor sees nobody's record but of those they drew: the sample, loaded in the auditor's scope, is what opens a
person's papers here; from there they are read as the system reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.evaluation.copies.models import PaperCopy
from app.domain.evaluation.copies.queries import copies_of_person
from app.domain.evaluation.evidence.models import EvidenceFile
from app.domain.evaluation.evidence.queries import file_on_sheet, sent_with
from app.domain.evaluation.evidence.rules import ScanState, SentPiece, may_open
from app.domain.evaluation.papers.personal import person_sheet
from app.domain.evaluation.papers.rules import Found, PaperKind
from app.domain.identity.models import Claim
from app.domain.identity.queries import claim_of
from app.domain.reporting.audits.samples import Line
from app.domain.training.certificates.models import Certificate
from app.domain.training.own import once_each
from app.domain.training.records.matching import records_of
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Standing
from app.domain.viewer import SYSTEM

SHEETS = (PaperKind.SELF, PaperKind.RESULT)


@dataclass(frozen=True)
class Papers:
    """What there is of one person: sheets, scans, evidence as sent, training records of the year, certificates, ID."""

    sheets: Sequence[PaperKind]
    copies: Sequence[PaperCopy]
    evidence: dict[int, list[SentPiece]]
    records: Sequence[tuple[LearningRecord, Standing]]
    certificates: Sequence[Certificate]
    claim: Claim | None


def papers_of(line: Line, year: int) -> Papers:
    """All papers of a drawn person that bear on the report of this year."""
    evaluation_id = line.evaluation_id
    sheets = [kind for kind in SHEETS if evaluation_id and person_sheet(SYSTEM, evaluation_id, kind) is not None]
    return Papers(
        sheets, copies_of_person(evaluation_id) if evaluation_id else [],
        sent_with(evaluation_id) if evaluation_id else {}, _records(line.person_id, year),
        _certificates(line.person_id), claim_of(line.person_id),
    )  # fmt: skip


def sheet_of(line: Line, kind: PaperKind) -> Found | None:
    """One sheet of a drawn person; None where there is none."""
    if kind not in SHEETS or not line.evaluation_id:
        return None
    return person_sheet(SYSTEM, line.evaluation_id, kind)


def evidence_of(line: Line, file_id: int) -> EvidenceFile | None:
    """A file that was sent with a drawn person's self-assessment."""
    found = file_on_sheet(SYSTEM, line.evaluation_id, file_id) if line.evaluation_id else None
    return found[0] if found is not None else None


def copy_of(line: Line, copy_id: int) -> PaperCopy | None:
    """A scan of a drawn person's paper."""
    copies = copies_of_person(line.evaluation_id) if line.evaluation_id else []
    return next((each for each in copies if each.id == copy_id and may_open(ScanState(each.scan), own=False)), None)


def _records(person_id: int, year: int) -> list[tuple[LearningRecord, Standing]]:
    found = records_of(person_id).where(LearningRecord.year == year)
    with_names = found.options(joinedload(LearningRecord.module), joinedload(LearningRecord.provider))
    rows = db.session.scalars(with_names.order_by(LearningRecord.module_id, LearningRecord.id)).all()
    standings = once_each(rows)
    return [(row, standings[row.id]) for row in rows]


def _certificates(person_id: int) -> Sequence[Certificate]:
    return db.session.scalars(
        select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.id)
    ).all()
