"""What may a page cost?  The one table of budgets; the tests and `make bench` both read it.

Bytes are gzip bodies, CPU is of one request in this process, queries are statements sent to the database.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """Upper bounds; None where none is set."""

    name: str
    kilobytes: float | None
    cpu_ms: float | None
    queries: int | None


FIRST_VIEW_KB = 14.0  # HTML and CSS of a first view
FIRST_VISIT_KB = 32.0  # the whole first visit: HTML, CSS, htmx, own JavaScript
FIRST_VISIT_REQUESTS = 4

PAGE = Budget("trang chủ, biểu mẫu, từng bước", 6, 8, 10)
LIST = Budget("danh sách 50, bảng, tiến độ", 14, 25, 12)
REPORT = Budget("báo cáo", 14, 40, 12)
OVERVIEW = Budget("toàn cảnh", 14, 40, 12)
STATUS = Budget("mảnh: trạng thái, một dòng", 0.5, 5, 6)
LIST_BODY = Budget("mảnh: thân danh sách", 4, 5, 6)
REPORT_BODY = Budget("mảnh: thân báo cáo", 8, 5, 6)

IMPORT_SECONDS = 60.0  # preview and apply of 40,000 rows
IMPORT_MEGABYTES = 512.0
LIST_SECONDS = 120.0  # preview and records of 80,000 completions that an LMS exported, within the same memory
VERIFY_SECONDS = 30.0  # 40,000 people on the embedded registry
WRITING_MS = 250.0
"""Longest that a write transaction may hold the lock."""

FORM_MS = 300.0
"""One form BM01, from the database to the PDF, in a warm process."""
FORMS_SECONDS = 15.0
"""A hundred of them in the job."""
EVENING_MS = 1000.0
"""Within which 95 of 100 saves are answered on the evening before the deadline."""

# What an LMS sends: a completion in a batch, one alone, and 50,000 that waited for their people's IDs.
BATCH_ITEM_MS = {"postgresql": 0.5, "sqlite": 1.0}
SINGLE_PUT_MS = 10.0
PAGE_MEANWHILE_MS = 1000.0
WAITING_COUNT_S = 30.0

NEEDS_SECONDS = 30.0
"""Everything that is counted of 80,000 people's needs, declared and proposed."""

CERTIFICATES_SECONDS = 90.0
"""Five hundred certificates, given out and printed in their jobs."""

SNAPSHOT_SECONDS = 5.0
"""A province's report counted from everybody: read at one instant, written, sealed."""
NATION_MINUTES = 15.0
"""The reports of all provinces, counted one after the other in the job."""
NATION_PAGE = Budget("trang của Bộ, cả nước", 14, 300, 12)
REPORT_PAPER_SECONDS = 15.0
REPORT_WORKBOOK_SECONDS = 5.0
