"""What may a test of evaluations ask for?

evaluation    `evaluation("teacher")`: id of a member's evaluation in it
"""

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.evaluations import evaluation_of


@pytest.fixture
def evaluation(cast: Cast, period: int) -> Callable[[str], int]:
    return lambda key: evaluation_of(cast, period, key)
