"""The published report of a province and year: its figures, its paper, where the portal has it.  Nobody signs in."""

import time

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from app.domain.reporting.published import published_of, published_tables
from app.public.blueprint import blueprint
from app.web.limits import Counter
from app.web.reporting.lacks import lacks_on_paper
from app.web.reporting.words import VIETNAMESE

MOST_A_MINUTE = 60
_asked = Counter()


@blueprint.get("/bao-cao/<code>/<int:year>")
def show_published_report(code: str, year: int) -> ResponseReturnValue:
    """The newest edition that was published."""
    _throttle()
    found = published_of(code[:20], year) or abort(404)
    parts = [(part, published_tables(found.reading, part)) for part in found.parts]
    lacks = lacks_on_paper(found.reading, VIETNAMESE)
    return render_template(
        "public/report.html", found=found, report=found.report, parts=parts, words=VIETNAMESE, lacks=lacks
    )


def _throttle() -> None:
    """A page of many figures is no door for machines that ask again and again (AUTH: per address)."""
    address, at = request.remote_addr or "", time.monotonic()
    count, seconds = _asked.count_of(address, at)
    if count >= MOST_A_MINUTE:
        error = TooManyRequests()
        error.retry_after = int(seconds) + 1
        raise error
    _asked.add(address, at)
