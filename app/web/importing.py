"""How is a spreadsheet brought in?  Template, upload, columns where an LMS made it, preview, confirm, progress, result
(IMP-1).

The same pages for every door that brings files in; which kinds are the viewer's stands in the domain.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import IO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from app.domain.evaluation.results.sheet import period_named
from app.domain.imports import actions
from app.domain.imports.columns import MAPPED, ImportKind
from app.domain.imports.models import ImportFile
from app.domain.imports.offices import kinds_allowed
from app.domain.imports.queries import count_taken_home, file_for, recent_files, rows_of
from app.domain.imports.states import ConfirmProblem, FileState
from app.domain.vietnamese import printable
from app.domain.work.queries import job_of
from app.web.errors import Conflict
from app.web.files import XLSX, remove_stored, send_stored, store_upload, takes_files
from app.web.forms import REQUIRED, BaseForm, offered, sent_key
from app.web.htmx import go_to, load_again, page_or_partial, wants_partial
from app.web.identity import viewer
from app.web.import_columns import settle_columns
from app.web.import_offers import Offer, offers_for
from app.web.labels import choices, label
from app.web.paging import page_number, page_size, paged
from app.web.trace import note_security

WriteTemplate = Callable[[ImportKind, IO[bytes]], None]


def add_views(blueprint: Blueprint, write_template: WriteTemplate) -> None:
    """Give a door the pages on which files are brought in; `write_template` writes the empty sheet of a kind."""

    def show_template(kind: str) -> ResponseReturnValue:
        """An empty sheet with the right headings and one example."""
        if kind not in kinds_allowed(viewer()):
            abort(404)
        content = BytesIO()
        write_template(ImportKind(kind), content)
        content.seek(0)
        return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"mau-{kind}.xlsx")

    for rule, view, methods in (
        ("/imports", list_imports, ["GET", "POST"]),
        ("/imports/templates/<kind>.xlsx", show_template, ["GET"]),
        ("/imports/<int:file_id>", show_import, ["GET"]),
        ("/imports/<int:file_id>/columns", settle_columns, ["GET", "POST"]),
        ("/imports/<int:file_id>/confirm", submit_import, ["POST"]),
        ("/imports/<int:file_id>/failed.xlsx", show_failed_rows, ["GET"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


class UploadForm(BaseForm):
    kind = RadioField("Nội dung của tệp", validators=[InputRequired(REQUIRED)])
    file = FileField("Tệp .xlsx hoặc .csv")


class ConfirmForm(BaseForm):
    sha256 = HiddenField()


def upload_form(offers: Sequence[Offer]) -> UploadForm:
    """The form with the kinds of file that this viewer may bring in; a link may have chosen one."""
    asked = request.args.get("kind", "")
    values = [offer.value for offer in offers]
    chosen = asked if asked in values else next(iter(values), None)
    form = UploadForm.from_request(data={"kind": chosen})
    assert isinstance(form, UploadForm)
    form.kind.choices = offered([(offer.value, offer.words) for offer in offers])
    return form


@takes_files
def list_imports() -> ResponseReturnValue:
    """The templates, the upload, and the files brought in so far."""
    offers = offers_for(viewer())
    if not offers:
        abort(404)
    form = upload_form(offers)
    upload = form.file.data
    if form.passes():
        if upload:
            return receive(next(offer for offer in offers if offer.value == form.kind.data), upload)
        form.file.errors = ["Hãy chọn một tệp."]
    files = recent_files(viewer())
    status = 422 if request.method == "POST" else 200
    kinds = kinds_allowed(viewer())
    return render_template("importing/files.html", form=form, files=files, kinds=kinds), status


def receive(offer: Offer, upload) -> ResponseReturnValue:  # type: ignore[no-untyped-def]
    """Keep the bytes first, the row after: a row never names a file that is not there (UP-4)."""
    stored = store_upload(upload)
    kept = actions.StoredBytes(stored.name, stored.sha256, stored.size)
    try:
        file = actions.register_file(
            viewer(), offer.kind, printable(upload.filename or "")[-200:], kept, sent_key(), subject_id=offer.subject_id
        )
    except BaseException:
        remove_stored(stored.name)
        raise
    if file.stored_name != stored.name:  # a double tap: the first sending's file is the one
        remove_stored(stored.name)
    return go_to(".show_import", file_id=file.id)


def show_import(file_id: int) -> ResponseReturnValue:
    """Where one file stands: being checked, previewed, being brought in, or done."""
    file = file_for(viewer(), file_id) or abort(404)
    if wants_partial() and request.args.get("seen", file.state) != file.state:
        return load_again()  # the heading and the steps tell of another stage
    show = request.args.get("show", "")
    rows, total = rows_of(file, show, page_number(), page_size()) if has_rows(file) else ([], 0)
    page = paged(total, lambda number: url_for(".show_import", file_id=file_id, show=show or None, page=number))
    form = ConfirmForm.from_request(data={"sha256": file.sha256})
    return page_or_partial(
        "importing/file.html", "importing/_import.html",
        file=file, rows=rows, page=page, show=show, form=form, job=job_of(viewer(), file.job_id or 0),
        work=actions.work_of(file), outcomes=dict(choices("import_outcome")), mapped=file.kind in MAPPED,
        period_id=_period_of(file),
    )  # fmt: skip


def _period_of(file: ImportFile) -> int | None:
    """Into which period its paper results went, by the first of them: the lists to go on to are that period's."""
    if file.kind != "results" or file.state != FileState.APPLIED:
        return None
    taken = [*rows_of(file, "create", 1, 1)[0], *rows_of(file, "update", 1, 1)[0]]
    return period_named(viewer(), str((taken[0].record or {}).get("year") or "")) if taken else None


def has_rows(file: ImportFile) -> bool:
    return file.state in (FileState.CHECKED, FileState.APPLIED)


def submit_import(file_id: int) -> ResponseReturnValue:
    """Have the previewed file brought in; a second confirmation shows the first one's progress."""
    form = ConfirmForm.from_request()
    form.passes()
    outcome = actions.confirm_file(viewer(), file_id, form.sha256.data or "")
    if outcome is None:
        abort(404)
    if isinstance(outcome, ConfirmProblem):
        raise Conflict(label(outcome, "import_problem"))
    flash("Đã nhận. Việc nhập chạy ở phía sau; có thể đóng trang này.", "ok")
    return redirect(url_for(".show_import", file_id=file_id), 303)


def show_failed_rows(file_id: int) -> ResponseReturnValue:
    """The rows that need eyes, with the user's own columns and the reasons; an export, so on record (EXP-3)."""
    file = file_for(viewer(), file_id) or abort(404)
    if file.failed_name is None:
        abort(404)
    counted = {"file": file.id, "rows": count_taken_home(file.id)}
    note_security("exported", detail={"what": "failed_rows", "unit": file.unit_id, **counted})
    return send_stored(file.failed_name, f"dong-can-xem-{file.id}.xlsx", XLSX)
