"""What may a test of reports ask for?

period    id of a period of 2022 of the cast's province, everybody enrolled
"""

import pytest

from tests.cast import Cast
from tests.evaluations import hold_period


@pytest.fixture
def period(cast: Cast) -> int:
    return hold_period(cast)
