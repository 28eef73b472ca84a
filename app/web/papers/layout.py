"""Which document is a sheet, by its kind and its standard?"""

from datetime import date

from app.domain.evaluation.papers.blanks import Blank, BlankKind
from app.domain.evaluation.papers.colleagues import ColleagueSheet
from app.domain.evaluation.papers.rules import (
    Rated,
    ReportSheet,
    ResultSheet,
    SchoolSheet,
    SelfSheet,
    Sheet,
    SurveySheet,
    TallySheet,
)
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import StandardKind
from app.web.papers import managers, opinions, teachers
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
        case SurveySheet():
            return opinions.survey_document(sheet, day)


def blank_document(blank: Blank) -> Document:
    """A form to be filled in by hand."""
    standard, place = standard_of(blank.standard_id), blank.place
    if blank.kind is BlankKind.STAFF:
        return opinions.staff_document(standard, place, blank.year)
    if blank.kind is BlankKind.COLLEAGUES:
        nobody = (("", standard.blank),) * opinions.AT_A_TIME
        return opinions.colleague_document(
            standard, ColleagueSheet(place, "", blank.year, blank.standard_id, "", nobody)
        )
    sheet = SelfSheet(
        place, Rated("", "", "", ""), blank.year, blank.standard_id, standard.blank, {}, "", "", "", "", (), "", "",
        rank=None, number="", made_at=None, edition=None,
    )  # fmt: skip
    return (managers if blank.kind is BlankKind.MANAGER else teachers).self_document(standard, sheet)
