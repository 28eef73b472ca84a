"""From weak criteria to training and what became of it: the table of a report's unit, and the same as a spreadsheet."""

from collections.abc import Iterator

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.reporting.audits.samples import may_draw
from app.domain.reporting.effect import Effect, effect_of
from app.domain.reporting.figures.effect import FEWEST, Group, Module, Row
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import send_table
from app.records.reports_place import Place, place
from app.web.identity import viewer


@blueprint.get("/reports/<int:report_id>/effect")
def show_report_effect(report_id: int) -> ResponseReturnValue:
    """Criterion by criterion: who is below the bar, which modules help, how those have gone who passed them."""
    here, effect = _looked_at(report_id)
    return render_template("records/report_effect.html", here=here, effect=effect, fewest=FEWEST)


@blueprint.get("/reports/<int:report_id>/effect.xlsx")
def export_report_effect(report_id: int) -> ResponseReturnValue:
    """The table as a spreadsheet, a row a criterion and module; on record (EXP-3)."""
    here, effect = _looked_at(report_id)
    if effect is None:
        abort(404)
    year = here.report.year
    title = f"Từ tiêu chí yếu đến bồi dưỡng, năm {year}: {here.reading.unit.name}"
    rows = [line for row in effect.rows for line in _lines(row, effect, year)]
    return send_table(f"tieu-chi-boi-duong-{year}", "report_effect", _headings(effect, year), rows, title)


def _looked_at(report_id: int) -> tuple[Place, Effect | None]:
    here = place(report_id)
    if may_draw(here.viewer):  # an auditor reads the year of the mandate, and this page tells of the one before
        abort(404)
    return here, effect_of(viewer(), here.reading)


def _headings(effect: Effect, year: int) -> list[Heading]:
    weak = f"dưới mức {effect.bar}"
    found = [
        Heading("Tiêu chí", 50), Heading("Giáo viên có mức"), Heading(f"Giáo viên {weak}"), Heading("Tỷ lệ (%)"),
        Heading("Mô đun đề xuất", 50), Heading("Được đề xuất"), Heading("Tự đăng ký"),
        Heading(f"Đạt mô đun năm {year - 1}"), Heading(f"Đạt mô đun năm {year}"), Heading("Năm khảo sát"),
        Heading("Số phiếu"), Heading("Ý kiến đồng ý (%)"),
    ]  # fmt: skip
    if effect.lack is None:
        for who in ("Đã đạt mô đun", "Chưa đạt mô đun"):
            found += [
                Heading(f"{who}: số người"), Heading(f"{who}: {weak} năm {year - 1} (%)"),
                Heading(f"{who}: {weak} năm {year} (%)"),
            ]  # fmt: skip
    return found


def _lines(row: Row, effect: Effect, year: int) -> Iterator[list[Value]]:
    about: list[Value] = [f"{row.criterion.no}. {row.criterion.name}", row.rated, _int(row.weak.value)]
    about.append(float(row.share) if row.rated else None)
    groups = [value for group in row.groups or () for value in _group(group)] if effect.lack is None else []
    for module in row.modules or (None,):
        yield [*about, *_module(module, year), *groups]


def _module(module: Module | None, year: int) -> list[Value]:
    if module is None:
        return [None] * 8
    learnt = {each.year: _int(each.number.value) for each in module.learnt}
    said: list[Value] = [None] * 3
    if module.said is not None and module.agreeing is not None:
        said = [module.said[0], module.said[1].answers, float(module.agreeing)]
    declared = _int(module.declared.value) if module.declared is not None else None
    return [module.title, _int(module.derived.value), declared, learnt.get(year - 1), learnt.get(year), *said]


def _group(group: Group) -> list[Value]:
    """How many people, and the shares; of few people a word instead."""
    if group.shares is None:
        return [_int(group.people.value), *[f"ít hơn {FEWEST} người"] * 2]
    return [_int(group.people.value), *(float(each) for each in group.shares)]


def _int(value: object) -> int:
    return int(str(value or 0))
