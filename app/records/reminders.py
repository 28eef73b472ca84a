"""Who is to be reminded, and with which words?  A look first; then each person at most once a day."""

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from app.domain.identity.roll import Wanted, counted, roll
from app.domain.organisation.models import Person
from app.domain.progress.reminders import ask_reminder, reminded_today
from app.records.blueprint import blueprint
from app.records.place import Place, place
from app.web import formats
from app.web.forms import BaseForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label

# What somebody can still do themselves, in the order of the board.
REMINDABLE = ("not_started", "unsaved", "mismatch")


class ReminderForm(BaseForm):
    state = HiddenField()


@blueprint.route("/campaign/reminder", methods=["GET", "POST"], defaults={"unit_id": None})
@blueprint.route("/campaign/<int:unit_id>/reminder", methods=["GET", "POST"])
def remind(unit_id: int | None) -> ResponseReturnValue:
    """Preview and send a reminder to the people of one state."""
    here = place(viewer(), unit_id)
    if not here.lists_people:
        abort(404)
    form = ReminderForm.from_request(data={"state": _state(request.args.get("state", ""))})
    state = _state(form.state.data)
    if form.passes():
        job_id = ask_reminder(viewer(), here.campaign, here.unit, state, form.submit_key.data)
        return go_to("records.show_job", job_id=job_id)
    return render_template("records/reminder.html", here=here, form=form, state=state, **_preview(here, state))


def _state(asked: str | None) -> str:
    return asked if asked in REMINDABLE else REMINDABLE[0]


def _preview(here: Place, state: str) -> dict[str, object]:
    """How many would be told, how many were today already, and the words for the app and for a chat."""
    found = roll(here.viewer, Wanted(here.paths, here.deadline, state=state))
    people = counted(found)
    already = counted(found.where(Person.id.in_(reminded_today(here.campaign.id))))
    values = {"sender": f"{here.viewer.name} ({here.viewer.unit_name})", "deadline": formats.deadline(here.deadline)}
    site = current_app.extensions["settings"].base_url
    return {
        "people": people, "already": already, "remindable": REMINDABLE,
        "notice": label("campaign_reminder", "notice").format(**values),
        "chat": label(state, "chat").format(
            **values, place=here.name, number=formats.number(people), address=site
        ),
    }  # fmt: skip
