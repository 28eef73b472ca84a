"""How does an LMS connect?  Guidance for its engineers, open to everybody."""

import json
from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from app.public.blueprint import blueprint
from app.web.exchange.document import PREFIX, STATUS_OF
from app.web.exchange.operations import OPERATIONS
from app.web.labels import kinds


@blueprint.get("/lms/huong-dan")
def show_lms_guide() -> ResponseReturnValue:
    """Steps, then every operation with an example, then every refusal."""
    base = current_app.extensions["settings"].base_url.rstrip("/") + PREFIX
    problems = [(code, STATUS_OF.get(code, 400), words) for code, words in kinds()["api_problem"].items()]
    return render_template(
        "public/lms_guide.html", base=base, operations=OPERATIONS, problems=problems, written=_written,
        standings=kinds()["record_standing"],
    )  # fmt: skip


def _written(value: Any) -> str:
    """An example as it goes over the wire."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
