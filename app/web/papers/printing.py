"""How does a sheet get on paper?  Laid out; a final one with its code, and from then on exactly as it was printed."""

from collections.abc import Sequence

from flask import current_app

from app.domain import clock
from app.domain.evaluation.papers.actions import Issued, ToIssue, issue
from app.domain.evaluation.papers.codes import grouped_code
from app.domain.evaluation.papers.queries import issued_before
from app.domain.evaluation.papers.rules import Found
from app.domain.viewer import Viewer
from app.web import formats
from app.web.labels.paper import BLANK, CONFIDENTIAL
from app.web.papers.document import Document, content, document_from
from app.web.papers.drawing import Printed
from app.web.papers.layout import document_of

ADDRESS = "/xac-minh/"


class NotIssued(RuntimeError):
    """A final sheet that nobody has printed yet: it gets its code by printing, not by looking."""


def laid_out(found: Found) -> Document:
    """The sheet as it is now."""
    return document_of(found.sheet, clock.today())


def looked_at(found: Found) -> Printed:
    """A draft as it is now, or a final sheet that was printed before.  Raises NotIssued."""
    if not found.sheet.final:
        return draft(laid_out(found))
    known = issued_before(found.subject, str(found.sheet.edition))
    if known is None:
        raise NotIssued
    return _final(known)


def printed(viewer: Viewer, sheets: Sequence[Found]) -> list[Printed]:
    """The sheets ready to be drawn, in their order; final ones get their codes in one transaction."""
    documents = [laid_out(found) for found in sheets]
    finals = [
        ToIssue(found.subject, str(found.sheet.edition), content(document))
        for found, document in zip(sheets, documents, strict=True)
        if found.sheet.final
    ]
    codes = iter(issue(viewer, finals) if finals else [])
    return [
        _final(next(codes)) if found.sheet.final else draft(document)
        for found, document in zip(sheets, documents, strict=True)
    ]


def draft(document: Document) -> Printed:
    """A sheet that is not final: it says so, and when it was printed."""
    return Printed(document, printed_at=formats.instant(clock.now()))


def blank(document: Document) -> Printed:
    """A form to be filled in by hand."""
    return Printed(document, mark=BLANK)


def confidential(document: Document) -> Printed:
    """A sheet that is its author's alone: no code, since whoever held it could read it in the system, too."""
    return Printed(document, mark=CONFIDENTIAL, printed_at=formats.instant(clock.now()))


def _final(issued: Issued) -> Printed:
    base = str(current_app.extensions["settings"].base_url).rstrip("/")
    return Printed(document_from(issued.content), grouped_code(issued.code), f"{base}{ADDRESS}{issued.code}")
