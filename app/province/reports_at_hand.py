"""Which report of the office is at hand, and what do its doors answer?"""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.organisation.rules import Problem
from app.domain.reporting import moving, queries, rights, scans
from app.domain.reporting.models import Report
from app.domain.reporting.rules import Move
from app.web.errors import Conflict
from app.web.forms import BaseForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal

HINTS = {
    "reason": "Ít nhất 10 chữ cái; mọi người của Sở đọc được ở mục Đã qua.",
    "number": "Ví dụ: 2815/BC-SGDĐT.",
    "signed_on": "Ví dụ: 24/12/2022.",
    "position": "Ví dụ: Giám đốc, hoặc KT. Giám đốc, Phó Giám đốc.",
    "sent_on": "Ví dụ: 15/01/2023.",
    "address": "Ví dụ: hộp thư công vụ, số vận đơn bưu điện.",
    "link": "Địa chỉ đầy đủ của trang hay tệp trên cổng thông tin của tỉnh.",
    "suppresses": "Cả những số khác mà nhờ đó có thể suy ra số bị ẩn. Bản ký vẫn đầy đủ.",
}


def own_report(report_id: int) -> Report:
    """A report of the viewer's own office; 404 for everybody else."""
    report = queries.report_for(viewer(), report_id)
    if report is None or not rights.may_prepare(viewer(), report):
        abort(404)
    return report


def movable_report(report_id: int, move: Move) -> Report:
    """The same for the form of a move, which is not shown where the move is not open."""
    report = own_report(report_id)
    if request.method == "GET" and rights.right_to(viewer(), report, move) is None:
        own = move in (Move.APPROVE, Move.RETURN) and rights.is_own(viewer(), report)
        raise Conflict(label(f"province_report_{'own' if own else report.state}", "evaluation_refusal"))
    return report


def done(act: Callable[[], Any]) -> Any:
    """What the act gives; why it is refused, as an answer of ours."""
    try:
        return act()
    except StaleVersion as stale:
        raise Conflict(label("province_report_changed", "evaluation_refusal")) from stale
    except moving.Damaged as damaged:
        raise Conflict(label("province_report_damaged", "evaluation_refusal")) from damaged
    except IntegrityError as taken:  # two windows recorded the same at once
        raise Conflict(label("province_report_changed", "evaluation_refusal")) from taken
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused


def form_page(report: Report, form: BaseForm, move: str, about: str = "") -> ResponseReturnValue:
    """The form of a move, or of mending; again, with what was typed, where it did not pass."""
    status = 422 if request.method == "POST" else 200
    return render_template(
        "province/report_form.html", report=report, form=form, move=move, hints=HINTS, about=about,
        lacks_scan=move == Move.PUBLISH and scans.lacks_scan(report),
    ), status  # fmt: skip


def settle(
    report: Report, form: Any, act: Callable[[], list[Problem]], said: str, move: str, about: str = ""
) -> ResponseReturnValue:
    """Do what the form is for and lead on to where the report stands; the form with what speaks against it else."""
    report_id = report.id
    if form.passes():
        problems = done(act)
        if not problems:
            flash(said, "ok")
            return back_to(report_id)
        form.tell(problems)
    return form_page(report, form, move, about)


def back_to(report_id: int) -> ResponseReturnValue:
    """On to where the report stands now."""
    return go_to("province.show_report_way", report_id=report_id)
