"""What do people need to learn?  Declared and proposed side by side, of a school, a middle level or a province.

Page, spreadsheet and paper are made of the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.progress.board import board_page
from app.domain.progress.queries import Leaves, counted_until
from app.domain.progress.reminders import ask_reminder
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.catalogue.rules import Audience, Way
from app.domain.training.needs import queries
from app.domain.training.needs.models import NeedsRound
from app.domain.training.needs.people import Wanted
from app.domain.training.needs.roll import Asked, Roll
from app.domain.training.needs.rules import AREAS, STATES, Kind, Phase, Season, Slice, Tally
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.list_tables import table_file
from app.web import formats
from app.web.forms import BaseForm
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import Page, page_number, page_size
from app.web.pdf_tables import Column, Letterhead, TableDocument, table_pdf
from app.web.trace import note_security

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEVELS = ("TH", "THCS", "THPT")
MISSING = "needs_missing"
HOW = (
    "Tự đăng ký: người đã nộp phiếu chọn mô đun. Đánh giá đề xuất: có tiêu chí dưới mức Khá trong kết quả đã công bố"
    " (chưa có thì bản tự đánh giá đã gửi) gắn với mô đun; cách gắn là đề xuất của TEMIS. Hai số không cộng vào nhau."
)


@dataclass(frozen=True)
class Row:
    """One line of the table: how many have declared it of those who handed in, how many are proposed it of whom."""

    module: TrainingModule
    declared: int
    handed_in: int
    proposed: int
    known: int


@dataclass(frozen=True)
class Place:
    """Whose needs are looked at, and which part of the people."""

    viewer: Viewer
    round: NeedsRound
    unit: Unit
    part: Slice
    tally: Tally

    @property
    def opens_lists(self) -> bool:
        return queries.lists_people(self.viewer)

    @property
    def years(self) -> str:
        return f"{self.round.year - 1}–{self.round.year}"

    @property
    def part_words(self) -> str:
        """Which part of the people is looked at, in words; empty for everybody."""
        whom = label(self.part.audience, "audience") if self.part.audience else ""
        return ", ".join(filter(None, (whom, label(self.part.level, "level") if self.part.level else "")))

    def address(self, endpoint: str = "show_unit_needs", **more: Any) -> str:
        """A page of the same unit, and of the same part unless another is named."""
        values = {"audience": self.part.audience, "level": self.part.level, "unit_id": self.unit.id} | more
        return url_for(f"records.{endpoint}", round_id=self.round.id, **values)

    def rows(self) -> list[Row]:
        """The table, by audience and number."""
        found = []
        for module in all_modules():
            whom = Audience(module.audience)
            if self.part.audience in (None, whom):
                part = Slice(whom, self.part.level)
                found.append(
                    Row(
                        module, self.tally.number(Kind.MODULE, module.id, self.part),
                        self.tally.number(Kind.DONE, "", part), self.tally.number(Kind.WEAK, module.id, self.part),
                        self.tally.number(Kind.KNOWN, "", part),
                    )
                )  # fmt: skip
        return found

    def choices(self) -> list[tuple[Kind, str, list[tuple[str, str, int]]]]:
        """The other questions: kind, heading, and for each answer its key, words and number."""
        asked = (
            (Kind.AREA, "Lĩnh vực khác", AREAS, "needs_area"),
            (Kind.WAY, "Hình thức mong muốn", tuple(Way), "training_way"),
            (Kind.SEASON, "Thời gian thuận tiện", tuple(Season), "needs_season"),
        )
        return [
            (kind, heading, [(str(k), label(k, words), self.tally.number(kind, k, self.part)) for k in keys])
            for kind, heading, keys, words in asked
        ]


def place(round_id: int, unit_id: int | None = None) -> Place:
    """Where the reader stands; 404 outside their sight."""
    who = viewer()
    round_ = queries.round_for(who, round_id) if queries.reads(who) else None
    unit = queries.unit_in(who, round_, unit_id or queries.first_unit(who, round_)) if round_ else None
    if round_ is None or unit is None:
        abort(404)
    whom, level = request.args.get("audience", ""), request.args.get("level", "")
    part = Slice(Audience(whom) if whom in set(Audience) else None, level if level in LEVELS else None)
    return Place(who, round_, unit, part, queries.tally_of(who, round_, unit.path))


@blueprint.get("/needs/<int:round_id>", endpoint="show_needs")
@blueprint.get("/needs/<int:round_id>/units/<int:unit_id>", endpoint="show_unit_needs")
def show_needs(round_id: int, unit_id: int | None = None) -> ResponseReturnValue:
    """Modules by what is declared and what is proposed; areas, ways, seasons; the units beneath."""
    here, number, size = place(round_id, unit_id), page_number(), page_size()
    shown = here.unit.kind != UnitKind.SCHOOL and here.viewer.unit_kind != UnitKind.MINISTRY
    units: Any = None
    if shown:
        campaign = queries.campaign_of(round_id)
        units = board_page(
            here.viewer, campaign.id, Leaves(), [str(each) for each in STATES], Kind.HANDED_IN.value, below=here.unit,
            sort="name", limit=size, offset=size * (number - 1),
        )  # fmt: skip
    pager = Page(number, size, units.total if units else 0, lambda page: here.address(page=page))
    return page_or_partial(
        "records/needs.html", "records/_needs_figures.html", here=here, rows=here.rows(), choices=here.choices(),
        units=units, pager=pager, phase=queries.phase_of(here.round), how=HOW, levels=LEVELS,
        own=queries.own_round(here.viewer, round_id) is not None,
        until=formats.clock_time(counted_until(here.viewer, (here.unit.path,))),
        expected=here.tally.expected(here.part), done=here.tally.number(Kind.DONE, "", here.part),
        known=here.tally.number(Kind.KNOWN, "", here.part), final=here.tally.number(Kind.FINAL, "", here.part),
    )  # fmt: skip


@blueprint.get("/needs/<int:round_id>/units/<int:unit_id>/needs.xlsx")
def export_needs(round_id: int, unit_id: int) -> ResponseReturnValue:
    """The tables of the page as a spreadsheet; on record (EXP-3)."""
    here = place(round_id, unit_id)
    _note("needs", here)
    headings = [
        Heading("Nội dung", 60), Heading("Đối tượng", 20), Heading("Tự đăng ký"), Heading("Đã nộp phiếu"),
        Heading("Tỷ lệ đăng ký (%)"), Heading("Đánh giá đề xuất"), Heading("Có kết quả đánh giá"),
        Heading("Tỷ lệ đề xuất (%)"),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            row.module.title, label(row.module.audience, "audience"), row.declared, row.handed_in,
            _share(row.declared, row.handed_in), row.proposed, row.known, _share(row.proposed, row.known),
        ]
        for row in here.rows()
    ]  # fmt: skip
    done = here.tally.number(Kind.DONE, "", here.part)
    for _, heading, answers in here.choices():
        rows += [
            [f"{heading}: {words}", None, number, done, _share(number, done), None, None, None]
            for _, words, number in answers
        ]
    file = table_file(headings, rows, _title(here), here.viewer)
    return send_file(file, XLSX, as_attachment=True, download_name=f"nhu-cau-{here.unit.code}.xlsx")


@blueprint.get("/needs/<int:round_id>/units/<int:unit_id>/needs.pdf")
def print_needs(round_id: int, unit_id: int) -> ResponseReturnValue:
    """The same rows on paper."""
    here = place(round_id, unit_id)
    _note("needs_printed", here)
    columns = [
        Column("Nội dung", 70), Column("Tự đăng ký", 16, figures=True), Column("Đã nộp phiếu", 16, figures=True),
        Column("Tỷ lệ", 14, figures=True), Column("Đánh giá đề xuất", 16, figures=True),
        Column("Có kết quả đánh giá", 18, figures=True), Column("Tỷ lệ", 14, figures=True),
    ]  # fmt: skip
    rows: list[Sequence[object]] = [
        [
            f"{label(row.module.audience, 'audience')}. {row.module.title}", row.declared, row.handed_in,
            formats.percent(row.declared, row.handed_in), row.proposed, row.known,
            formats.percent(row.proposed, row.known),
        ]
        for row in here.rows()
    ]  # fmt: skip
    done = here.tally.number(Kind.DONE, "", here.part)
    for _, heading, answers in here.choices():
        rows += [
            [f"{heading}: {words}", number, done, formats.percent(number, done), "", "", ""]
            for _, words, number in answers
        ]
    who = here.viewer
    taken = f"{HOW} Xuất bởi {who.name} ({who.unit_name}) lúc {formats.instant(clock.now())}."
    document = TableDocument(
        "NHU CẦU BỒI DƯỠNG", columns, rows, Letterhead("", who.unit_name, ""), _title(here), taken, sideways=True
    )
    paper = BytesIO(table_pdf(document))
    return send_file(paper, "application/pdf", as_attachment=True, download_name=f"nhu-cau-{here.unit.code}.pdf")


@blueprint.route("/needs/<int:round_id>/units/<int:unit_id>/reminder", methods=["GET", "POST"])
def remind_of_needs(round_id: int, unit_id: int) -> ResponseReturnValue:
    """See how many have not handed in, then remind them; each at most once a day."""
    here = place(round_id, unit_id)
    if not here.opens_lists or queries.phase_of(here.round) is not Phase.OPEN:
        abort(404)
    form = BaseForm.from_request()
    if form.passes():
        campaign = queries.campaign_of(round_id)
        job_id = ask_reminder(here.viewer, campaign, here.unit, MISSING, str(form.submit_key.data))
        return go_to("records.show_job", job_id=job_id)
    people = Roll(here.viewer, Asked(here.round, here.unit.path, Wanted(missing=True))).how_many()
    sender = f"{here.viewer.name} ({here.viewer.unit_name})"
    notice = label(f"{MISSING}_reminder", "notice").format(
        sender=sender, years=here.years, deadline=formats.deadline(here.round.closes)
    )
    return render_template("records/needs_reminder.html", here=here, form=form, people=people, notice=notice)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _title(here: Place) -> str:
    part = f" ({here.part_words})" if here.part_words else ""
    return f"Nhu cầu bồi dưỡng năm học {here.years}: {here.unit.name}{part}"


def _note(what: str, here: Place) -> None:
    note_security("exported", detail={"what": what, "unit": here.unit.id, "round": here.round.id})
