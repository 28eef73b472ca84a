"""How does an auditor's act get on record, and what does an auditor read once a mandate is over?"""

from typing import Any, NoReturn

from flask import Response, abort, after_this_request

from app.domain.reporting.audits.mandates import mandate_over
from app.web import formats
from app.web.errors import NoLonger
from app.web.identity import viewer
from app.web.trace import note_security


def note_under(mandate_id: int, event: str, *, about_person_id: int | None = None, **detail: Any) -> None:
    """Write an act into the log of the mandate that let it; what is refused after all was not looked at (AUD-4)."""

    @after_this_request
    def note(answer: Response) -> Response:
        if answer.status_code < 400:
            note_security(event, about_person_id=about_person_id, detail={"mandate": mandate_id, **detail})
        return answer


def refuse_report(report_id: int | None) -> NoReturn:
    """404: plain, but whoever audited this very report until a day is told that it is over."""
    over = mandate_over(viewer(), report_id) if report_id is not None else None
    if over is None:
        abort(404)
    back = over.taken_back_on
    ended = f"đã được thu hồi ngày {formats.day(back)}" if back else f"đã hết hạn từ ngày {formats.day(over.ends)}"
    raise NoLonger(
        f"Lượt kiểm toán báo cáo TEMIS năm {over.year} của {over.province.name} {ended}: ông/bà không đọc được báo cáo"
        " và các mẫu đã rút nữa. Mẫu và nhật ký vẫn được giữ."
    )
