"""How long does a province's report take: counted from its people, drawn on paper, written as a workbook?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from flask import Flask
from sqlalchemy import select

from app.db import db, writing
from app.domain.organisation.models import Unit
from app.domain.reporting import snapshots
from app.domain.reporting.beginning import open_report, put_snapshot
from app.domain.reporting.queries import reading_of, report_for
from app.domain.viewer import SYSTEM
from app.records.report_writing import workbook_of
from app.web.reporting.editions import edition_of, paper_of
from app.web.reporting.paper import draw

YEAR = 2022


@dataclass(frozen=True)
class Took:
    """Seconds of each part, and milliseconds of the longest write."""

    snapshot_s: float
    writing_ms: float
    paper_s: float
    workbook_s: float


def measure(app: Flask, code: str) -> Took:
    """Count the report of the province of this code anew, then draw and write it."""
    with app.app_context(), app.test_request_context("/"):
        province_id = db.session.scalars(select(Unit.id).where(Unit.code == code)).one()
        db.session.rollback()
        writes: list[float] = []

        @contextmanager
        def timed() -> Iterator[None]:
            began = time.perf_counter()
            with writing():
                yield
            writes.append((time.perf_counter() - began) * 1000)

        began = time.perf_counter()
        with patch.object(snapshots, "writing", timed):
            snapshot_id = snapshots.take_snapshot(SYSTEM, province_id, YEAR)
        counted = time.perf_counter()
        report_id = open_report(province_id, YEAR)
        put_snapshot(report_id, snapshot_id)
        report = report_for(SYSTEM, report_id)
        assert report is not None
        reading = reading_of(SYSTEM, report)
        assert reading is not None
        start = time.perf_counter()
        edition = edition_of(reading, "vi")
        draw(paper_of(edition), edition.words)
        drawn = time.perf_counter()
        workbook_of(edition, "")
        return Took(counted - began, max(writes), drawn - start, time.perf_counter() - drawn)
