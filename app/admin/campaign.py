"""Until when must the campaign be done?  The ministry's admin sets the country's day, a province's admin their own."""

from datetime import date, datetime

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import DataRequired, ValidationError

from app.admin.blueprint import blueprint
from app.admin.sending import sent_once
from app.domain import clock
from app.domain.identity.indicators import CAMPAIGN
from app.domain.organisation.rules import Problem, UnitKind
from app.domain.progress.actions import ChangedMeanwhile, set_deadline
from app.domain.progress.models import Campaign
from app.domain.progress.queries import campaign, deadline_of
from app.domain.vietnamese import BadDate, parse_date
from app.web import formats
from app.web.errors import Conflict
from app.web.forms import REQUIRED, BaseForm, TextField
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label

SOONEST, LATEST = date(2020, 1, 1), date(2040, 1, 1)


class DeadlineForm(BaseForm):
    day = TextField("Hoàn thành trước ngày", longest=20, validators=[DataRequired(REQUIRED)])
    version = HiddenField()

    def validate_day(self, field: TextField) -> None:
        """A real day of this campaign's years."""
        try:
            day = parse_date(field.data or "")
        except BadDate as error:
            raise ValidationError(label(error.problem, "deadline_problem")) from error
        if not SOONEST <= day < LATEST:
            raise ValidationError(label("out_of_range", "deadline_problem"))


@blueprint.route("/campaign", methods=["GET", "POST"])
def edit_deadline() -> ResponseReturnValue:
    """Move the deadline of one's province, or of the country."""
    who, plan = viewer(), campaign(CAMPAIGN)
    if who.unit_kind not in {UnitKind.MINISTRY, UnitKind.PROVINCE}:
        abort(404)
    of_province = who.unit_id if who.unit_kind == UnitKind.PROVINCE else None
    held = deadline_of(plan, who.unit_path)
    version = held.version if of_province else plan.version
    day = held.at.astimezone(clock.VIETNAM).date()
    form = DeadlineForm.from_request(data={"day": formats.day(day), "version": str(version)})
    if form.passes():
        _move(form, plan, of_province)
        flash("Đã đổi hạn. Số liệu đúng hạn, sau hạn được tính lại trong ít phút.", "ok")
        return go_to("admin.edit_deadline")
    status = 422 if request.method == "POST" else 200
    return render_template("admin/campaign.html", form=form, plan=plan, held=held, own=bool(held.version)), status


def _move(form: DeadlineForm, plan: Campaign, province_id: int | None) -> None:
    version = form.version.data or ""
    try:
        instant = clock.start_of(parse_date(form.day.data or ""))
        held = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else -1
        sent_once("deadline", lambda: _set(plan, province_id, instant, held), plan.id)
    except ChangedMeanwhile as error:
        raise Conflict(label("changed_meanwhile", "refusal")) from error


def _set(plan: Campaign, province_id: int | None, instant: datetime, version: int) -> list[Problem]:
    set_deadline(viewer(), plan, province_id, instant, version)
    return []
