"""How does an admin make one record of two that are the same person?  Side by side, field by field."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired

from app.admin.blueprint import blueprint
from app.admin.case_forms import CaseForm
from app.admin.sending import sent_once, was_sent
from app.domain.evaluation import merging as evaluations  # noqa: F401  (registers what goes along)
from app.domain.identity import queries
from app.domain.identity.actions import ChangedMeanwhile
from app.domain.identity.merging import FIELDS, SECTOR_ID, merge_people, pair_for
from app.domain.organisation.models import Person
from app.domain.training import merging as training  # noqa: F401  (registers what goes along)
from app.domain.training.certificates import merging as certificates  # noqa: F401  (registers what goes along)
from app.domain.training.needs import merging as needs  # noqa: F401  (registers what goes along)
from app.domain.training.support import merging as support  # noqa: F401  (registers what goes along)
from app.web.errors import Conflict
from app.web.formats import day, sector_id
from app.web.forms import REQUIRED, LongTextField, offered
from app.web.identity import viewer
from app.web.labels import label
from app.web.trace import note_security

KEEP, GONE = "keep", "gone"


class MergeForm(CaseForm):
    """One choice for each field in which the records differ; added by `merge_form`."""

    other_version = HiddenField()
    reason = LongTextField("Lý do, giấy tờ đã xem", longest=1000, validators=[DataRequired(REQUIRED)])


@blueprint.route("/people/<int:keep_id>/merge/<int:gone_id>", methods=["GET", "POST"])
def merge_records(keep_id: int, gone_id: int) -> ResponseReturnValue:
    """Both records, a choice for each difference, and the merge."""
    pair = pair_for(viewer(), keep_id, gone_id)
    if pair is None and was_sent("merge"):
        return redirect(url_for("admin.list_cases"), 303)
    keep, gone = pair or abort(404)
    shown = {name: (_shown(keep, name), _shown(gone, name)) for name in (*FIELDS, SECTOR_ID)}
    form = _form(
        [name for name, (one, other) in shown.items() if one and other and one != other],
        {"version": str(keep.version), "other_version": str(gone.version)},
    )
    if form.passes():
        _merge(form, keep, gone)
        flash("Đã gộp hai hồ sơ.", "ok")
        return redirect(url_for("admin.list_cases"), 303)
    for person in (keep, gone):
        note_security("record_compared", about_person_id=person.id)
    status = 422 if request.method == "POST" else 200
    return render_template("admin/merge.html", form=form, keep=keep, gone=gone, shown=shown,
                           places=[queries.place_of(person.id) for person in (keep, gone)]), status  # fmt: skip


def _form(names: list[str], versions: dict[str, str]) -> Any:
    """The form with one choice for each of these fields."""
    fields = {name: RadioField(label(name, "merge_field"), default=KEEP) for name in names}
    form: Any = type("MergeFormFor", (MergeForm,), fields).from_request(data=versions)  # type: ignore[attr-defined]
    for name in names:
        form[name].choices = offered([(KEEP, "Hồ sơ giữ lại"), (GONE, "Hồ sơ được gộp")])
    return form


def _merge(form: Any, keep: Person, gone: Person) -> None:
    chosen = {name: form[name].data == GONE for name in (*FIELDS, SECTOR_ID) if name in form}
    chosen.setdefault(SECTOR_ID, bool(gone.sector_id and not keep.sector_id))
    other = str(form.other_version.data or "")
    versions = (form.shown_version, int(other) if other.isascii() and other.isdecimal() and len(other) < 10 else -1)
    try:
        pair = (keep.id, gone.id)
        merge = lambda: merge_people(viewer(), *pair, versions, chosen, form.reason.data or "")  # noqa: E731
        problems = sent_once("merge", merge, keep.id)
    except ChangedMeanwhile as stale:
        raise Conflict(label("changed_meanwhile", "refusal")) from stale
    if not isinstance(problems, int):
        abort(404)


def _shown(person: Person, name: str) -> str:
    value = getattr(person, name)
    if name == "birth_date":
        return day(value)
    if name == SECTOR_ID:
        claim = queries.claim_of(person.id)
        return sector_id(value or (claim.sector_id if claim else None))
    return label(value, "gender") if name == "gender" and value else value or ""
