"""Which results do people beneath the reader's office call wrong, and who has not answered them?"""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.training.records import disputed
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import most_rows, send_table, whole
from app.records.list_tables import NAME, UNIT
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import paged
from app.web.trace import note_security

OPEN, ANSWERED = "open", "answered"
HEADINGS = [
    NAME, UNIT, Heading("Mô đun", 40), Heading("Năm", 8), Heading("Đơn vị cung cấp", 24), Heading("Mã kết quả", 26),
    Heading("Người học nói", 50), Heading("Gửi lúc", 20), Heading("Số ngày"), Heading("Tình trạng", 26),
    Heading("Trả lời", 50),
]  # fmt: skip


@blueprint.get("/disputes")
def list_disputed_records() -> ResponseReturnValue:
    """Unanswered ones, the oldest first; or those that were answered."""
    state = _state()
    numbers = {each: disputed.number_beneath(viewer(), waits=each == OPEN) for each in (OPEN, ANSWERED)}
    pager = paged(
        numbers[state], lambda number: url_for("records.list_disputed_records", state=state, page=number)
    )  # fmt: skip
    rows = disputed.disputes_beneath(viewer(), waits=state == OPEN, offset=pager.offset, limit=pager.size)
    return page_or_partial(
        "records/disputes.html", "records/_disputes.html", rows=rows, pager=pager, state=state, numbers=numbers
    )


@blueprint.get("/disputes.xlsx")
def export_disputed_records() -> ResponseReturnValue:
    """The same list whole."""
    state = _state()
    whole(disputed.number_beneath(viewer(), waits=state == OPEN), "báo sai")
    rows = [_line(each) for each in disputed.disputes_beneath(viewer(), waits=state == OPEN, limit=most_rows())]
    title = f"Kết quả bồi dưỡng bị báo sai: {label(state, 'dispute_list')}"
    return send_table("bao-sai", "disputed_records", HEADINGS, rows, title)


@blueprint.get("/disputes/<int:dispute_id>")
def show_disputed_record(dispute_id: int) -> ResponseReturnValue:
    """The record, what its person says against it, and what the provider answered; looking is noted (AUD-4)."""
    row = disputed.dispute_beneath(viewer(), dispute_id) or abort(404)
    note_security("person_viewed", about_person_id=row.person_id)
    return render_template("records/dispute.html", row=row)


def _state() -> str:
    if not disputed.may_follow(viewer()):
        abort(404)
    return ANSWERED if request.args.get("state") == ANSWERED else OPEN


def _line(each: disputed.Disputed) -> list[Value]:
    said, record = each.said, each.record
    return [
        each.name, each.unit, record.module.title, record.year, record.provider.name, record.ref, said.reason,
        said.opened_at, each.days, label(said.state, "dispute_state"), said.answer,
    ]  # fmt: skip
