"""How does a list that is too long for a request become a file?  By the view of the list itself (EXP-3)."""

from werkzeug.http import parse_options_header

from app.domain.work.exporting import EXPORT
from app.jobs.files import XLSX, hand_over
from app.jobs.runner import JobContext, runs
from app.web.replaying import answer_to


@runs(EXPORT)
def export_list(job: JobContext) -> None:
    """Write the list at `args["address"]` into a file, for a day, for whoever asked."""
    answer = answer_to(job.viewer, job.args["address"])
    _kind, options = parse_options_header(answer.headers.get("Content-Disposition"))
    job.finish(link=hand_over(job, answer.get_data(), options.get("filename", "danh-sach.xlsx"), XLSX))
