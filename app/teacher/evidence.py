"""How does somebody keep their evidence: the store, its pieces, their files?"""

from typing import Any

from flask import abort, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound

from app.domain.evaluation.evidence import actions, queries
from app.domain.evaluation.evidence.actions import Added
from app.domain.evaluation.evidence.queries import Piece
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.rules import SPACE_PER_YEAR
from app.domain.evaluation.evidence.stored import KeptFile
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.integrations.evidence.inspecting import FileRefused
from app.jobs.intake import take_in, throw_away
from app.teacher.blueprint import blueprint
from app.teacher.evaluation_page import own_page
from app.teacher.evidence_forms import DetailsForm, FileForm, NewPieceForm
from app.web.errors import Conflict
from app.web.evidence import send_evidence
from app.web.files import takes_files
from app.web.forms import BaseForm
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import paged
from app.web.refusals import refusal
from app.web.trace import note_security


@blueprint.get("/evidence")
def list_evidence() -> ResponseReturnValue:
    """The store: every piece with its files and where it is used."""
    page = paged(queries.size_of_store(viewer()), lambda number: url_for("teacher.list_evidence", page=number))
    pieces = queries.store_of(viewer(), page.offset, page.size)
    answer = make_response(render_template("teacher/evidence.html", pieces=pieces, page=page, **_space()))
    answer.vary.add("Save-Data")
    return answer


@blueprint.route("/evidence/new", methods=["GET", "POST"])
@takes_files
def add_evidence() -> ResponseReturnValue:
    """A new piece, for the store or straight for a criterion; what was typed stays when the file is refused."""
    use = _use()
    form = NewPieceForm.from_request()
    status = 422 if request.method == "POST" else 200
    if form.passes():
        try:
            file = _taken(form.file.data)
            added = _keep(file, lambda: actions.add_piece(viewer(), form.details, file, use, form.sending))
        except (FileRefused, EvidenceRefused) as refused:
            status = _refused(form, refused)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        else:
            return _added(added, use)
    form.ask_for_file_again()
    context = {"form": form, "use": use, "page": own_page(use[0], step=2) if use else None, **_space()}
    return page_or_partial("teacher/evidence_new.html", "teacher/_evidence_new.html", status, **context)


@blueprint.route("/evidence/<int:evidence_id>", methods=["GET", "POST"])
def edit_evidence(evidence_id: int) -> ResponseReturnValue:
    """One piece: its words, its files, where it is used."""
    piece = _piece(evidence_id)
    form = DetailsForm.from_request(data=_written(piece))
    theirs = None
    if form.passes():
        try:
            actions.change_piece(viewer(), evidence_id, form.details, form.shown_version)
        except EvidenceRefused as refused:
            form.say(refused.problem)
        except StaleVersion:  # what was typed comes back, and above it what was saved elsewhere
            theirs, form.version.data = piece.row, str(piece.row.version)
        else:
            flash("Đã lưu.", "ok")
            return go_to("teacher.edit_evidence", evidence_id=evidence_id)
    status = 409 if theirs else 422 if request.method == "POST" else 200
    return _piece_page(piece, form, FileForm(formdata=None), status, theirs=theirs)


@blueprint.post("/evidence/<int:evidence_id>/files")
@takes_files
def add_evidence_file(evidence_id: int) -> ResponseReturnValue:
    """One more file for a piece."""
    piece = _piece(evidence_id)
    form, status = FileForm.from_request(), 422
    if form.passes():
        try:
            file = _taken(form.file.data)
            if file is None:
                raise FileRefused("no_file")
            _keep(file, lambda: actions.add_file(viewer(), evidence_id, file, form.sending))
        except (FileRefused, EvidenceRefused) as refused:
            status = _refused(form, refused)
        except LookupError as refused:
            raise refusal(refused) from refused
        else:
            flash("Đã thêm tệp.", "ok")
            return go_to("teacher.edit_evidence", evidence_id=evidence_id)
    return _piece_page(piece, DetailsForm(formdata=None, data=_written(piece)), form, status)


@blueprint.get("/evidence/files/<int:file_id>")
def open_own_file(file_id: int) -> ResponseReturnValue:
    """A file of one's own store."""
    return send_evidence(queries.own_file(viewer(), file_id) or abort(404))


@blueprint.route("/evidence/<int:evidence_id>/files/<int:file_id>/remove", methods=["GET", "POST"])
def remove_evidence_file(evidence_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file out of a piece, after a page that says what becomes of it; one that was sent stays with the sheet."""
    form = BaseForm.from_request()
    if form.passes():  # before the page looks for it: a form sent twice finds it gone
        try:
            name = actions.remove_file(viewer(), evidence_id, file_id, form.sending)
        except EvidenceRefused as refused:
            raise Conflict(label(refused.problem, "evidence_problem")) from refused
        except LookupError as refused:
            raise refusal(refused) from refused
        throw_away([name] if name else [])
        flash("Đã gỡ tệp khỏi minh chứng.", "ok")
        return go_to("teacher.edit_evidence", evidence_id=evidence_id)
    piece = _piece(evidence_id)
    file = next((each for each in piece.files if each.id == file_id), None) or abort(404)
    last = len(piece.files) == 1 and not piece.row.link
    refused_as = "last_file" if last else None
    return render_template("teacher/evidence_remove.html", piece=piece, file=file, form=form, refused=refused_as)


@blueprint.route("/evidence/<int:evidence_id>/remove", methods=["GET", "POST"])
def remove_evidence(evidence_id: int) -> ResponseReturnValue:
    """Remove a piece that was never sent, after a page that says what goes with it."""
    form = BaseForm.from_request()
    if form.passes():  # before the page looks for it: a form sent twice finds it gone
        try:
            throw_away(actions.remove_piece(viewer(), evidence_id, form.sending))
        except EvidenceRefused as refused:
            raise Conflict(label(refused.problem, "evidence_problem")) from refused
        except LookupError as refused:
            raise refusal(refused) from refused
        flash("Đã gỡ minh chứng khỏi kho.", "ok")
        return go_to("teacher.list_evidence")
    piece = _piece(evidence_id)
    refused_as = "sent_evidence" if piece.row.sealed_at else None
    return render_template("teacher/evidence_remove.html", piece=piece, file=None, form=form, refused=refused_as)


def _piece(evidence_id: int) -> Piece:
    piece = queries.piece_of(viewer(), evidence_id)
    if piece is None:
        raise NotFound
    return piece


def _piece_page(
    piece: Piece, form: DetailsForm, file_form: FileForm, status: int, theirs: Any = None
) -> ResponseReturnValue:
    context = {"piece": piece, "form": form, "file_form": file_form, "theirs": theirs}
    wrong = bool(form.errors or file_form.errors or theirs)
    return page_or_partial(
        "teacher/evidence_piece.html", "teacher/_evidence_file_new.html", status, **context, has_errors=wrong
    )


def _written(piece: Piece) -> dict[str, str]:
    row = piece.row
    return {"name": row.name, "description": row.description, "link": row.link, "version": str(row.version)}


def _use() -> tuple[int, int] | None:
    """The evaluation and criterion that a new piece is for, if the address says so; 404 when not the viewer's own."""
    evaluation_id, no = request.args.get("evaluation", type=int), request.args.get("criterion", type=int)
    if evaluation_id is None or no is None:
        return None
    if not 0 < evaluation_id < 2**31 or not 1 <= no <= len(own_page(evaluation_id, step=2)["standard"].criteria):
        raise NotFound
    return evaluation_id, no


def _taken(upload: FileStorage | None) -> KeptFile | None:
    """The uploaded file, inspected and stored; None when none was chosen.  Raises FileRefused."""
    return take_in(upload) if upload else None


def _keep(file: KeptFile | None, act: Any) -> Added:
    """Do the act that names the file; the bytes go again when it is refused, or was done before.

    After any other fault they stay until they are swept: whether a row names them is not known here (REL-2).
    """
    unneeded = [file.stored_name] if file is not None else []
    try:
        added: Added = act()
    except (EvidenceRefused, NotNow, LookupError):
        throw_away(unneeded)
        raise
    if not added.fresh:
        throw_away(unneeded)
    return added


def _refused(form: Any, refused: FileRefused | EvidenceRefused) -> int:
    """Say why beside the field, note a refused upload; the status of the answer."""
    code = refused.code if isinstance(refused, FileRefused) else refused.problem
    form.say(code)
    if isinstance(refused, FileRefused):
        note_security("upload_refused", detail={"why": code})
    return 413 if code == "too_big" else 422


def _added(added: Added, use: tuple[int, int] | None) -> ResponseReturnValue:
    flash("Đã thêm minh chứng.", "ok")
    if use is None:
        return go_to("teacher.list_evidence")
    return go_to("teacher.choose_evidence", evaluation_id=use[0], no=use[1])


def _space() -> dict[str, int]:
    return {"space_used": queries.space_used_now(viewer()), "space": SPACE_PER_YEAR}
