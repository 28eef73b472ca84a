"""`make bench`: does each page, and the bulk work, stay within its budget?  Measured on 80,000 people."""

import gzip
import json
import logging
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app import create_app
from app.commands.bench import budgets, certificates, evening, exchange, forms, ground, report
from app.commands.bench.budgets import Budget
from app.commands.bench.measuring import Cost, cost_of
from app.config import DEMO_TODAY, ROOT
from app.db import db, writing
from app.domain import clock
from app.domain.accounts.models import Account
from app.domain.accounts.rules import NOTICE_VERSION
from app.domain.accounts.sessions import open_session
from app.domain.organisation.models import Appointment, Person, Unit

PARTS = ["pages", "bulk", "forms", "evening", "exchange", "certificates", "report"]
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
    Line("do.hieutruong", "/records/evaluation-progress/3", LIST),
    Line("do.hieutruong", "/records/evaluation-progress/3/people?standing=unassessed", LIST),
    Line("do.phong", "/records/evaluation-progress/3", LIST),
    Line("do.so", "/records/evaluation-progress/3", LIST),
    Line("do.so", "/records/evaluation-progress/3", LIST_BODY, partial=True),
    Line("do.so", "/records/evaluation-progress/3/people", LIST),
    Line("do.so", "/records/evaluation-progress/3/people?standing=unassessed", LIST),
    Line("do.so", "/records/evaluation-progress/3/people?standing=ranked", LIST),
    Line("do.so", "/records/evaluation-progress/3/people?q=nguyen", LIST_BODY, partial=True),
    Line("do.hieutruong", "/records/overview", budgets.OVERVIEW),
    Line("do.phong", "/records/overview", budgets.OVERVIEW),
    Line("do.so", "/records/overview", budgets.OVERVIEW),
    Line("do.so", "/records/overview?q=kim+dong", budgets.OVERVIEW),
    Line("do.so", "/records/overview", budgets.OVERVIEW, partial=True),
    Line("giangvien", "/records/overview", budgets.OVERVIEW),
    Line("bo", "/records/overview", budgets.OVERVIEW),
    Line("do.so", "/records/reports", LIST),
    Line("do.so", "/records/reports/3", budgets.REPORT),
    Line("do.so", "/records/reports/3?part=A.2", budgets.REPORT),
    Line("do.so", "/records/reports/3?part=B", budgets.REPORT),
    Line("do.so", "/records/reports/3?part=C", budgets.REPORT),
    Line("do.so", "/records/reports/3?level=1&sex=f", budgets.REPORT_BODY, partial=True),
    Line("do.so", "/records/reports/3/people?track=rank&signs=3&who=t", LIST),
    Line("do.so", "/records/reports/3/people?track=rank&signs=3&who=t&page=300", LIST),
    Line("do.so", "/records/reports/3/checks", LIST),
    Line("do.so", "/records/reports/3/trend", LIST),
    Line("do.so", "/province/reports/3", PAGE),
    Line("bo", "/records/reports", LIST),
    Line("bo", "/records/evaluation-progress/3", LIST),
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


class Verdicts:
    """Prints one line a measure and remembers what was not met."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def say(self, name: str, *measures: tuple[float, float | None, str]) -> None:
        over = [
            f"{value:.1f} > {limit:g} {unit}" for value, limit, unit in measures if limit is not None and value > limit
        ]
        shown = "  ".join(f"{value:8.1f}/{limit or 0:<5g}{unit}" for value, limit, unit in measures)
        print(f"{'đạt      ' if not over else 'KHÔNG ĐẠT'}  {name:<58}{shown}", flush=True)
        if over:
            self.missed.append(f"{name}: {', '.join(over)}")


def main() -> None:
    """Measure everything, print everything, and end with what was missed."""
    arguments = ArgumentParser(description="Đo các hạn mức trên dữ liệu cỡ một tỉnh.")
    arguments.add_argument("parts", nargs="*", default=PARTS, help=", ".join(PARTS))
    arguments.add_argument("--postgresql", action="store_true", help="đo trên một máy chủ PostgreSQL riêng")
    asked = arguments.parse_args()
    os.environ["TEMIS_DEMO_TODAY"] = DEMO_TODAY.isoformat()
    os.environ["TEMIS_REQUESTS_PER_MINUTE"] = os.environ["TEMIS_API_PER_SECOND"] = "0"
    verdicts = Verdicts()
    with ground.fresh_database(asked.postgresql):
        _measure(asked.parts, verdicts)
    print(f"\n{len(verdicts.missed)} hạn mức không đạt" if verdicts.missed else "\nMọi hạn mức đều đạt")
    for missed in verdicts.missed:
        print(f"  {missed}")


def _measure(parts: Sequence[str], verdicts: Verdicts) -> None:
    app = create_app()
    logging.getLogger("temis").setLevel(logging.ERROR)
    if "pages" in parts:
        _first_visit(app, verdicts)
        _pages(app, verdicts)
    if "bulk" in parts:
        _bulk(verdicts)
    if "forms" in parts:
        _forms(app, verdicts)
    if "evening" in parts:
        _evening(verdicts)
    if "exchange" in parts:
        _exchange(app, verdicts)
    if "certificates" in parts:
        _certificates(app, verdicts)
    if "report" in parts:
        _report(app, verdicts)
    with app.app_context():
        db.engine.dispose()


def _report(app: Flask, verdicts: Verdicts) -> None:
    took = report.measure(app, ground.BIG)
    verdicts.say("báo cáo: trích xuất và niêm phong", (took.snapshot_s, budgets.SNAPSHOT_SECONDS, "s"))
    verdicts.say("báo cáo: một lần ghi dài nhất", (took.writing_ms, budgets.WRITING_MS, "ms"))
    verdicts.say("báo cáo: PDF", (took.paper_s, budgets.REPORT_PAPER_SECONDS, "s"))
    verdicts.say("báo cáo: Excel", (took.workbook_s, budgets.REPORT_WORKBOOK_SECONDS, "s"))


def _first_visit(app: Flask, verdicts: Verdicts) -> None:
    html = app.test_client().get("/account/sign-in").get_data()
    static = Path(str(app.static_folder))
    css, scripts = _size(static.glob("css/app*.css")), _size([*static.glob("js/*.js"), *static.glob("vendor/*.min.js")])
    page = len(gzip.compress(html, 6)) / 1000
    verdicts.say("lần đầu: HTML và CSS", (page + css, budgets.FIRST_VIEW_KB, "kB"))
    verdicts.say("lần đầu: tất cả", (page + css + scripts, budgets.FIRST_VISIT_KB, "kB"))


def _size(paths: Iterator[Path] | list[Path]) -> float:
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths) / 1000


def _pages(app: Flask, verdicts: Verdicts) -> None:
    with app.app_context():
        engine = db.engine
        clients = {who: _signed_in(app, who) for who in dict.fromkeys(line.who for line in LINES)}
    for line in LINES:
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


def _signed_in(app: Flask, login: str) -> FlaskClient:
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


def _bulk(verdicts: Verdicts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "danh-sach.xlsx"
        rows = ground.roster_file(file)
        checked = _apart("preview", str(file))
        written = _apart("apply")
    print(f"  nhập: CPU {checked['cpu_seconds'] + written['cpu_seconds']:.1f} s; {json.dumps(written['counts'])}")
    verdicts.say(
        f"nhập {rows} dòng: xem trước và ghi", (checked["seconds"] + written["seconds"], budgets.IMPORT_SECONDS, "s"),
        (max(checked["megabytes"], written["megabytes"]), budgets.IMPORT_MEGABYTES, "MB"),
        (written["longest_ms"], budgets.WRITING_MS, "ms giữ khóa"),
    )  # fmt: skip
    verified = _apart("verify", ground.NEW)
    print(f"  đối chiếu: CPU {verified['cpu_seconds']:.1f} s; {json.dumps(verified['counts'])}")
    verdicts.say(
        f"đối chiếu {sum(verified['counts'].values())} người", (verified["seconds"], budgets.VERIFY_SECONDS, "s"),
        (verified["longest_ms"], budgets.WRITING_MS, "ms giữ khóa"),
    )  # fmt: skip


def _forms(app: Flask, verdicts: Verdicts) -> None:
    with app.app_context():
        schools = forms.prepare()
        verdicts.say("phiếu BM01", (forms.one(schools[0]), budgets.FORM_MS, "ms"))
        printed, seconds = forms.many(schools)
    verdicts.say(f"100 phiếu BM01 (in {printed} phiếu)", (seconds * 100 / printed, budgets.FORMS_SECONDS, "s"))


def _evening(verdicts: Verdicts) -> None:
    outcome = evening.spend(evening.SECONDS)
    print(f"  buổi tối cuối hạn: trung vị {outcome.median():.0f} ms, lâu nhất {max(outcome.took):.0f} ms")
    for wrong in outcome.wrong[:5]:
        print(f"    {wrong}")
    verdicts.say(
        f"buổi tối cuối hạn: {len(outcome.took)} lần lưu", (outcome.percentile(0.95), budgets.EVENING_MS, "ms"),
        (len(outcome.wrong), 0, "lỗi"),
    )  # fmt: skip


def _exchange(app: Flask, verdicts: Verdicts) -> None:
    """What an LMS sends a second must not fall below; said as the milliseconds that each may take."""
    with app.app_context():
        reader = _signed_in(app, "do.hieutruong")
    speed = exchange.send(app, reader)
    with app.app_context():
        most = budgets.BATCH_ITEM_MS[db.engine.dialect.name]
    print(f"  LMS gửi: {speed.batch:.0f} kết quả/giây theo lô, {speed.single:.0f}/giây từng cái")
    verdicts.say("LMS gửi theo lô 1.000: mỗi kết quả", (1000 / speed.batch, most, "ms"))
    verdicts.say(
        f"{speed.pages} trang mở trong lúc nhận lô: lâu nhất", (speed.longest_ms, budgets.PAGE_MEANWHILE_MS, "ms")
    )
    verdicts.say("LMS gửi từng kết quả", (1000 / speed.single, budgets.SINGLE_PUT_MS, "ms"))
    verdicts.say(
        f"{speed.counted} kết quả chờ được tính sau khi xác thực", (speed.seconds, budgets.WAITING_COUNT_S, "s")
    )


def _certificates(app: Flask, verdicts: Verdicts) -> None:
    """What is measured is said for five hundred, however many were ready."""
    spent = certificates.certify(app)
    print(f"  cấp {spent.issued} giấy: {spent.issuing:.1f} s; in {spent.printed} giấy: {spent.printing:.1f} s")
    for_all = certificates.MANY * (spent.issuing / spent.issued + spent.printing / spent.printed)
    verdicts.say(
        f"{certificates.MANY} giấy xác nhận: cấp và in", (for_all, budgets.CERTIFICATES_SECONDS, "s"),
    )  # fmt: skip


def _apart(act: str, *arguments: str) -> dict:
    """One bulk act in a process of its own."""
    command = [sys.executable, "-m", "app.commands.bench.bulk", act, *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    effort: dict = json.loads(done.stdout)
    return effort


if __name__ == "__main__":
    main()
