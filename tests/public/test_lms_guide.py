"""The guidance tells everything that the door does, and the document says the same."""

import html

from app.domain.identity.asking.rules import Agreement
from app.web.exchange.document import STATUS_OF
from app.web.exchange.operations import OPERATIONS
from app.web.labels import kinds


def test_the_guide_knows_every_operation_and_refusal(app, client):
    page = client.get("/lms/huong-dan").get_data(as_text=True)
    for operation in OPERATIONS:
        assert f'id="{operation.name}"' in page
    for code in kinds()["api_problem"]:
        assert f'id="{code}"' in page
    for each in Agreement:
        assert f'"result": "{each}"' in html.unescape(page), "each answer about an ID is explained"
    assert STATUS_OF.keys() == kinds()["api_problem"].keys()


def test_every_address_of_the_door_is_documented_and_nothing_else(app, client):
    said = client.get("/api/v1/openapi.json").get_json()
    assert said["openapi"] == "3.1.0"
    told = {(method.upper(), path) for path, methods in said["paths"].items() for method in methods}
    there = {
        (method, rule.rule.removeprefix("/api/v1").replace("<path:", "<").replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.show_document"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert told == there
    names = [each["operationId"] for methods in said["paths"].values() for each in methods.values()]
    assert {f"api.{name}" for name in names} <= set(app.view_functions)
