"""`flask report`: prints every table of a province's report, as a table a person reads or as JSON."""

import json
import sys
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.reporting.beginning import open_report, put_snapshot, years_to_report
from app.domain.reporting.document import document_of
from app.domain.reporting.models import Report
from app.domain.reporting.queries import reading_of, report_for
from app.domain.reporting.rules import UNCHECKED, ReportState
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM
from app.web.labels import label


def init_app(app: Flask) -> None:
    """Register `flask report`."""

    @app.cli.command("report")
    @click.argument("province")
    @click.argument("year", type=int)
    @click.option("--unit", help="Code of an office or a school of the province, for its version of the report.")
    @click.option("--json", "as_json", is_flag=True, help="Every table as JSON.")
    def command(province: str, year: int, unit: str | None, as_json: bool) -> None:
        """Print the report of a PROVINCE (its code) and YEAR; a draft is counted anew first."""
        document = printed(province, year, unit)
        if as_json:
            json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
            click.echo()
        else:
            click.echo(as_text(document))


def printed(province: str, year: int, unit: str | None = None) -> dict[str, Any]:
    """The document of the newest edition with the tables' titles.  Raises ClickException."""
    found = db.session.scalar(
        select(Unit).where(Unit.code == province, Unit.kind == UnitKind.PROVINCE).order_by(Unit.valid_from.desc())
    )
    if found is None or year not in years_to_report(found):
        raise click.ClickException(f"Không có kỳ đánh giá năm {year} của tỉnh mã {province}.")
    province_id, path = found.id, found.path
    report_id = open_report(province_id, year)
    if ReportState(db.session.get_one(Report, report_id).state) in UNCHECKED:
        put_snapshot(report_id, take_snapshot(SYSTEM, province_id, year))
    report = report_for(SYSTEM, report_id)
    unit_id = None
    if unit is not None:
        within = select(Unit.id).where(Unit.code == unit, Unit.path.startswith(path, autoescape=True))
        unit_id = db.session.scalar(within)
    reading = reading_of(SYSTEM, report, unit_id) if report is not None and (unit is None or unit_id) else None
    if reading is None:
        raise click.ClickException(f"Không có đơn vị mã {unit} trong báo cáo.")
    document = document_of(reading)
    for table in document["tables"]:
        table["title"] = label(table["code"], "report_table")
    return document


def as_text(document: dict[str, Any]) -> str:
    """The same for a person at a terminal: a heading a table, a line a row."""
    lines = [f"{document['unit']['name']}: {document['year']}, {document['people']} người, {document['digest'][:12]}"]
    for table in document["tables"]:
        lines += ["", f"{table['code']}  {table['title']}"]
        lines.append("\t".join(["", *(column["key"] for column in table["columns"])]))
        for line in table["lines"]:
            values = ("" if value is None else str(value) for value in line["values"].values())
            lines.append("\t".join([line["text"] or line["key"], *values]))
    return "\n".join(lines)
