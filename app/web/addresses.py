"""What may stand in an address?  Ids that a table can hold, and no NUL; all others lead nowhere (IN-1, IN-3)."""

from typing import Any
from urllib.parse import unquote

from flask import Flask, abort, request
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """`<int:…>` in an address: 1 to LARGEST_ID.  Anything else matches no address, so it is a plain 404."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"min": 1, "max": LARGEST_ID, **kwargs})


def init_app(app: Flask) -> None:
    """Use it for every address registered from now on."""
    app.url_map.converters["int"] = IdConverter

    @app.before_request
    def refuse_nul() -> None:
        """No database takes it, no link of ours holds it."""
        if "\0" in unquote(request.full_path):
            abort(404)


def asked_id(values: MultiDict[str, str], name: str) -> int | None:
    """An id among an address's parameters or a form's fields; None for what no table can hold (IN-3, IN-4)."""
    found = values.get(name, type=int)
    return found if found is not None and 0 < found <= LARGEST_ID else None
