"""What is said once more to whoever is about to submit, approve or freeze a report?

How many of its people are counted as done, and of a correction, how many numbers it really changes.
"""

from dataclasses import replace

from app.domain.reporting.comparison import Measure, Portion, shares_of
from app.domain.reporting.differences import changed_tables, earlier_reading
from app.domain.reporting.models import Snapshot
from app.domain.reporting.queries import Reading, parts_of, tables_of

TOLD = (Measure.EVALUATED, Measure.TRAINED)


def shares_told(snapshot: Snapshot) -> dict[Measure, Portion]:
    """How many were evaluated and trained, of how many; nothing where there is nobody to count."""
    found = shares_of([snapshot.id]).get(snapshot.id, {})
    return {each: found[each] for each in TOLD if each in found}


def numbers_changed(reading: Reading) -> int | None:
    """How many numbers are others than in the edition that this one corrects; None where it corrects none."""
    old, new = earlier_reading(reading), replace(reading, compared=False)
    if old is None:
        return None
    if old.snapshot.digest == new.snapshot.digest:  # the same people with the same facts
        return 0
    pairs = [(tables_of(old, part), tables_of(new, part)) for part in parts_of(new)]
    return sum(len(table.numbers) for pair in pairs for table in changed_tables(*pair))
