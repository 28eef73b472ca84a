"""`make bench`: does each page, and the bulk work, stay within its budget?  Measured on 80,000 people."""

import json
import logging
import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from app import create_app
from app.commands.bench import (
    budgets,
    certificates,
    completion_lists,
    evening,
    exchange,
    forms,
    ground,
    nation,
    needs,
    pages,
    report,
)
from app.commands.bench.bulk import apart
from app.commands.bench.verdicts import Verdicts
from app.config import DEMO_TODAY
from app.db import db

NATION = "nation"
PARTS = ["pages", "needs", "bulk", "forms", "evening", "exchange", "lists", "certificates", "report"]


def main() -> None:
    """Measure everything, print everything, and end with what was missed."""
    arguments = ArgumentParser(description="Đo các hạn mức trên dữ liệu cỡ một tỉnh.")
    arguments.add_argument(
        "parts", nargs="*", default=PARTS, help=f"{', '.join(PARTS)}; hoặc riêng {NATION} (PostgreSQL)"
    )
    arguments.add_argument("--postgresql", action="store_true", help="đo trên một máy chủ PostgreSQL riêng")
    asked = arguments.parse_args()
    os.environ["TEMIS_DEMO_TODAY"] = DEMO_TODAY.isoformat()
    os.environ["TEMIS_REQUESTS_PER_MINUTE"] = os.environ["TEMIS_API_PER_SECOND"] = "0"
    verdicts = Verdicts()
    with ground.nation() if NATION in asked.parts else ground.fresh_database(asked.postgresql):
        _measure(asked.parts, verdicts)
    print(f"\n{len(verdicts.missed)} hạn mức không đạt" if verdicts.missed else "\nMọi hạn mức đều đạt")
    for missed in verdicts.missed:
        print(f"  {missed}")


def _measure(parts: Sequence[str], verdicts: Verdicts) -> None:
    app = create_app()
    logging.getLogger("temis").setLevel(logging.ERROR)
    if "pages" in parts:
        pages.first_visit(app, verdicts)
        pages.pages(app, verdicts)
    if "needs" in parts:
        _needs(app, verdicts)
    if "bulk" in parts:
        _bulk(verdicts)
    if "forms" in parts:
        _forms(app, verdicts)
    if "evening" in parts:
        _evening(verdicts)
    if "exchange" in parts:
        _exchange(app, verdicts)
    if "lists" in parts:
        _lists(app, verdicts)
    if "certificates" in parts:
        _certificates(app, verdicts)
    if "report" in parts:
        _report(app, verdicts)
    if NATION in parts:
        _nation(app, verdicts)
    with app.app_context():
        db.engine.dispose()


def _report(app: Flask, verdicts: Verdicts) -> None:
    took = report.measure(app, ground.BIG)
    verdicts.say("báo cáo: trích xuất và niêm phong", (took.snapshot_s, budgets.SNAPSHOT_SECONDS, "s"))
    verdicts.say("báo cáo: một lần ghi dài nhất", (took.writing_ms, budgets.WRITING_MS, "ms"))
    verdicts.say("báo cáo: PDF", (took.paper_s, budgets.REPORT_PAPER_SECONDS, "s"))
    verdicts.say("báo cáo: Excel", (took.workbook_s, budgets.REPORT_WORKBOOK_SECONDS, "s"))


def _nation(app: Flask, verdicts: Verdicts) -> None:
    counted = nation.count_reports(app)
    print(
        f"  cả nước: {counted.people} người, {counted.provinces} tỉnh; một báo cáo lâu nhất {counted.longest_s:.1f} s"
    )
    verdicts.say("báo cáo của mọi tỉnh: đếm", (counted.minutes, budgets.NATION_MINUTES, "phút"))
    pages.pages(app, verdicts, nation.lines(app))


def _needs(app: Flask, verdicts: Verdicts) -> None:
    counted = needs.declare_and_count(app, ground.BIG)
    print(
        f"  nhu cầu: {counted.forms} phiếu đã nộp, {counted.rated} người có mức để đề xuất; "
        f"đếm mất {counted.cpu_seconds:.1f} s CPU"
    )
    verdicts.say("nhu cầu cả tỉnh: đếm tự đăng ký và đề xuất", (counted.seconds, budgets.NEEDS_SECONDS, "s"))
    print(f"  mọi bảng của tỉnh đếm lại: {counted.recounting:.1f} s")
    verdicts.say("đếm lại các bảng: một lần ghi dài nhất", (counted.longest_ms, budgets.WRITING_MS, "ms"))
    pages.pages(app, verdicts, needs.lines_of(counted))


def _lists(app: Flask, verdicts: Verdicts) -> None:
    with app.app_context():
        reader = pages.signed_in(app, "do.hieutruong")
    brought = completion_lists.bring_in(app, reader)
    print(
        f"  danh sách hoàn thành: xem trước {brought.checking:.1f} s, nhập {brought.writing:.1f} s, "
        f"CPU {brought.cpu_seconds:.1f} s; {json.dumps(brought.counts)}"
    )
    verdicts.say(
        f"danh sách {brought.rows} kết quả: xem trước và nhập",
        (brought.checking + brought.writing, budgets.LIST_SECONDS, "s"),
        (brought.megabytes, budgets.IMPORT_MEGABYTES, "MB"), (brought.longest_ms, budgets.WRITING_MS, "ms giữ khóa"),
    )  # fmt: skip
    verdicts.say(
        f"{len(brought.pages)} trang mở trong lúc nhập danh sách: lâu nhất",
        (max(brought.pages), budgets.PAGE_MEANWHILE_MS, "ms"),
    )  # fmt: skip


def _bulk(verdicts: Verdicts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "danh-sach.xlsx"
        rows = ground.roster_file(file)
        checked = apart("preview", str(file))
        written = apart("apply")
    print(f"  nhập: CPU {checked['cpu_seconds'] + written['cpu_seconds']:.1f} s; {json.dumps(written['counts'])}")
    verdicts.say(
        f"nhập {rows} dòng: xem trước và ghi", (checked["seconds"] + written["seconds"], budgets.IMPORT_SECONDS, "s"),
        (max(checked["megabytes"], written["megabytes"]), budgets.IMPORT_MEGABYTES, "MB"),
        (written["longest_ms"], budgets.WRITING_MS, "ms giữ khóa"),
    )  # fmt: skip
    verified = apart("verify", ground.NEW)
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
        reader = pages.signed_in(app, "do.hieutruong")
    speed = exchange.send(app, reader)
    with app.app_context():
        most = budgets.BATCH_ITEM_MS[db.engine.dialect.name]
    print(
        f"  LMS gửi: {speed.batch:.0f} kết quả/giây theo lô (CPU mỗi kết quả {speed.batch_cpu_ms:.2f} ms), "
        f"{speed.single:.0f}/giây từng cái qua {exchange.SENDERS} kết nối, {speed.alone:.0f}/giây qua một kết nối "
        f"(CPU {speed.single_cpu_ms:.1f} ms)"
    )
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


if __name__ == "__main__":
    main()
