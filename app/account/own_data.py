"""What is kept about me, who looked at it, and how do I have it put right?  (DP-2)"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.account.forms import DataRequestForm
from app.domain.accounts.actions.own import EXPORT, file_request, request_export
from app.domain.accounts.own_data import changes_about, looks_at
from app.domain.accounts.queries import own_requests
from app.domain.accounts.rules.own_data import RequestKind
from app.domain.work.files import files_of
from app.web.forms import BaseForm, sent_key
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import kinds
from app.web.reentry import with_fresh_password

SHOWN = 20


@blueprint.get("/data")
def show_own_data() -> ResponseReturnValue:
    """Copies to take away, the latest looks and changes, and one's requests."""
    person_id, account_id = viewer().person_id or 0, viewer().account_id or 0
    words = kinds()
    return render_template(
        "account/own_data.html", form=BaseForm(), files=files_of(viewer(), EXPORT), requests=own_requests(viewer()),
        looks=[_said(row, words["security_event"], "Xem thông tin") for row in looks_at(person_id, SHOWN)],
        changes=[
            _said(row, words["journal_event"], "Sửa thông tin")
            for row in changes_about(person_id, account_id, SHOWN)
        ],
    )  # fmt: skip


@blueprint.post("/data/export")
@with_fresh_password
def export_own_data() -> ResponseReturnValue:
    """Ask for the copy; the job's page shows when it is ready."""
    return redirect(url_for("records.show_job", job_id=request_export(viewer(), sent_key())), 303)


@blueprint.route("/data/requests/new", methods=["GET", "POST"])
def request_about_data() -> ResponseReturnValue:
    """Ask for a correction, a restriction, a deletion."""
    form = DataRequestForm.from_request()
    if form.passes():
        file_request(viewer(), RequestKind(form.kind.data), form.text.data, form.sending)
        flash("Đã gửi yêu cầu. Quản trị đơn vị sẽ tiếp nhận trong 2 ngày làm việc.", "ok")
        return go_to("account.show_own_data")
    return render_template("account/data_request.html", form=form), 422 if request.method == "POST" else 200


def _said(row: dict[str, object], words: dict[str, str], otherwise: str) -> dict[str, object]:
    return row | {"what": words.get(str(row["event"]), otherwise)}
