"""Does this paper hold?  Whoever has it in the hand sees what is printed on it, its state, and nothing more (PDF-3)."""

import time

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from app.domain.evaluation.papers.codes import grouped_code, typed_code
from app.domain.evaluation.papers.queries import verified
from app.domain.training.certificates.queries import certificate_of_code, linked
from app.domain.training.certificates.rules import face_from
from app.public.blueprint import blueprint
from app.web.limits import Counter
from app.web.papers.document import document_from

# Codes that lead nowhere, of one address in a minute: more is guessing, which 128 bits make hopeless anyway.
MOST_MISSES = 30
_misses = Counter()


@blueprint.get("/xac-minh")
def ask_for_code() -> ResponseReturnValue:
    """Type the code, where the square cannot be read."""
    typed = request.args.get("ma", "")[:80]
    code = typed_code(typed)
    if code is not None:
        return redirect(url_for("public.show_verified", code=code), 303)
    return render_template("public/verify.html", typed=typed), 422 if typed else 200


@blueprint.get("/xac-minh/<code>")
def show_verified(code: str) -> ResponseReturnValue:
    """The sheet or certificate of a code: every printed field, and whether it still holds."""
    address, at = request.remote_addr or "", time.monotonic()
    count, seconds = _misses.count_of(address, at)
    if count >= MOST_MISSES:
        error = TooManyRequests()
        error.retry_after = int(seconds) + 1
        raise error
    known = typed_code(code)
    found = verified(known) if known is not None else None
    paper = certificate_of_code(known) if known is not None and found is None else None
    if paper is not None:
        shown = render_template(
            "public/certificate.html", paper=paper, face=face_from(paper.content), code=grouped_code(paper.code),
            after=linked(paper)[1],
        )  # fmt: skip
        return _unlisted(shown, 200)
    if found is None:
        _misses.add(address, at)
        return _unlisted(render_template("public/verify.html", typed=code[:80], unknown=True), 404)
    document = document_from(found.content)
    shown = render_template("public/verified.html", found=found, code=grouped_code(found.code), document=document)
    return _unlisted(shown, 200)


def _unlisted(page: str, status: int) -> ResponseReturnValue:
    """No search engine keeps it, nor any cache: it may be replaced tomorrow."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
