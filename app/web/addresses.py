"""Which numbers may stand in an address?  Ids that a table can hold; all others lead nowhere (IN-3)."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """`<int:…>` in an address: 1 to LARGEST_ID.  Anything else matches no address, so it is a plain 404."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"min": 1, "max": LARGEST_ID, **kwargs})


def init_app(app: Flask) -> None:
    """Use it for every address registered from now on."""
    app.url_map.converters["int"] = IdConverter
