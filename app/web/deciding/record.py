"""What happened to a sheet, what was sent and decided earlier, and whose sheet comes next?"""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation import roll
from app.domain.evaluation.history.queries import edition_of, editions_of, history_of
from app.domain.standards.rules.standard import decode
from app.web.deciding.page import about, sheet_asked
from app.web.evidence import sent_evidence
from app.web.identity import viewer


def show_next(evaluation_id: int) -> ResponseReturnValue:
    """The next sheet that waits, else the list."""
    sheet = sheet_asked(evaluation_id)
    following = roll.next_to_decide(viewer(), sheet.evaluation.period_id, evaluation_id)
    if following is None:
        return redirect(url_for(".list_evaluations", period=sheet.evaluation.period_id), 303)
    return redirect(url_for(".rate_person", evaluation_id=following), 303)


def show_history(evaluation_id: int) -> ResponseReturnValue:
    """Everything that happened to a sheet, and every edition that is kept of it."""
    sheet = sheet_asked(evaluation_id)
    history, editions = history_of(sheet.evaluation), editions_of(sheet.evaluation)
    return render_template("deciding/history.html", **about(sheet), history=history, editions=editions)


def show_edition(evaluation_id: int, kind: str, number: int) -> ResponseReturnValue:
    """One edition, word for word."""
    sheet = sheet_asked(evaluation_id)
    found = edition_of(sheet.evaluation, kind, number)
    if found is None:
        raise NotFound
    edition, name = found
    levels = decode(str(edition.content["levels"]))
    page = {**about(sheet), **sent_evidence(edition.content), "edition": edition}
    return render_template("deciding/edition.html", **page, name=name, levels=levels)
