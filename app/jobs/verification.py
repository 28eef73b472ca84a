"""Which checks of sector IDs happen without anybody waiting?  Whole units, pending ones, and a look back."""

from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta

from app.db import writing
from app.domain.identity.bulk import people_to_verify
from app.integrations.registry import verification
from app.jobs.runner import JobContext, runs


@runs("verify_unit")
def verify_unit(job: JobContext) -> None:
    """Verify everybody beneath `args["path"]`, from the cursor on."""
    path = str(job.args["path"])
    counts = Counter(job.cursor.get("counts", {}))
    people = people_to_verify(job.viewer, path, job.cursor.get("after", 0))
    total = counts.total() + len(people)
    for batch in verification.slices(people):
        _verify(job, path, batch, counts, total)
    job.finish(counts=dict(counts), link=f"/records/verifications/{job.job_id}")


def _verify(job: JobContext, path: str, people: Sequence[int], counts: Counter[str], total: int) -> None:
    """One batch; cursor, counts and batch are one transaction.

    A remote registry is asked before the transaction, so its cursor follows the batch: a batch done twice finds its
    people verified already, and passes them over.
    """
    with nullcontext() if verification.is_remote() else writing():
        counts.update(verification.verify_batch(job.viewer, path, people))
        with writing():
            job.progress(counts.total(), total, {"after": people[-1], "counts": dict(counts)})


@runs("recheck_ids", every=timedelta(minutes=1))
def recheck_ids(job: JobContext) -> None:
    """Check pending claims again, and claims that a changed record may cure."""
    verification.recheck_pending()


@runs("review_ids", every=timedelta(hours=1))
def review_ids(job: JobContext) -> None:
    """Compare people verified long ago with the registry once more."""
    verification.review_verified()
