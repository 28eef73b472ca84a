"""Which modules does the office ask for before it gives the certificate of a programme?"""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.training.certificates.conditions import set_conditions
from app.domain.training.certificates.issuing import signing_office
from app.domain.training.certificates.subjects import modules_of
from app.web.certifying.forms import ConditionsForm
from app.web.certifying.parts import subject_at, title_of
from app.web.forms import offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label


def choose_conditions(about: str) -> ResponseReturnValue:
    """Tick what must be passed; for a year its plan says so, and there is nothing to choose."""
    subject = subject_at(about)
    if subject.programme is None or signing_office(viewer()) is None:
        raise NotFound
    asked = [str(module.id) for module in subject.modules]
    form = ConditionsForm.from_request(data={"modules": asked, "shown": " ".join(asked)})
    form.modules.choices = offered(
        (str(module.id), f"{module.title} ({label(module.audience, 'audience')})")
        for module in modules_of(subject.programme)
    )  # fmt: skip
    if form.passes():
        try:
            wanted, shown = _numbers(form.modules.data or []), _numbers((form.shown.data or "").split())
            problems = set_conditions(viewer(), subject.programme, wanted, shown)
        except LookupError as unknown:
            raise NotFound from unknown
        if not problems:
            flash("Đã ghi điều kiện. Giấy đã cấp không thay đổi.", "ok")
            return go_to(".list_candidates", about=about)
        form.modules.errors = [label(problem.code, "certificate_problem") for problem in problems]
    return render_template(
        "certifying/conditions.html", subject=subject, title=title_of(subject), form=form
    ), 422 if request.method == "POST" else 200  # fmt: skip


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 10]
