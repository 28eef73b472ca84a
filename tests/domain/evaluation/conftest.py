"""What may a test of evaluations ask for?

period        id of a period of 2022 held by the cast's province, everybody enrolled, open on the tests' day
evaluation    `evaluation("teacher")`: id of a member's evaluation in it
"""

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.evaluations import evaluation_of, hold_period


@pytest.fixture
def period(cast: Cast) -> int:
    return hold_period(cast)


@pytest.fixture
def evaluation(cast: Cast, period: int) -> Callable[[str], int]:
    return lambda key: evaluation_of(cast, period, key)
