"""Which scans of the decision that the Sở signed are kept with its choice of an LMS, and who opens them?

The offices that read the choice.  A provider's staff read that their system was chosen; what else the paper says, of
others' systems too, is not theirs.
"""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.db import db, rerunnable, writing
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.rules import ScanState, may_open
from app.domain.evaluation.evidence.stored import KeptFile, columns_of, keep_row, note_scan
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.rules import Role
from app.domain.training.provider.models import ProviderChoice, ProviderChoiceScan
from app.domain.training.provider.queries import choice_for, may_choose
from app.domain.training.provider.rules import MOST_SCANS
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.submissions import is_repeat, keep_result

ADD = "add_choice_scan"


def choice_to_scan(viewer: Viewer, choice_id: int) -> ProviderChoice | None:
    """A choice of the viewer's own Sở, beside which they may keep a scan."""
    choice = choice_for(viewer, choice_id) if may_choose(viewer) else None
    return choice if choice is not None and choice.unit_id == viewer.unit_id else None


@rerunnable
def add_scan(viewer: Viewer, choice_id: int, file: KeptFile, submit_key: str = "") -> bool:
    """Keep a scan beside a choice; the bytes are stored already (UP-4).  False: this form was sent before.

    Raises LookupError, EvidenceRefused when there are enough.
    """
    with writing():
        choice = choice_to_scan(viewer, choice_id)
        if choice is None:
            raise LookupError(choice_id)
        # Two who add to one choice count one after the other.
        db.session.get_one(ProviderChoice, choice_id, with_for_update={"of": ProviderChoice})
        if is_repeat(viewer, ADD, submit_key):
            return False
        if _many(choice_id) >= MOST_SCANS:
            raise EvidenceRefused("scans_full")
        row = ProviderChoiceScan(choice_id=choice_id, added_by=viewer.person_id, **columns_of(file))
        scan_id = keep_row(row)
        record(
            viewer, "provider_choice_scanned", "provider_choice", choice_id, unit_id=choice.unit_id,
            after={"scan": scan_id},
        )  # fmt: skip
        keep_result(viewer, ADD, submit_key, scan_id)
        return True


def scans_of(viewer: Viewer, choice: ProviderChoice) -> Sequence[ProviderChoiceScan]:
    """The scans beside a choice that the viewer reads, the newest first; none for a provider's staff."""
    if not _reads(viewer):
        return []
    found = select(ProviderChoiceScan).where(ProviderChoiceScan.choice_id == choice.id)
    return db.session.scalars(found.order_by(ProviderChoiceScan.id.desc())).all()


def scan_for(viewer: Viewer, choice_id: int, scan_id: int) -> ProviderChoiceScan | None:
    """One scan that the viewer may open (UP-6)."""
    if not _reads(viewer) or choice_for(viewer, choice_id) is None:
        return None
    this = (ProviderChoiceScan.id == scan_id, ProviderChoiceScan.choice_id == choice_id)
    scan = db.session.scalar(select(ProviderChoiceScan).where(*this))
    opens = scan is not None and may_open(ScanState(scan.scan), own=scan.added_by == viewer.person_id)
    return scan if opens else None


def settle_choice_scan(scan_id: int, state: ScanState) -> None:
    """Note what the scanner found; who added the scan is told of malware (UP-6)."""
    with writing():
        if scan := note_scan(ProviderChoiceScan, scan_id, state):
            tell(scan.added_by, "signed_scan_infected", "provider_choice", scan.choice_id, file=scan.name)
            record(SYSTEM, "signed_scan_infected", "provider_choice", scan.choice_id, after={"scan": scan.id})


def _reads(viewer: Viewer) -> bool:
    return viewer.role != Role.PARTNER


def _many(choice_id: int) -> int:
    return db.session.scalar(select(func.count()).where(ProviderChoiceScan.choice_id == choice_id)) or 0
