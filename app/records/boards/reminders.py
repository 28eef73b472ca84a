"""Who is to be reminded, and with which words?  A look first; then each person at most once a day."""

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from app.domain.progress.reminders import ask_reminder, notice_of
from app.records.boards.addresses import at_boards
from app.records.boards.place import Place, place
from app.web import formats
from app.web.forms import BaseForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label


class ReminderForm(BaseForm):
    state = HiddenField()


@at_boards("/reminder", methods=("GET", "POST"))
def remind(unit_id: int | None = None, **about: int) -> ResponseReturnValue:
    """Preview and send a reminder to the people of one state."""
    here = place(viewer(), unit_id, **about)
    if not here.lists_people or not here.board.remindable:
        abort(404)
    form = ReminderForm.from_request(data={"state": _state(here, request.args.get("state", ""))})
    state = _state(here, form.state.data)
    if form.passes():
        job_id = ask_reminder(viewer(), here.campaign, here.unit, state, form.sending)
        return go_to("records.show_job", job_id=job_id)
    return render_template("records/reminder.html", here=here, form=form, state=state, **_preview(here, state))


def _state(here: Place, asked: str | None) -> str:
    return asked if asked in here.board.remindable else here.board.remindable[0]


def _preview(here: Place, state: str) -> dict[str, object]:
    """How many would be told, how many were today already, and the words for the app and for a chat."""
    people, already = here.board.to_remind(here, state)
    values = {"sender": f"{here.viewer.name} ({here.viewer.unit_name})"} | here.board.named(state)
    site = current_app.extensions["settings"].base_url
    return {
        "people": people, "already": already, "state_words": here.board.state_words,
        "notice": label(notice_of(here.campaign, state), "notice").format(**values),
        "chat": label(state, here.board.chat_kind).format(
            **values, place=here.name, number=formats.number(people), address=site
        ),
    }  # fmt: skip
