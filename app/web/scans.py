"""How does an office put the scan of a signed paper beside what was put down from it?  The same form everywhere."""

from collections.abc import Callable

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage

from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.stored import KeptFile
from app.domain.evaluation.refusals import NotNow
from app.web.files import remove_stored
from app.web.forms import BaseForm
from app.web.labels import label
from app.web.trace import note_security

TakeIn = Callable[[FileStorage], KeptFile]


class ScanForm(BaseForm):
    """One scan or photo at a time."""

    file = FileField("Tệp bản chụp (PDF hoặc ảnh)")

    def refuse(self, refused: EvidenceRefused) -> int:
        """Say the reason beside the field and note it; the answer's status."""
        self.file.errors = [label(refused.problem, "evidence_problem")]
        note_security("upload_refused", detail={"why": refused.problem})
        return 413 if refused.problem == "too_big" else 422


def keep_scan(form: ScanForm, take_in: TakeIn, add: Callable[[KeptFile], bool]) -> None:
    """Store the file, then let `add` name it; its bytes go again when that is refused, or was done before.

    Raises EvidenceRefused, and NotNow and LookupError from `add`.
    """
    if not form.file.data:
        raise EvidenceRefused("no_file")
    file = take_in(form.file.data)
    try:
        fresh = add(file)
    except (EvidenceRefused, NotNow, LookupError):
        remove_stored(file.stored_name)
        raise
    if not fresh:
        remove_stored(file.stored_name)
