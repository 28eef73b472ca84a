"""What a report lacked is told as of its count: what moves afterwards changes nothing of a paper that was signed."""

import pytest

from app.domain.evaluation.hand_in.rules import Move
from app.domain.reporting.completeness import awaited_units, part_states
from app.domain.reporting.queries import reading_of, report_for
from app.domain.viewer import SYSTEM
from tests.hand_ins import accept, decide
from tests.reports import count_report


@pytest.mark.both_databases
def test_a_unit_that_was_opened_again_later_was_not_missing(cast, period):
    def missing() -> tuple[int, list[str]]:
        reading = reading_of(SYSTEM, report_for(SYSTEM, report_id))
        return part_states(reading)["A.1"].units, [unit.name for unit in awaited_units(reading, 0, 50)]

    accept(cast, period, "school")
    report_id = count_report(cast)
    before, names = missing()
    assert before == len(names) > 0 and "Trường THCS Nguyễn Du" not in names
    decide(cast, "director", period, "school", Move.REOPEN)
    assert missing() == (before, names)
    count_report(cast)  # counted anew it is missing
    assert missing()[0] == before + 1 and "Trường THCS Nguyễn Du" in missing()[1]
