"""How do I open a paper of somebody whom I drew?  On the screen, each opening on record."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.auditor.blueprint import blueprint
from app.auditor.samples import drawn_at, note
from app.domain.evaluation.papers.rules import PaperKind
from app.domain.reporting.audits import papers
from app.web.evidence import send_evidence
from app.web.papers.printing import laid_out

ADDRESS = "/samples/<int:sample_id>/<int:place>"


@blueprint.get(f"{ADDRESS}/sheets/<kind>")
def show_sheet(sample_id: int, place: int, kind: str) -> ResponseReturnValue:
    """The self-assessment, or what was decided, laid out as on paper."""
    sample, line = drawn_at(sample_id, place)
    known = next((each for each in PaperKind if each == kind), None) or abort(404)
    found = papers.sheet_of(line, known) or abort(404)
    note(sample, "audit_paper_opened", line, paper=kind)
    return render_template("auditor/sheet.html", sample=sample, line=line, document=laid_out(found))


@blueprint.get(f"{ADDRESS}/evidence/<int:file_id>")
def open_evidence(sample_id: int, place: int, file_id: int) -> ResponseReturnValue:
    """A file that was sent with the self-assessment."""
    sample, line = drawn_at(sample_id, place)
    file = papers.evidence_of(line, file_id) or abort(404)
    note(sample, "audit_paper_opened", line, paper="evidence")
    return send_evidence(file)


@blueprint.get(f"{ADDRESS}/copies/<int:copy_id>")
def open_copy(sample_id: int, place: int, copy_id: int) -> ResponseReturnValue:
    """A scan of the signed sheet."""
    sample, line = drawn_at(sample_id, place)
    copy = papers.copy_of(line, copy_id) or abort(404)
    note(sample, "audit_paper_opened", line, paper="copy")
    return send_evidence(copy)
