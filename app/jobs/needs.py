"""How do people learn that they may say what they need?  A notice each, in batches, once a round."""

from datetime import timedelta

from app.db import db, writing
from app.domain.training.needs import actions
from app.domain.training.needs.models import NeedsRound
from app.jobs.runner import JobContext, runs
from app.web import formats


@runs("tell_needs", every=timedelta(minutes=5))
def tell_needs(job: JobContext) -> None:
    """Tell everybody of the rounds that have opened; broken off, it goes on behind the last one who was told."""
    for round_id in actions.rounds_to_tell():
        deadline = formats.deadline(db.session.get_one(NeedsRound, round_id).closes)
        after = job.cursor.get("after", 0) if job.cursor.get("round") == round_id else 0
        while people := actions.people_to_tell(round_id, after):
            with writing():
                actions.tell_of_round(round_id, people, deadline)
                after = people[-1]
                job.progress(0, 0, {"round": round_id, "after": after})
        actions.note_told(round_id)
