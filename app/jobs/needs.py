"""How do people learn that they may say what they need?  A notice each, in batches; another when the end has moved."""

from datetime import timedelta

from app.db import writing
from app.domain.training.needs import telling
from app.jobs.runner import JobContext, runs
from app.web import formats


@runs("tell_needs", every=timedelta(minutes=5))
def tell_needs(job: JobContext) -> None:
    """Tell everybody of the rounds that have opened; broken off, it goes on behind the last one who was told."""
    for round_ in telling.rounds_to_tell():
        round_id, closes, moved = round_.id, round_.closes, round_.told_closes is not None
        # What it had told of another end is no longer news: then it begins with the first person again.
        here = {"round": round_id, "closes": closes.isoformat()}
        known = job.cursor.get("round") == round_id and job.cursor.get("closes") == here["closes"]
        after = job.cursor.get("after", 0) if known else 0
        while people := telling.people_to_tell(round_id, after):
            with writing():
                telling.tell_of_round(round_id, people, formats.deadline(closes), moved=moved)
                after = people[-1]
                job.progress(0, 0, here | {"after": after})
        telling.note_told(round_id, closes)
