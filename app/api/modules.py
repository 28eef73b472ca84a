"""Which modules are there, and until when are they to be learnt in the provinces that this LMS serves?"""

from flask import Response

from app.api.blueprint import blueprint, caller, needs
from app.api.bodies import answer, said_at
from app.domain.accounts.clients.queries import serving
from app.domain.accounts.clients.rules import Scope
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.exchange.queries import deadlines_in


@blueprint.get("/modules")
@needs(Scope.READ_CATALOGUE)
def list_modules() -> Response:
    """The catalogue: what `module` may say."""
    return answer({
        "items": [
            {"code": each.code, "programme": each.programme, "number": each.number, "audience": each.audience,
             "kind": each.kind, "name": each.name}
            for each in all_modules()
        ]
    })  # fmt: skip


@blueprint.get("/deadlines")
@needs(Scope.READ_CATALOGUE)
def list_deadlines() -> Response:
    """Years and required modules of the provinces that the client serves; `due` is the first instant too late."""
    return answer({
        "items": [
            {"province": {"code": year.unit.code, "name": year.unit.name}, "year": year.year,
             "opens": said_at(year.opens),
             "due": said_at(year.due),
             "modules": [{"code": each.module.code, "way": each.way, "hours": each.hours} for each in required]}
            for year, required in deadlines_in(serving(caller()))
        ]
    })  # fmt: skip
