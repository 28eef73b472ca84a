"""How are many certificates given out, and printed, and who is asked for their word before?

In batches, with progress; repeated, a run goes on where it was.  Whoever has theirs already is no candidate any more:
a second run gives nobody a second paper, nor leaves a number out.
"""

from datetime import timedelta

from app.db import db, writing
from app.domain.organisation.queries import unit_for
from app.domain.training.certificates import asking
from app.domain.training.certificates.candidates import Wanted, ready_ids
from app.domain.training.certificates.issuing import ISSUE_MANY, Issued, Order, at_once, issue_some, signing_office
from app.domain.training.certificates.printing import PRINT, listed_from
from app.domain.training.certificates.queries import ids_to_print, papers_of
from app.domain.training.certificates.subjects import subject_for
from app.jobs.files import PDF, hand_over
from app.jobs.runner import JobContext, runs
from app.web.certificates.paper import draw
from app.web.certificates.printing import on_paper
from app.web.certificates.words import written
from app.web.pdf import merged

BATCH = 50
ASKED_AT_ONCE = 200
MOST = 2_000


@runs(ISSUE_MANY)
def issue_certificates(job: JobContext) -> None:
    """Give everybody beneath `unit_id` the paper `about` who may have it now, signed at `place`."""
    viewer = job.viewer
    subject, unit = subject_for(viewer, str(job.args["about"])), unit_for(viewer, int(job.args["unit_id"]))
    if subject is None or unit is None or signing_office(viewer) is None:
        job.finish(count=0)
        return
    wanted = ready_ids(viewer, subject, Wanted(unit.path))
    order = Order(subject, str(job.args["place"]), written)
    address = f"/records/certificates?about={subject.about}&unit={unit.id}"
    done, size = Issued(int(job.cursor.get("issued", 0)), int(job.cursor.get("held", 0))), at_once(subject)
    total = done.given + done.held + len(wanted)
    db.session.rollback()
    for start in range(0, len(wanted), size):
        some = wanted[start : start + size]

        def keep_count(now: Issued, before: Issued = done) -> None:
            both = before + now
            job.progress(both.given + both.held, total, {"issued": both.given, "held": both.held})

        try:
            done += issue_some(viewer, order, some, keep_count)
        except LookupError:  # the office was lost meanwhile: what is issued stays, nothing more is
            break
    passed_over = total - done.given - done.held
    job.finish(count=done.given, held=done.held, passed_over=passed_over, link=address)


@runs(PRINT)
def print_certificates(job: JobContext) -> None:
    """Print the valid papers that the viewer's office issued, of the list that `args` name, by number."""
    listed = listed_from(job.viewer, job.args)
    ids = ids_to_print(job.viewer, listed, MOST) if listed is not None else []
    db.session.rollback()
    files: list[bytes] = []
    for start in range(0, len(ids), BATCH):
        papers = [on_paper(paper) for paper in papers_of(job.viewer, ids[start : start + BATCH])]
        db.session.rollback()
        if papers:
            files.append(draw(papers))
        with writing():
            job.progress(min(start + BATCH, len(ids)), len(ids))
    if not files:
        job.finish(count=0)
        return
    job.finish(count=len(ids), link=hand_over(job, merged(files), "Giấy xác nhận, chứng chỉ.pdf", PDF))


@runs("ask_particulars", every=timedelta(days=1))
def ask_particulars(job: JobContext) -> None:
    """Ask whoever lacks nothing but their own word for it; broken off or repeated, it asks nobody twice."""
    asked = 0
    for year_id in asking.years_to_ask():
        waiting = asking.people_to_ask(year_id)
        db.session.rollback()
        for start in range(0, len(waiting), ASKED_AT_ONCE):
            with writing():
                asked += asking.ask(year_id, waiting[start : start + ASKED_AT_ONCE])
                job.progress(min(start + ASKED_AT_ONCE, len(waiting)), len(waiting))
    job.finish(asked=asked)
