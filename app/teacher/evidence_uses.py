"""For which criteria does somebody's evidence speak?  Chosen from the criterion, from the piece, or as last year."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.evaluation.evidence import applying, queries
from app.domain.evaluation.evidence.queries import Piece
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.queries import writable_now
from app.domain.evaluation.refusals import NotNow
from app.teacher.blueprint import blueprint
from app.teacher.evaluation_page import own_page
from app.teacher.evidence_forms import ChooseForm, CriteriaForm
from app.web.forms import offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal


@blueprint.route("/evaluation/<int:evaluation_id>/criterion/<int:no>/evidence", methods=["GET", "POST"])
def choose_evidence(evaluation_id: int, no: int) -> ResponseReturnValue:
    """Which pieces of the store speak for a criterion."""
    page = own_page(evaluation_id, step=2)
    criterion = next((one for one in page["standard"].criteria if one.no == no), None) or abort(404)
    part = next(part for part in page["standard"].parts if criterion in part.criteria)
    back = url_for("teacher.rate_part", evaluation_id=evaluation_id, no=part.no, _anchor=f"criterion-{no}")
    used = queries.used_for(evaluation_id, no)
    pieces = queries.store_of(viewer(), first=used)
    form = _choose_form(pieces, used)
    if form.passes():
        # Only what the page offered is taken away by not being ticked.
        kept = used - {piece.row.id for piece in pieces}
        try:
            applying.set_uses(viewer(), evaluation_id, no, kept | set(form.pieces.data or []))
        except EvidenceRefused as refused:
            form.pieces.errors = [label(refused.problem, "evidence_problem")]
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        else:
            new = url_for("teacher.add_evidence", evaluation=evaluation_id, criterion=no)
            return redirect(new if form.new.data else back, 303)
    if not page["writable"]:
        return redirect(url_for("teacher.show_own_evaluation", evaluation_id=evaluation_id), 303)
    shown = render_template(
        "teacher/evidence_choose.html", **page, criterion=criterion, form=form, back=back,
        choices=list(zip(pieces, form.pieces, strict=True)), more=len(pieces) == queries.MOST_CHOICES,
    )  # fmt: skip
    return shown, _status()


@blueprint.route("/evidence/<int:evidence_id>/criteria", methods=["GET", "POST"])
def choose_criteria(evidence_id: int) -> ResponseReturnValue:
    """For which criteria of the evaluation at hand a piece speaks, all of them at once."""
    piece = queries.piece_of(viewer(), evidence_id) or abort(404)
    evaluation_id = writable_now(viewer())
    if evaluation_id is None:
        return render_template("teacher/evidence_no_evaluation.html", piece=piece)
    page = own_page(evaluation_id, step=2)
    used = [no for use in piece.uses if use.evaluation_id == evaluation_id for no in use.criteria]
    form = CriteriaForm.from_request(data={"criteria": used})
    form.offer(page["standard"])
    if form.passes():
        try:
            applying.set_criteria(viewer(), evidence_id, evaluation_id, form.criteria.data or [])
        except EvidenceRefused as refused:
            form.criteria.errors = [label(refused.problem, "evidence_problem")]
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        else:
            flash("Đã lưu.", "ok")
            return go_to("teacher.edit_evidence", evidence_id=evidence_id)
    return render_template("teacher/evidence_criteria.html", **page, piece=piece, form=form), _status()


@blueprint.post("/evaluation/<int:evaluation_id>/evidence/last-year")
def bring_evidence_over(evaluation_id: int) -> ResponseReturnValue:
    """Last year's evidence for the same criteria, in one tap."""
    try:
        added = applying.bring_over(viewer(), evaluation_id)
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused
    flash(f"Đã gắn lại minh chứng năm trước: {added} lượt." if added else "Không có minh chứng nào để mang sang.", "ok")
    return go_to("teacher.show_own_evaluation", evaluation_id=evaluation_id)


def _choose_form(pieces: list[Piece], used: set[int]) -> ChooseForm:
    form = ChooseForm.from_request(data={"pieces": [piece.row.id for piece in pieces if piece.row.id in used]})
    assert isinstance(form, ChooseForm)
    form.pieces.choices = offered((piece.row.id, f"{piece.code} {piece.row.name}") for piece in pieces)
    return form


def _status() -> int:
    return 422 if request.method == "POST" else 200
