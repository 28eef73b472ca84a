"""What does the door look like to a machine that has never been here?  Its OpenAPI document, open to all."""

from flask import Response, current_app

from app.api.blueprint import blueprint
from app.api.bodies import answer
from app.web.exchange.document import openapi
from app.web.guards import public


@blueprint.get("/openapi.json")
@public
def show_document() -> Response:
    """OpenAPI 3.1."""
    return answer(openapi(current_app.extensions["settings"].base_url.rstrip("/")))
