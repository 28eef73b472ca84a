"""How are the sheets of a group or a whole school printed?  In batches, with progress, into one PDF or one archive.

A run that is repeated prints the same: an edition keeps its code, so nothing has to be remembered between runs.
"""

import io
import re
import zipfile

from app.db import db, writing
from app.domain.evaluation.papers import units
from app.domain.evaluation.papers.batches import MOST_AT_ONCE, part_of, parts_in, sheets_wanted
from app.domain.evaluation.papers.personal import person_sheet
from app.domain.evaluation.papers.rules import Found, PaperKind
from app.domain.evaluation.papers.units import unit_sheet
from app.jobs.files import PDF, ZIP, hand_over
from app.jobs.runner import JobContext, runs
from app.web.papers.drawing import draw
from app.web.papers.names import name_of
from app.web.papers.printing import printed
from app.web.pdf import merged

BATCH = 25


@runs("papers")
def print_papers(job: JobContext) -> None:
    """Print what `args` name: `kind` is self, result or all; `group_id` narrows; `packed` is pdf or zip.

    More than fits into one file comes in parts; `part` says which.
    """
    ground = units.ground_for(job.viewer, int(job.args["period_id"]), int(job.args["unit_id"]))
    if ground is None:
        job.finish(count=0)
        return
    everything = list(sheets_wanted(ground, str(job.args["kind"]), job.args.get("group_id")))
    part, parts = int(job.args.get("part") or 1), parts_in(len(everything))
    wanted = part_of(everything, part)
    name = f"Biểu mẫu đánh giá {ground.period.year} - {ground.unit.name}"
    name += f" - phần {part} của {parts}" if parts > 1 else ""
    papers: list[bytes] = []
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for start in range(0, len(wanted), BATCH):
            found = [each for one in wanted[start : start + BATCH] if (each := _load(job, *one)) is not None]
            db.session.rollback()
            sheets = printed(job.viewer, found)
            if job.args["packed"] == "zip":
                first = (part - 1) * MOST_AT_ONCE + start + 1
                for number, (each, sheet) in enumerate(zip(found, sheets, strict=True), start=first):
                    packed.writestr(f"{number:03} {_file_name(each)}.pdf", draw([sheet]))
            elif sheets:
                papers.append(draw(sheets))
            with writing():
                job.progress(min(start + BATCH, len(wanted)), len(wanted))
    if not wanted:
        job.finish(count=0)
    elif job.args["packed"] == "zip":
        job.finish(count=len(wanted), link=hand_over(job, archive.getvalue(), f"{name}.zip", ZIP))
    else:
        job.finish(count=len(wanted), link=hand_over(job, merged(papers), f"{name}.pdf", PDF))


def _load(job: JobContext, kind: PaperKind, about: int) -> Found | None:
    if kind in (PaperKind.SELF, PaperKind.RESULT):
        return person_sheet(job.viewer, about, kind)
    return unit_sheet(job.viewer, int(job.args["period_id"]), int(job.args["unit_id"]), kind, about or None)


def _file_name(found: Found) -> str:
    """What the file inside the archive is about, without anything that a file system trips over."""
    return re.sub(r'[\\/:*?"<>|]', " ", name_of(found))[:120]
