"""The words of a report's paper and files: what is written around the tables, in Vietnamese and in English."""

from dataclasses import dataclass

from flask import url_for

from app.domain import clock
from app.domain.organisation.rules import UnitKind
from app.domain.reporting.differences import changed_tables, earlier_reading, report_replaced
from app.domain.reporting.figures.tables import Table
from app.domain.reporting.queries import Reading, parts_of, tables_of
from app.domain.reporting.rules import KEPT, Addressee
from app.web.papers.parts import place_name
from app.web.pdf_flow import Letterhead
from app.web.reporting.annex import annexes_of
from app.web.reporting.english import ENGLISH
from app.web.reporting.lacks import lacks_on_paper
from app.web.reporting.paper import ReportPaper
from app.web.reporting.words import VIETNAMESE, Words

LANGUAGES: dict[str, Words] = {"vi": VIETNAMESE, "en": ENGLISH}


@dataclass(frozen=True)
class ReportEdition:
    """A report as it leaves: its reading, its tables by part, the language."""

    reading: Reading
    parts: tuple[tuple[str, tuple[Table, ...]], ...]
    words: Words

    @property
    def frozen(self) -> bool:
        return self.reading.report.state in KEPT


def edition_of(reading: Reading, language: str) -> ReportEdition:
    """All tables of what is read.  Raises KeyError for a language that there is not."""
    parts = tuple((part, tuple(tables_of(reading, part))) for part in parts_of(reading))
    return ReportEdition(reading, parts, LANGUAGES[language])


def paper_of(edition: ReportEdition) -> ReportPaper:
    """What stands on the paper."""
    reading, say = edition.reading, edition.words.say
    report, own = reading.report, reading.unit.kind == UnitKind.PROVINCE
    place = place_name(reading.office)
    values = edition.words.date_parts(report.signed_on) | {
        "place": place, "number": report.number or "……/BC-SGDĐT", "unit": reading.unit.name, "of": str(report.year),
    }  # fmt: skip
    superior = say("superior", "report_paper").format(**values) if own else reading.above.name
    agency = say("agency", "report_paper") if own else reading.unit.name
    dated = say("place_date", "report_paper").format(**values) if own else ""
    number = say("number", "report_paper").format(**values) if own else ""
    head = Letterhead(superior, agency, dated, say("nation", "report_paper"), say("motto", "report_paper"), number)
    about = [reading.unit.name.upper()] if not own or report.issuer is not None else []
    title = [say("title", "report_paper").format(**values), *about]
    goes_with = say("goes_with" if own else "goes_with_unit", "report_paper")
    return ReportPaper(
        head=head, title=title,
        body=body_of(edition), position=_position_of(edition),
        signer=report.signer or "", recipients_head=say("recipients", "report_paper"),
        recipients=[*(f"{say(each, 'report_addressee')};" for each in Addressee), say("archive", "report_paper")],
        annexes=annexes_of(edition.parts, edition.words, goes_with.format(**values)),
        footer=footer_of(edition), draft="" if edition.frozen else say("draft", "report_paper"),
        address=_address(edition), scan=say("scan", "report_paper"), signed=own,
        edition=replacing(edition) if report.edition > 1 else "",
    )  # fmt: skip


def body_of(edition: ReportEdition) -> list[str]:
    """The text of the letter: the summary figures, from the very tables that follow, and what they lack."""
    say, figure = edition.words.say, edition.words.value_words
    tables = {table.code: table for _, some in edition.parts for table in some}
    found = [say("opening", "report_paper").format(of=edition.reading.report.year), *_changes_in(edition)]
    for code, key in (("A.1.1", "teachers"), ("A.2.1", "managers"), ("B.1", "training")):
        if code in tables and tables[code].lines:
            first = tables[code].lines[0].numbers
            told = say(key if first[0].count else f"{key}_none", "report_paper")
            total, done, share = (figure(number) for number in first)
            found.append(told.format(total=total, done=done, share=share))
    if lacks := lacks_on_paper(edition.reading, edition.words):
        found.append(lacks)
    found.append(say("closing", "report_paper"))
    return found


def replacing(edition: ReportEdition) -> str:
    """Which edition a later one is, and which paper it replaces."""
    return edition.words.say("edition", "report_paper").format(
        number=edition.reading.report.edition, paper=_replaced(edition)
    )


def _replaced(edition: ReportEdition) -> str:
    """The paper that a later edition replaces, by number, day and, where that is another, office.

    The version of an office or a school has no number, nor has what was never signed.
    """
    report, say = edition.reading.report, edition.words.say
    old = report_replaced(report)
    if old.number is None or old.signed_on is None or edition.reading.unit.kind != UnitKind.PROVINCE:
        return say("edition_replaced", "report_paper").format(number=old.edition)
    said = say("paper_replaced", "report_paper").format(number=old.number, day=edition.words.day_words(old.signed_on))
    before = earlier_reading(edition.reading)
    if before is None or before.office == edition.reading.office:
        return said
    return say("paper_of", "report_paper").format(paper=said, office=before.office)


def _changes_in(edition: ReportEdition) -> list[str]:
    """The sentence of how many figures a correction changed; none for a first edition, or a unit that was not there."""
    old = earlier_reading(edition.reading)
    if old is None:
        return []
    changes = [each for part, tables in edition.parts for each in changed_tables(tables_of(old, part), tables)]
    changed = sum(len(each.numbers) for each in changes)
    said = edition.words.say("changes" if changed else "changes_none", "report_paper")
    return [said.format(paper=_replaced(edition), changed=edition.words.figure_words(changed, 0))]


def footer_of(edition: ReportEdition) -> str:
    """Of which instant, with which digest: what proves that a paper and the figures belong together."""
    snapshot = edition.reading.snapshot
    at = clock.campaign_instant(snapshot.as_of).astimezone(clock.VIETNAM)
    return edition.words.say("footer", "report_paper").format(
        at=at,
        digest=(snapshot.digest or "")[:16],
        people=edition.words.figure_words(snapshot.people, 0),
        **edition.words.date_parts(at.date()),
    )


def _position_of(edition: ReportEdition) -> str:
    """Of who signs: as it was put down, in the language of the paper where that has a word for it."""
    written = edition.reading.report.signer_position
    if written is None:
        return edition.words.say("position", "report_paper").upper()
    return edition.words.labels.get("report_signer", {}).get(written.strip().lower(), written).upper()


def _address(edition: ReportEdition) -> str:
    report = edition.reading.report
    if report.published_at is None or edition.reading.unit.kind != UnitKind.PROVINCE:
        return ""
    return url_for("public.show_published_report", code=report.unit.code, year=report.year, _external=True)
