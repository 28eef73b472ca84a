"""How do the provinces' reports of a year compare?  For the ministry and a university: page, sheet and paper alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.organisation.contacts import Contact, contacts_of, names_offices
from app.domain.reporting import overview
from app.domain.reporting.comparison import SOURCES, Measure, Portion
from app.domain.reporting.deadlines import may_set
from app.domain.reporting.overview import ProvinceRow, StepTaken
from app.domain.reporting.rules import Step
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import send_table
from app.web import formats
from app.web.forms import number_in
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.reporting.words import VIETNAMESE
from app.web.taking import note_export, taken_by

NAME, LATE = "name", "late"
LATE_WORDS = " Quá hạn."


@dataclass(frozen=True)
class Wish:
    """What the address asks for; what is unknown in it is ignored (IN-4)."""

    year: int
    years: Sequence[int]
    sort: str

    @property
    def query(self) -> str:
        """The same of another page: its sheet, its paper."""
        return f"?year={self.year}&sort={self.sort}"

    def sorted_by(self, key: str) -> str:
        """Where a heading leads: the greatest first, names from A; a second tap turns it round."""
        first, second = (key, f"-{key}") if key == NAME else (f"-{key}", key)
        turned = second if self.sort == first else first
        return f"{url_for('records.list_reports')}?year={self.year}&sort={turned}"

    def orders(self) -> list[tuple[str, str]]:
        """What the headings offer, for a phone, which shows none."""
        found = [(NAME, "Tỉnh, A đến Z"), (f"-{NAME}", "Tỉnh, Z đến A")]
        for key, name in ((LATE, "Quá hạn"), *((each, f"{label(each, 'report_measure')} (%)") for each in Measure)):
            found += [(f"-{key}", f"{name}, nhiều trước"), (key, f"{name}, ít trước")]
        return found

    def sorted(self, rows: list[ProvinceRow]) -> list[ProvinceRow]:
        """In the order asked for; who has nothing to compare comes last, whichever way round."""
        key, turned = self.sort.lstrip("-"), self.sort.startswith("-")
        if key == NAME:
            return rows[::-1] if turned else rows
        if key == LATE:
            return sorted(rows, key=lambda row: row.days_late, reverse=turned)
        measure = Measure(key)
        having = [row for row in rows if measure in row.shares]
        having.sort(key=lambda row: row.shares[measure].percent, reverse=turned)
        return having + [row for row in rows if measure not in row.shares]


def wish() -> Wish:
    """The year asked for, the newest where none or an unknown one is."""
    years = overview.years_reported(viewer())
    asked = number_in(request.args.get("year"))
    year = asked if asked in years else max(years, default=clock.today().year)
    sort = request.args.get("sort", NAME)
    return Wish(year, years, sort if sort.removeprefix("-") in {NAME, LATE, *Measure} else NAME)


def show_provinces() -> ResponseReturnValue:
    """Every province: who has its report, how late, whom to call, and its shares once they are frozen."""
    asked, who = wish(), viewer()
    rows = asked.sorted(overview.provinces_in(who, asked.year))
    return page_or_partial(
        "records/report_provinces.html", "records/_report_provinces.html", rows=rows, wish=asked, year=asked.year,
        done=sum(row.published for row in rows), may_set=may_set(who), measures=SOURCES, step_words=step_words,
        standing_words=standing_words, share_words=share_words,
        calls=names_offices(who), contacts=_contacts(rows),
    )  # fmt: skip


def _contacts(rows: list[ProvinceRow]) -> dict[int, list[Contact]]:
    """Whom to call where a step is still to be taken, for who is told."""
    return contacts_of(viewer(), [row.unit_id for row in rows if row.at_hand])


def standing_words(row: ProvinceRow) -> str:
    """Who has a province's report, and who moved it last where the reader is told."""
    if not row.state:
        return "Sở chưa lập báo cáo."
    scan = " Chưa có bản chụp của bản giấy đã ký." if row.scan_missing else ""
    if not row.waits:
        return f"Đã xong.{scan}"
    asked = f", gần nhất: {row.asked}" if row.asked else ""
    correction = f" Đang đính chính, lần ban hành {row.edition}." if row.correcting else ""
    return f"{_capital(label(row.waits, 'report_waits'))}{asked}.{correction}{scan}"


def share_words(measure: Measure, share: Portion) -> str:
    """A share with the decimals of its column, as the report's own table has it."""
    return VIETNAMESE.figure_words(share.percent, SOURCES[measure].decimals)


def contact_words(contacts: Sequence[Contact]) -> str:
    """Whom to call, where a sheet or a paper has no links."""
    found = []
    for one in contacts:
        who = f"{one.name} ({one.content or label(one.position, 'position')})"
        found.append(", ".join(filter(None, (who, one.phone, one.email))))
    return "; ".join(found) or "chưa có người đứng đầu trong danh sách"


def step_words(each: StepTaken) -> str:
    """When a step was taken or until when it is to be, and for how many days it was or is late."""
    late = f"{formats.number(each.days_late)} ngày" if each.days_late else ""
    name = label(each.step, "report_due")
    if each.on is not None:
        return f"{name}: {formats.day(each.on)}{', muộn ' + late if late else ''}"
    return f"{name} {formats.deadline(each.due)}{', quá hạn ' + late if late else ''}"


@blueprint.get("/reports/provinces.xlsx")
def export_report_provinces() -> ResponseReturnValue:
    """The same rows as a sheet, with the numbers that each share is made of."""
    asked, rows = _whole()
    calls, contacts = names_offices(viewer()), _contacts(rows)
    lines = [_line(row) + ([_call(row, contacts)] if calls else []) for row in rows]
    return send_table(
        f"bao-cao-{asked.year}-cac-tinh", "report_provinces", _headings(calls=calls), lines,
        f"Báo cáo TEMIS năm {asked.year} của các tỉnh",
    )  # fmt: skip


@blueprint.get("/reports/provinces/print")
def print_report_provinces() -> ResponseReturnValue:
    """The same rows for the printer."""
    asked, rows = _whole()
    note_export("report_provinces_printed", len(rows))
    return render_template(
        "records/report_provinces_print.html", rows=rows, year=asked.year, measures=SOURCES, step_words=step_words,
        standing_words=standing_words, share_words=share_words, contact_words=contact_words,
        calls=names_offices(viewer()), contacts=_contacts(rows),
        told=taken_by(viewer()), back_url=url_for("records.list_reports") + asked.query,
    )  # fmt: skip


def _whole() -> tuple[Wish, list[ProvinceRow]]:
    if viewer().role not in overview.READERS:
        abort(404)
    asked = wish()
    return asked, asked.sorted(overview.provinces_in(viewer(), asked.year))


def _headings(*, calls: bool) -> list[Heading]:
    found = [Heading("Tỉnh", 40), Heading("Mã", 10, is_id=True), Heading("Trạng thái", 22), Heading("Đang ở", 40)]
    for step in Step:
        name = label(step, "report_due")
        found += [Heading(f"{name}: trước ngày"), Heading(f"{name}: ngày"), Heading(f"{name}: số ngày muộn")]
    for measure in Measure:
        name = label(measure, "report_measure")  # several are of the same people: each column says whose it is
        found.append(Heading(f"{name}: {label(measure, 'report_measure_number')}", 24))
        found.append(Heading(f"{name}: trong tổng số {label(measure, 'report_measure_of')}", 24))
        found.append(Heading(f"{name} (%)"))
    return found + ([Heading("Liên hệ", 60)] if calls else [])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(row: ProvinceRow) -> list[Value]:
    values: list[Value] = [
        row.name, row.code, label(row.state, "report_state") if row.state else "Chưa lập",
        standing_words(row) + (LATE_WORDS if row.days_late else ""),
    ]  # fmt: skip
    for each in row.steps:
        values += [each.due.astimezone(clock.VIETNAM).date(), each.on, each.days_late]
    for measure in Measure:
        share = row.shares.get(measure)
        values += [share.number, share.of, float(share.percent)] if share else [None, None, None]
    return values


def _call(row: ProvinceRow, contacts: dict[int, list[Contact]]) -> str:
    return contact_words(contacts.get(row.unit_id, [])) if row.at_hand else ""
