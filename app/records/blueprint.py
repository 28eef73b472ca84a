"""Read-only pages shared by roles, each within its scope; also the viewer's own long work."""

from flask import Blueprint

from app.web.guards import door

blueprint = Blueprint("records", __name__, url_prefix="/records")
door(blueprint)

from app.records import (  # noqa: E402,F401
    anonymity,
    assignments,
    blank_papers,
    cases,
    certificate_counts,
    certificates,
    connection_lists,
    connections,
    core,
    core_people,
    disputes,
    evidence,
    feedback,
    files,
    jobs,
    lists,
    long_lists,
    needs,
    needs_people,
    paper_copies,
    papers,
    periods,
    persons,
    provider,
    report_differences,
    report_effect,
    report_files,
    report_people,
    report_provinces,
    report_samples,
    report_views,
    reports,
    support,
    trail,
    training,
    training_targets,
    trend,
    units,
    verification,
)
from app.records.boards import exports, pages, reminders  # noqa: E402,F401
from app.records.overview import exports as overview_exports  # noqa: E402,F401
from app.records.overview import pages as overview_pages  # noqa: E402,F401
