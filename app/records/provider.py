"""Which LMS has each province chosen, and what was looked at before it was?"""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.training.provider.queries import READERS, choice_for, choices_of, may_choose, provinces_listed
from app.domain.training.provider.rules import Item
from app.records.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/lms-choices")
def list_provider_choices() -> ResponseReturnValue:
    """The provinces in sight, each with the choice that holds."""
    if viewer().role not in READERS:
        abort(404)
    return render_template(
        "records/lms_choices.html", lines=provinces_listed(viewer()), may_choose=may_choose(viewer()), many=len(Item)
    )


@blueprint.get("/lms-choices/<int:choice_id>")
def show_provider_choice(choice_id: int) -> ResponseReturnValue:
    """One choice with its checklist, and what the province chose before and after."""
    choice = choice_for(viewer(), choice_id) or abort(404)
    return render_template(
        "records/lms_choice.html", choice=choice, items=list(Item), every=choices_of(viewer(), choice.unit_id),
        may_choose=may_choose(viewer()),
    )  # fmt: skip
