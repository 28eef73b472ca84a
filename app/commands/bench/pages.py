"""What do the first visit and each page cost, on a database of a province's size?"""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.commands.bench import budgets
from app.commands.bench.budgets import Budget
from app.commands.bench.measuring import Cost, cost_of
from app.commands.bench.verdicts import Verdicts
from app.db import db, writing
from app.domain import clock
from app.domain.accounts.models import Account
from app.domain.accounts.rules import NOTICE_VERSION
from app.domain.accounts.sessions import open_session
from app.domain.organisation.models import Appointment, Person, Unit

PAGE, LIST, LIST_BODY = budgets.PAGE, budgets.LIST, budgets.LIST_BODY


@dataclass(frozen=True)
class Line:
    """One address, who asks for it, and what it may cost."""

    who: str
    url: str
    budget: Budget
    partial: bool = False


LINES = (
    Line("do.giaovien", "/teacher/", PAGE),
    Line("do.giaovien", "/teacher/identity", PAGE),
    Line("do.giaovien", "/teacher/identity/enter", PAGE),
    Line("do.giaovien", "/account/", PAGE),
    Line("do.giaovien", "/account/notices", PAGE),
    Line("do.giaovien", "/account/data", PAGE),
    Line("do.hieutruong", "/principal/", PAGE),
    Line("do.hieutruong", "/records/campaign", LIST),
    Line("do.hieutruong", "/records/campaign/people", LIST),
    Line("do.hieutruong", "/records/campaign/people?q=lan", LIST_BODY, partial=True),
    Line("do.quantri", "/admin/", PAGE),
    Line("do.quantri", "/admin/cases", LIST),
    Line("do.quantri", "/admin/imports", LIST),
    Line("do.quantri", "/admin/accounts", LIST),
    Line("do.quantri", "/records/persons", LIST),
    Line("do.phong", "/district/", PAGE),
    Line("do.phong", "/records/campaign", LIST),
    Line("do.phong", "/records/persons", LIST),
    Line("do.phong", "/records/persons?q=nguyen+lan", LIST),
    Line("do.so", "/province/", PAGE),
    Line("do.so", "/records/campaign", LIST),
    Line("do.so", "/records/campaign", LIST_BODY, partial=True),
    Line("do.so", "/records/campaign?level=TH", LIST),
    Line("do.so", "/records/campaign/people", LIST),
    Line("do.so", "/records/campaign/people?q=nguyen", LIST),
    Line("do.so", "/records/campaign/people?q=nguyen", LIST_BODY, partial=True),
    Line("do.so", "/records/campaign/people?standing=mismatch", LIST),
    Line("do.so", "/records/persons", LIST),
    Line("do.so", "/records/persons?q=nguyen+lan", LIST),
    Line("do.so", "/records/persons?q=nguyen+lan", LIST_BODY, partial=True),
    Line("do.so", "/records/persons?position=principal", LIST),
    Line("do.so", "/records/units", LIST),
    Line("do.so", "/records/cases", LIST),
    Line("do.so", "/records/trail", LIST),
    Line("do.hieutruong", "/records/evaluation-progress/4", LIST),
    Line("do.hieutruong", "/records/evaluation-progress/4/people?standing=unassessed", LIST),
    Line("do.phong", "/records/evaluation-progress/4", LIST),
    Line("do.so", "/records/evaluation-progress/4", LIST),
    Line("do.so", "/records/evaluation-progress/4", LIST_BODY, partial=True),
    Line("do.so", "/records/evaluation-progress/4/people", LIST),
    Line("do.so", "/records/evaluation-progress/4/people?standing=unassessed", LIST),
    Line("do.so", "/records/evaluation-progress/4/people?standing=ranked", LIST),
    Line("do.so", "/records/evaluation-progress/4/people?q=nguyen", LIST_BODY, partial=True),
    Line("do.hieutruong", "/records/overview", budgets.OVERVIEW),
    Line("do.phong", "/records/overview", budgets.OVERVIEW),
    Line("do.so", "/records/overview", budgets.OVERVIEW),
    Line("do.so", "/records/overview?q=kim+dong", budgets.OVERVIEW),
    Line("do.so", "/records/overview", budgets.OVERVIEW, partial=True),
    Line("giangvien", "/records/overview", budgets.OVERVIEW),
    Line("bo", "/records/overview", budgets.OVERVIEW),
    Line("do.so", "/records/reports", LIST),
    Line("do.so", "/records/reports/4", budgets.REPORT),
    Line("do.so", "/records/reports/4?part=A.2", budgets.REPORT),
    Line("do.so", "/records/reports/4?part=B", budgets.REPORT),
    Line("do.so", "/records/reports/4?part=C", budgets.REPORT),
    Line("do.so", "/records/reports/4?level=1&sex=f", budgets.REPORT_BODY, partial=True),
    Line("do.so", "/records/reports/4/people?track=rank&signs=3&who=t", LIST),
    Line("do.so", "/records/reports/4/people?track=rank&signs=3&who=t&page=300", LIST),
    Line("do.so", "/records/reports/4/checks", LIST),
    Line("do.so", "/records/reports/4/trend", LIST),
    Line("do.so", "/records/reports/4/effect", budgets.REPORT),
    Line("do.phong", "/records/reports/4/effect", budgets.REPORT),
    Line("do.hieutruong", "/records/reports/4/effect", budgets.REPORT),
    Line("do.so", "/province/reports/4", PAGE),
    Line("bo", "/records/reports", LIST),
    Line("bo", "/records/evaluation-progress/4", LIST),
    Line("bo", "/ministry/", PAGE),
    Line("bo", "/records/campaign", LIST),
    Line("giaovien", "/teacher/", PAGE),
    Line("giaovien", "/teacher/evidence", LIST),
    Line("hieutruong", "/principal/", PAGE),
    Line("giaovien", "/teacher/training/certificates", PAGE),
    Line("giamdoc", "/records/certificates", LIST),
    Line("giamdoc", "/province/certificates/year-1", LIST),
    Line("giamdoc", "/province/certificates/year-1?q=nguyen", LIST),
    Line("do.so", "/province/certificates/programme-ETEP?q=nguyen", LIST),
    Line("hieutruong", "/records/certificates", LIST),
    Line("hieutruong", "/principal/evaluations", LIST),
    Line("hieutruong", "/principal/evaluations/grid", LIST),
    Line("truongphong", "/district/evaluations", LIST),
    Line("viettel", "/partner/", PAGE),
    Line("giangvien", "/university/", PAGE),
)


def first_visit(app: Flask, verdicts: Verdicts) -> None:
    html = app.test_client().get("/account/sign-in").get_data()
    static = Path(str(app.static_folder))
    css, scripts = _size(static.glob("css/app*.css")), _size([*static.glob("js/*.js"), *static.glob("vendor/*.min.js")])
    page = len(gzip.compress(html, 6)) / 1000
    verdicts.say("lần đầu: HTML và CSS", (page + css, budgets.FIRST_VIEW_KB, "kB"))
    verdicts.say("lần đầu: tất cả", (page + css + scripts, budgets.FIRST_VISIT_KB, "kB"))


def _size(paths: Iterator[Path] | list[Path]) -> float:
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths) / 1000


def pages(app: Flask, verdicts: Verdicts, lines: Iterable[Line] = LINES) -> None:
    with app.app_context():
        engine = db.engine
        clients = {who: signed_in(app, who) for who in dict.fromkeys(line.who for line in lines)}
    for line in lines:
        cost: Cost = cost_of(clients[line.who], engine, line.url, partial=line.partial)
        name = f"{line.who:<14}{line.url}{' (mảnh)' if line.partial else ''}"
        if cost.status != 200:
            verdicts.missed.append(f"{name}: {cost.status}")
            continue
        budget = line.budget
        verdicts.say(
            name, (cost.kilobytes, budget.kilobytes, "kB"), (cost.cpu_ms, budget.cpu_ms, "ms"),
            (cost.queries, budget.queries, "truy vấn"),
        )  # fmt: skip


def signed_in(app: Flask, login: str) -> FlaskClient:
    """A client with an open session, as after password, second factor and notice."""
    with writing():
        db.session.execute(update(Account).values(notice_version=NOTICE_VERSION, notice_at=clock.now()))
    account_id, appointment_id = db.session.execute(
        select(Account.id, Appointment.id)
        .join(Person, Person.id == Account.person_id)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Account.login == login)
        .order_by(Appointment.main, Appointment.id)
    ).first() or (0, 0)
    client = app.test_client()
    client.set_cookie("sid", open_session(account_id, appointment_id, clock.now()))
    return client
