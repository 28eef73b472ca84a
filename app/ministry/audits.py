"""How does the ministry let somebody audit reports, and take that back?"""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain import clock
from app.domain.organisation.rules import DelegationState
from app.domain.reporting.audits import mandates
from app.domain.reporting.overview import years_reported
from app.ministry.blueprint import blueprint
from app.web import formats
from app.web.forms import REQUIRED, BaseForm, DayField, TextField, offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label

STILL_OPEN = frozenset({DelegationState.AHEAD, DelegationState.HOLDING})


class InvitationForm(BaseForm):
    """Who, which reports, on what basis, until when."""

    person = SelectField("Kiểm toán viên", validators=[InputRequired(REQUIRED)])
    year = SelectField("Báo cáo của năm", validators=[InputRequired(REQUIRED)])
    provinces = SelectMultipleField(
        "Các tỉnh", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    basis = TextField("Căn cứ", longest=300, validators=[InputRequired(REQUIRED)])
    starts = DayField("Từ ngày", validators=[InputRequired(REQUIRED)])
    until = DayField("Đến hết ngày", validators=[InputRequired(REQUIRED)])

    def offer(self) -> None:
        """What may be chosen."""
        self.person.choices = offered(
            [("", "Chọn một người"), *((str(key), name) for key, name in mandates.auditors())]
        )
        self.year.choices = offered((str(year), str(year)) for year in years_reported(viewer()))
        self.provinces.choices = offered(mandates.provinces())

    def asked(self) -> mandates.Invitation:
        """What was asked for, once it is valid."""
        return mandates.Invitation(
            int(self.person.data), self.provinces.data or [], int(self.year.data), self.basis.data or "",
            self.starts.day, self.until.day,
        )  # fmt: skip


@blueprint.route("/audits/new", methods=["GET", "POST"])
def invite_auditor() -> ResponseReturnValue:
    """One auditor, one year, one province or several."""
    form = InvitationForm.from_request(data={"starts": formats.day(clock.today())})
    form.offer()
    if form.passes():
        problems = mandates.invite(viewer(), form.asked(), form.sending)
        if not problems:
            flash("Đã mời. Kiểm toán viên và lãnh đạo các Sở được báo.", "ok")
            return go_to("records.list_audits")
        for problem in problems:
            form[problem.field].errors = [label(problem.code, "audit_problem")]
    status = 422 if request.method == "POST" else 200
    return render_template("ministry/audit_new.html", form=form), status


@blueprint.route("/audits/<int:mandate_id>/take-back", methods=["GET", "POST"])
def take_audit_back(mandate_id: int) -> ResponseReturnValue:
    """From then on the auditor reads nothing by it."""
    mandate = mandates.mandate_for(viewer(), mandate_id) or abort(404)
    if request.method == "GET" and mandates.state_of(mandate) not in STILL_OPEN:
        abort(404)
    form = BaseForm.from_request()
    if form.passes():
        mandates.take_back(viewer(), mandate_id)
        flash("Đã thu hồi. Từ bây giờ người này không đọc được báo cáo ấy nữa.", "ok")
        return go_to("records.list_audits")
    return render_template("ministry/audit_take_back.html", mandate=mandate, form=form)
