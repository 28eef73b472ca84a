"""The shares in which provinces are compared are those of the frozen report's own tables."""

import pytest

from app.domain.reporting.comparison import SOURCES, Measure, Portion, cells_of
from app.domain.reporting.figures.signs import Cell, Part, Track

TEACHERS = Part(who="t")


@pytest.mark.parametrize(
    ("measure", "ranks", "having", "all_"),
    [
        (Measure.EVALUATED, "0123", Cell(Track.RANK, "0123", part=TEACHERS), Cell(Track.RANK, "x-0123", part=TEACHERS)),
        (Measure.GOOD, "0123", Cell(Track.RANK, "23", part=TEACHERS), Cell(Track.RANK, "0123", part=TEACHERS)),
        (Measure.GOOD, "01234", Cell(Track.RANK, "34", part=TEACHERS), Cell(Track.RANK, "01234", part=TEACHERS)),
        (Measure.BEST, "0123", Cell(Track.RANK, "3", part=TEACHERS), Cell(Track.RANK, "0123", part=TEACHERS)),
        (Measure.TRAINED, "", Cell(Track.FINISHED, "p"), Cell(Track.FINISHED, "-p")),
    ],
)
def test_what_a_measure_counts_and_of_whom(measure, ranks, having, all_):
    assert cells_of(measure, ranks) == (having, all_)


def test_a_share_is_rounded_as_its_table_rounds():
    assert str(Portion(1, 3, SOURCES[Measure.EVALUATED].decimals).percent) == "33.3"
    assert str(Portion(2, 3, SOURCES[Measure.BEST].decimals).percent) == "66.67"
