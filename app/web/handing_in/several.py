"""How are the results of several units checked or accepted in one go?  With their numbers, then an answer each."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation.hand_in import actions, queries
from app.domain.evaluation.hand_in.figures import rank_names
from app.domain.evaluation.hand_in.queries import Listed, Row
from app.domain.evaluation.hand_in.rules import Move
from app.domain.evaluation.models import Period
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.rules import UnitKind
from app.web import formats
from app.web.handing_in.forms import MOST_AT_ONCE, SeveralForm
from app.web.handing_in.page import period_asked, periods
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import words_of

KEY_KEPT = 28  # of the form's key; what remains of the column's 40 signs is room for the unit's id


def pass_several() -> ResponseReturnValue:
    """The units that wait, each with its numbers; those chosen are passed on, one that is refused holds up no other."""
    period = period_asked(periods())
    if period is None or office_in(viewer(), viewer().unit_id or 0) is None:
        raise NotFound
    move = Move.CHECK if viewer().unit_kind == UnitKind.MIDDLE else Move.ACCEPT
    query = request.args.get("q", "").strip()[:100]
    rows = queries.units_listed(viewer(), period, Listed("waiting", query, limit=MOST_AT_ONCE))
    form = SeveralForm.from_request()
    form.offer([(row, _words(row, period)) for row in rows])
    context = {"period": period, "move": move, "query": query}
    if form.passes():
        key = form.sending
        seen = {unit_id: queries.hand_in_at(viewer(), period.id, unit_id) for unit_id, _ in form.chosen}
        names = {unit_id: hand_in.unit.name for unit_id, hand_in in seen.items() if hand_in is not None}
        told = [
            (names[unit_id], url_for(".show_hand_in", unit_id=unit_id, period=period.id), refused, refused is not None)
            for unit_id, version in dict(form.chosen).items()
            if unit_id in names
            for refused in [_pass_on(period, unit_id, move, version, key)]
        ]
        gone, left = len(seen) - len(told), queries.number_of_units(viewer(), period)["waiting"]
        return render_template("handing_in/passed.html", **context, told=told, gone=gone, left=left)
    shown = render_template("handing_in/several.html", **context, form=form, most=MOST_AT_ONCE)
    return shown, 422 if request.method == "POST" else 200


def _pass_on(period: Period, unit_id: int, move: Move, version: int, key: str) -> str | None:
    """What speaks against it in words; None: done."""
    try:
        actions.decide(
            viewer(), period.id, unit_id, move, version, "", f"{key[:KEY_KEPT]}{unit_id}" if key else ""
        )  # fmt: skip
    except StaleVersion:
        return label("hand_in_changed", "evaluation_refusal")
    except NotNow as refused:
        return words_of(refused)
    except LookupError:
        return label("hand_in_not_yours", "evaluation_refusal")
    return None


def _words(row: Row, period: Period) -> str:
    """Everything that is looked at: who, how many, by rank, late or not."""
    names = rank_names(period)
    ranks = ", ".join(f"{names[ordinal]} {formats.number(many)}" for ordinal, many in row.numbers.ranks if many)
    late = ", nộp muộn" if row.late else ""
    told = f"{formats.number(row.numbers['ranked'])}/{formats.number(row.numbers['due'])} người đã xếp loại"
    return f"{row.name}: {told}{f' ({ranks})' if ranks else ''}; nộp lúc {formats.instant(row.sent_at)}{late}"
