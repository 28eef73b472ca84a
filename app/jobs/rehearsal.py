"""Does the queue work?  Counts to a number in steps; used by readiness drills and tests."""

import time

from app.db import writing
from app.jobs.runner import JobContext, runs


@runs("rehearsal")
def rehearse(job: JobContext) -> None:
    """Count from the cursor to `args["steps"]`, one small transaction a step, `args["pause"]` seconds between them."""
    steps, pause = int(job.args["steps"]), float(job.args.get("pause", 0))
    for step in range(job.cursor.get("step", 0) + 1, steps + 1):
        with writing():
            job.progress(step, steps, {"step": step})
        if pause:
            time.sleep(pause)
    job.finish(steps=steps)
