"""Which checks of sector IDs happen without anybody waiting?  Whole units, pending ones, and a look back."""

from collections import Counter
from datetime import timedelta

from app.db import writing
from app.domain.identity.bulk import Batch, count_to_verify
from app.integrations.registry import verification
from app.jobs.runner import JobContext, runs


@runs("verify_unit")
def verify_unit(job: JobContext) -> None:
    """Verify everybody beneath `args["path"]`; cursor, counts and batch are one transaction."""
    path = str(job.args["path"])
    counts = Counter(job.cursor.get("counts", {}))
    total = job.cursor.get("total") or count_to_verify(job.viewer, path)
    after = job.cursor.get("after", 0)
    while True:
        batch = _next_batch(job, path, after, counts, total)
        if batch is None:
            break
        after = batch.last_id
    job.finish(counts=dict(counts), link=f"/records/verifications/{job.job_id}")


def _next_batch(job: JobContext, path: str, after: int, counts: Counter[str], total: int) -> Batch | None:
    """One batch with its cursor.  A remote registry is asked before the transaction, so its cursor follows the batch:
    a batch done twice finds its people verified already, and passes them over."""
    if verification.is_remote():
        batch = verification.verify_batch(job.viewer, path, after)
        if batch is not None:
            _save(job, batch, counts, total)
        return batch
    with writing():
        batch = verification.verify_batch(job.viewer, path, after)
        if batch is not None:
            _save(job, batch, counts, total)
    return batch


def _save(job: JobContext, batch: Batch, counts: Counter[str], total: int) -> None:
    counts.update(batch.counts)
    done = min(sum(counts.values()), total)
    with writing():
        job.progress(done, total, {"after": batch.last_id, "counts": dict(counts), "total": total})


@runs("recheck_ids", every=timedelta(minutes=1))
def recheck_ids(job: JobContext) -> None:
    """Check pending claims again, and claims that a changed record may cure."""
    verification.recheck_pending()


@runs("review_ids", every=timedelta(hours=1))
def review_ids(job: JobContext) -> None:
    """Compare people verified long ago with the registry once more."""
    verification.review_verified()
