"""How do slips come on paper?  Codes are issued as they are printed, and live nowhere but on the sheet (AUTH-3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app

from app.domain import clock
from app.domain.accounts.actions.codes import Slip, issue_codes
from app.domain.progress.queries import nearest_deadline
from app.jobs.files import PDF, hand_over
from app.jobs.runner import JobContext, runs
from app.web import formats
from app.web.pdf import merged, render

BATCH = 200
ADDRESS = "/kich-hoat"
_MOMENT = timedelta(seconds=1)  # the two clocks are read one after the other


@runs("activation_slips")
def print_slips(job: JobContext) -> None:
    """Issue a code for each person of `args["person_ids"]` who never came in, and print the slips in that order.

    A run that is repeated issues new codes: those of a sheet that nobody saw are dead.
    """
    wanted: list[int] = job.args["person_ids"]
    until = code_deadline(job.viewer.unit_path)
    sheets, count = [], 0
    for start in range(0, len(wanted), BATCH):
        slips = issue_codes(job.viewer, wanted[start : start + BATCH], until)
        if slips:
            sheets.append(paper(slips))
        count += len(slips)
        job.progress(min(start + BATCH, len(wanted)), len(wanted))
    if not sheets:
        job.finish(count=0)
        return
    link = hand_over(job, merged(sheets), f"Phiếu kích hoạt {clock.today():%d-%m-%Y}.pdf", PDF)
    job.finish(count=count, link=link)


def paper(slips: Sequence[Slip]) -> bytes:
    """The PDF of these slips, eight to a page with lines to cut along."""
    base = str(current_app.extensions["settings"].base_url)
    return render(
        "print/activation_slips.html",
        style="print/activation_slips.css",
        in_job=True,
        slips=slips,
        address=base.partition("://")[2].rstrip("/") + ADDRESS,
        valid_until=last_day(min(slip.good_until for slip in slips)),
    )


def code_deadline(unit_path: str) -> datetime | None:
    """The campaign's deadline for this unit as a real instant: a demonstration plays its campaign on another day."""
    deadline = nearest_deadline(unit_path, clock.campaign_now())
    return deadline + _shift() if deadline else None


def last_day(until: datetime) -> str:
    """The last whole day on which a code works, in the campaign's calendar."""
    return formats.day((until - _shift() + _MOMENT).astimezone(clock.VIETNAM).date() - timedelta(days=1))


def _shift() -> timedelta:
    """From the campaign's time to the real one; nothing outside a demonstration."""
    return clock.now() - clock.campaign_now()
