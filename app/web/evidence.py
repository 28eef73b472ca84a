"""How is a file of evidence handed out, and how does a sheet show what was sent?  The same for every door."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from app.domain.evaluation.evidence.queries import scan_states
from app.domain.evaluation.evidence.rules import FileKind, ScanState, may_open, may_show_in_place, sent_pieces
from app.domain.evaluation.evidence.stored import StoredFile
from app.web.files import XLSX, send_stored

# What a browser is told, whatever the sender's computer said (UP-5).
TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: XLSX,
}


def send_evidence(file: StoredFile) -> Response:
    """The file under the name that its owner gave it; a scan of a signed paper goes out the same way."""
    kind = FileKind(file.kind)
    shown = may_show_in_place(kind, ScanState(file.scan))
    return send_stored(file.stored_name, file.name, TYPES[kind], in_place=shown)


def sent_evidence(content: Mapping[str, Any] | None) -> dict[str, Any]:
    """For a template: what an edition holds, by criterion, and which of its files do not open, in whose state."""
    pieces = sent_pieces(content)
    states = scan_states({file.id for found in pieces.values() for piece in found for file in piece.files})
    closed = {file_id: state for file_id, state in states.items() if not may_open(state, own=False)}
    return {"evidence": pieces, "closed_files": closed}
