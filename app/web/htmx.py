"""How does one address answer in two sizes: the whole page, or the part that htmx asked for?"""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect


def wants_partial() -> bool:
    """Did htmx ask, for a part of the page?  A history restore wants the whole."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def page_or_partial(page: str, partial: str, status: int = 200, /, **context: Any) -> Response:
    """Render `partial` for htmx, `page` for everybody else; both get the same context."""
    response = make_response(render_template(partial if wants_partial() else page, **context), status)
    response.vary.add("HX-Request")
    return response


def go_to(endpoint: str, **values: Any) -> Response:
    """After a POST that succeeded: 303 to the page that shows its result (htmx follows with a full load)."""
    target = url_for(endpoint, **values)
    if wants_partial():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target, 303)  # type: ignore[return-value]


def load_again() -> Response:
    """For htmx when more than the asked part is out of date (heading, steps): the browser loads the page anew."""
    response = make_response("", 204)
    response.headers["HX-Refresh"] = "true"
    return response


def to_messages(response: ResponseReturnValue) -> Response:
    """Send a refusal to the page's message area, so that it never replaces the form it concerns."""
    answer = make_response(response)
    answer.headers["HX-Retarget"] = "#messages"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer
