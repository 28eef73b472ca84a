"""How does the door describe itself?  An OpenAPI 3.1 document, made of the operations and of what reads the bodies."""

from typing import Any

from app.web.exchange.fields import Field, object_schema
from app.web.exchange.operations import OPERATIONS, Operation
from app.web.exchange.shapes import IDENTITY, REF_FIELD
from app.web.labels import kinds, label

PREFIX = "/api/v1"
VERSION = "1.0.0"
COMMON = ("token_refused", "scope_missing", "not_json", "too_many_requests", "broken", "unavailable")
STATUS_OF = {
    "bad_request": 400, "cookie_refused": 400, "token_refused": 401, "scope_missing": 403, "not_found": 404,
    "method_unknown": 405, "not_json": 415, "not_a_form": 415, "invalid_json": 400, "name_twice": 400,
    "no_number": 400, "too_deep": 400, "too_large": 413, "invalid": 422, "conflict": 409, "voided": 409,
    "key_invalid": 400, "key_reused": 422, "key_at_work": 409, "too_many_requests": 429, "grant_unknown": 400,
    "guessed_enough": 429, "withdrawn": 410, "client_refused": 401, "scope_unknown": 400, "broken": 500,
    "unavailable": 503,
}  # fmt: skip


def openapi(base_url: str) -> dict[str, Any]:
    """The whole document; `base_url` is the site's address."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "TEMIS: cửa trao đổi với LMS", "version": VERSION,
                 "description": f"Hướng dẫn: {base_url}/lms/huong-dan"},
        "servers": [{"url": f"{base_url}{PREFIX}"}],
        "paths": paths,
        "components": {
            "securitySchemes": {"oauth": {"type": "oauth2", "flows": {"clientCredentials": {
                "tokenUrl": f"{base_url}{PREFIX}/token", "scopes": kinds()["client_scope"]}}}},
            "schemas": {"Problem": _problem_schema()},
        },
    }  # fmt: skip


def _operation(operation: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name, "summary": operation.title, "description": operation.words,
        "parameters": _parameters(operation), "responses": _responses(operation),
        "security": [{"oauth": [operation.scope]}] if operation.scope else [],
    }  # fmt: skip
    if operation.sent is not None:
        said["requestBody"] = {"required": True, "content": _body(operation)}
    return said


def _body(operation: Operation) -> dict[str, Any]:
    if not operation.fields:
        return {"application/x-www-form-urlencoded": {"schema": {"type": "object"}, "example": operation.sent}}
    schema = object_schema(operation.fields)
    if operation.items:
        schema["properties"]["items"] |= {"items": object_schema(operation.items), "maxItems": 1000}
    return {"application/json": {"schema": schema, "example": operation.sent}}


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found = [_parameter(each, "query", required=False) for each in operation.query]
    found += [
        _parameter(each, "path", required=True)
        for each in (REF_FIELD, IDENTITY[0])
        if f"{{{each.name}}}" in operation.path
    ]
    if operation.asks_for_key:
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string"},
                      "description": "Cùng khóa, cùng nội dung: nhận lại đúng trả lời cũ trong 72 giờ"})  # fmt: skip
    return found


def _parameter(field: Field, where: str, *, required: bool) -> dict[str, Any]:
    return {
        "name": field.name, "in": where, "required": required, "description": field.words, "schema": field.schema(),
    }  # fmt: skip


def _responses(operation: Operation) -> dict[str, Any]:
    answers: dict[str, Any] = {
        str(status): {
            "description": operation.title, "content": {"application/json": {"example": operation.answered}},
        }
        for status in operation.statuses
    }  # fmt: skip
    problems = dict.fromkeys(operation.problems + (COMMON if operation.scope else ("broken", "unavailable")))
    for code in problems:
        entry = answers.setdefault(str(STATUS_OF[code]), {
            "description": "", "content": {"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"}}},
        })  # fmt: skip
        entry["description"] = "; ".join(filter(None, (entry["description"], f"{code}: {label(code, 'api_problem')}")))
    return answers


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    error = {"type": "object", "properties": {"pointer": text, "code": text, "detail": text}}
    return {
        "type": "object", "description": "RFC 9457; code không đổi về sau, detail là câu tiếng Việt",
        "properties": {
            "type": text, "title": text, "status": {"type": "integer"}, "code": text, "detail": text,
            "request_id": text, "errors": {"type": "array", "items": error},
        },
    }  # fmt: skip
