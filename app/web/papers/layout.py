"""Which document is a sheet, by its kind and its standard?"""

from datetime import date

from app.domain.evaluation.papers.rules import (
    ReportSheet,
    ResultSheet,
    SchoolSheet,
    SelfSheet,
    Sheet,
    TallySheet,
)
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import StandardKind
from app.web.papers import managers, teachers
from app.web.papers.document import Document


def document_of(sheet: Sheet, today: date) -> Document:
    """The document that a sheet is printed as.  A unit's final sheet bears the day on which it is printed first."""
    standard = standard_of(sheet.standard_id)
    about_manager = standard.kind is StandardKind.MANAGER
    day = today if sheet.final else None
    match sheet:
        case SelfSheet():
            return (managers if about_manager else teachers).self_document(standard, sheet)
        case ResultSheet():
            return (managers.result_document if about_manager else teachers.person_document)(standard, sheet)
        case TallySheet():
            return teachers.tally_document(standard, sheet, day)
        case SchoolSheet():
            return teachers.school_document(standard, sheet, day)
        case ReportSheet():
            return teachers.report_document(standard, sheet, day)
