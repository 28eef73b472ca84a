"""What about a list that is too long to be written while its reader waits?  A job writes it, if they say so (EXP-3)."""

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from wtforms import HiddenField

from app.domain.work.exporting import request_export
from app.records.blueprint import blueprint
from app.records.exports import MOST_EXPORTED
from app.web.forms import BaseForm
from app.web.htmx import go_to
from app.web.identity import viewer

LONGEST = 1_000


class LongListForm(BaseForm):
    list = HiddenField()


@blueprint.route("/long-list", methods=["GET", "POST"])
def ask_for_long_list() -> ResponseReturnValue:
    """Say that it takes a while, and ask for it."""
    form = LongListForm.from_request(data={"list": request.args.get("list", "")})
    address = form.list.data or ""
    if not _is_export(address):
        abort(404)
    if form.passes():
        return go_to("records.show_job", job_id=request_export(viewer(), address, form.sending))
    return render_template("records/long_list.html", form=form, most=MOST_EXPORTED)


def _is_export(address: str) -> bool:
    """Is this a spreadsheet of ours that several roles read?"""
    if len(address) > LONGEST or not address.startswith("/"):
        return False
    try:
        rule, _values = current_app.url_map.bind("").match(address.partition("?")[0], "GET", return_rule=True)
    except HTTPException:
        return False
    return rule.endpoint.startswith("records.") and rule.rule.endswith(".xlsx")
