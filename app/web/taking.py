"""What goes with a list that leaves the screen?  A line on it that says who took it and when, and a record (EXP-3)."""

from flask import request

from app.domain import clock
from app.domain.viewer import Viewer
from app.web import formats
from app.web.identity import viewer
from app.web.trace import note_security


def taken_by(who: Viewer) -> str:
    """Who took it and when: the line that goes with every copy."""
    return f"Xuất bởi {who.name} ({who.unit_name}) lúc {formats.instant(clock.now())}."


def note_export(what: str, rows: int, **about: object) -> None:
    """Put on record what left, with which filter and how many rows; `about` names what more is known of it."""
    asked = request.query_string.decode("ascii", "replace")[:200]
    note_security("exported", detail={"what": what, "unit": viewer().unit_id, "filter": asked, "rows": rows, **about})
