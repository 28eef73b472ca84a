"""Part C tells what is needed in the year that its plan is for: the school year after the one that is reported."""

import pytest

from app.domain.reporting.completeness import Lack, part_states
from app.domain.reporting.queries import reading_of, report_for, tables_of
from app.domain.viewer import SYSTEM
from tests.needs import declare, etep_modules, open_needs
from tests.reports import count_report

pytestmark = pytest.mark.both_databases


def declared(reading) -> dict[str, int]:
    """People who declare, by module."""
    first = tables_of(reading, "C")[0]
    at = [column.key for column in first.columns].index("declared")
    return {line.key: line.numbers[at].value for line in first.lines if line.numbers[at].value}


def test_the_form_of_a_spring_is_in_the_report_of_the_winter_that_follows(cast, period):
    modules = etep_modules()
    round_id = open_needs(cast)  # in spring 2022, for the school year 2022-2023
    declare(cast, round_id, "teacher", modules["ETEP-GV-05"], material="Tài liệu cần có bản in.")
    reading = reading_of(SYSTEM, report_for(SYSTEM, count_report(cast, 2022)))
    assert declared(reading) == {"module.ETEP-GV-05": 1}
    assert reading.context.remarks == ("Tài liệu cần có bản in.",)
    assert part_states(reading)["C"].lack is Lack.NOT_OVER  # the window is still open
    later = reading_of(SYSTEM, report_for(SYSTEM, count_report(cast, 2023)))
    assert declared(later) == {} and part_states(later)["C"].lack is Lack.NOT_HELD
