"""How do the LMSs' machines get on?  For a provider's own staff, the provinces it serves, and the ministry (API-7)."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.accounts.clients.models import ApiCall
from app.domain.accounts.clients.queries import (
    calls_seen,
    client_for,
    number_of_calls,
    sees_clients,
    shown_calls,
)
from app.domain.imports.columns import ImportKind
from app.domain.training.completion_lists.queries import providers_for
from app.domain.training.exchange.listing import is_own, opens_lists
from app.domain.training.exchange.reconciling import reckoning_of
from app.domain.training.exchange.report import FAILED, REFUSED, connections, providers_in_sight, sent_lately
from app.domain.training.exchange.rules import TOTALS, Month, read_month
from app.domain.viewer import Viewer
from app.records.blueprint import blueprint
from app.records.connection_paper import report_pdf
from app.records.exports import send_paper
from app.web.addresses import asked_id
from app.web.identity import viewer
from app.web.import_offers import Offer
from app.web.paging import paged
from app.web.taking import note_export

SHOWN = 50
FIGURES = {"refused": REFUSED, "failed": FAILED}
"""Figures of the report that lead to attempts."""


def _sees() -> Viewer:
    return viewer() if sees_clients(viewer()) else abort(404)


@blueprint.get("/lms")
def show_connections() -> ResponseReturnValue:
    """Each LMS in each province: connected since, last data, matched, unmatched, errors."""
    who = _sees()
    first = next(iter(providers_for(who)), None)
    kind = Offer(ImportKind.COMPLETIONS, "", first.id).value if first else ""
    lists = url_for(f"{who.role}.list_imports", kind=kind) if first else None
    return render_template(
        "records/lms.html", lines=connections(who), at=clock.campaign_now(), lists=lists, opens=opens_lists(who),
        own=is_own(who),
    )  # fmt: skip


@blueprint.get("/lms/report.pdf")
def print_connections() -> ResponseReturnValue:
    """The same report on paper."""
    who = _sees()
    lines = connections(who)
    paper = report_pdf(lines, who)
    note_export("lms_report_printed", len(lines))
    return send_paper(paper, "bao-cao-ket-noi-lms")


@blueprint.get("/lms/calls")
def list_calls() -> ResponseReturnValue:
    """The latest attempts of the clients in sight, or of one of them."""
    who, client_id = _sees(), asked_id(request.args, "client")
    row = (client_for(who, client_id) or abort(404)) if client_id is not None else None
    found = calls_seen(who, *([ApiCall.client_id == client_id] if row else []))
    return render_template("records/lms_calls.html", calls=shown_calls(found, 0, SHOWN), row=row)


@blueprint.get("/lms/<int:provider_id>/<figure>")
def list_failures(provider_id: int, figure: str) -> ResponseReturnValue:
    """The attempts behind a figure of the report: items refused, or answers with an error, of thirty days."""
    who = _sees()
    provider = next((each for each in providers_in_sight(who) if each.id == provider_id), None)
    if provider is None or figure not in FIGURES:
        abort(404)
    found = calls_seen(who, sent_lately(provider_id), FIGURES[figure])
    calls, refused = number_of_calls(found)
    pager = paged(
        calls, lambda number: url_for("records.list_failures", provider_id=provider_id, figure=figure, page=number)
    )
    return render_template(
        "records/lms_failures.html", calls=shown_calls(found, pager.offset, pager.size), pager=pager, refused=refused,
        figure=figure, provider=provider,
    )  # fmt: skip


@blueprint.get("/lms/month")
def show_month() -> ResponseReturnValue:
    """A month of one provider: what came, what became of it, what the provider counted itself."""
    who = _sees()
    providers, asked = providers_in_sight(who), asked_id(request.args, "provider")
    chosen = next((each for each in providers if each.id == asked), None if asked else next(iter(providers), None))
    if asked and chosen is None:
        abort(404)
    month = _month()
    found = reckoning_of(chosen.id, month) if chosen else None
    return render_template(
        "records/lms_month.html", providers=providers, chosen=chosen, month=str(month), found=found, totals=TOTALS,
        own=is_own(who),
    )  # fmt: skip


def _month() -> Month:
    """The month asked for; for anything else the present one (IN-4)."""
    today = clock.today()
    try:
        return read_month(request.args.get("month", ""))
    except ValueError:
        return Month(today.year, today.month)
