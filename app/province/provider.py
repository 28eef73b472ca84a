"""Where does the head of a Sở put down which LMS the province's people learn on?"""

from datetime import date

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import DataRequired

from app.domain import clock
from app.domain.organisation.rules import LmsProvider
from app.domain.training.provider.actions import ChangedMeanwhile, choose_provider
from app.domain.training.provider.queries import choices_of, may_choose, newest_id
from app.domain.training.provider.rules import LONGEST_DOCUMENT, LONGEST_REMARK, Choice, Item
from app.province.blueprint import blueprint
from app.web import formats
from app.web.forms import REQUIRED, DayField, LongTextField, TextField, VersionForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import choices, label

MET = "met_"


class _ProviderForm(VersionForm):
    """`version` is the choice that held when the page was opened; `form_for` gives a question for each item."""

    provider = RadioField("Hệ thống học", choices=choices("lms_provider"), validators=[DataRequired(REQUIRED)])
    starts = DayField("Dùng từ ngày", validators=[DataRequired(REQUIRED)])
    document = TextField("Văn bản lựa chọn", longest=LONGEST_DOCUMENT, validators=[DataRequired(REQUIRED)])
    remark = LongTextField("Giải thích", longest=LONGEST_REMARK)

    def choice(self) -> Choice:
        """What was typed, once it passes."""
        met = {item: self[f"{MET}{item.value}"].data == "yes" for item in Item}
        day = self.starts.day or date.min
        return Choice(LmsProvider(self.provider.data), day, str(self.document.data), met, str(self.remark.data or ""))


@blueprint.route("/lms-choice", methods=["GET", "POST"])
def choose_lms() -> ResponseReturnValue:
    """The system, the document, the checklist; what was chosen before is kept."""
    who = viewer()
    if not may_choose(who):
        abort(404)
    form, status = _form(), 422 if request.method == "POST" else 200
    stale = False
    if form.passes():
        try:
            made, problems = choose_provider(who, form.choice(), form.shown_version, str(form.submit_key.data))
        except ChangedMeanwhile:
            form.version.data, stale, status = str(newest_id(who.unit_id or 0)), True, 409
        else:
            if made is not None:
                flash("Đã ghi lựa chọn hệ thống học.", "ok")
                return go_to("records.show_provider_choice", choice_id=made)
            for problem in problems:
                form[problem.field].errors = [label(problem.code, "provider_problem")]
    held = next(iter(choices_of(who, who.unit_id or 0)), None)
    return render_template("province/lms_choice.html", form=form, items=list(Item), held=held, stale=stale), status


def _form() -> _ProviderForm:
    fields = {
        f"{MET}{item.value}": RadioField(
            label(item.value, "provider_item"), choices=choices("provider_met"), validators=[DataRequired(REQUIRED)]
        )
        for item in Item
    }
    kind: type[_ProviderForm] = type("ProviderForm", (_ProviderForm,), fields)
    start = {"version": str(newest_id(viewer().unit_id or 0)), "starts": formats.date(clock.today())}
    return kind(data=start)
