"""Two subject groups at the cast's school: that of the cast (five people), and a small one of two.

small        id of the small group; its members are "Đinh Văn Một" and "Đinh Văn Hai"
"""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.models import Evaluation
from tests.cast import Cast
from tests.evaluations import evaluation_of, hold_period, make_small_group


@pytest.fixture
def small(cast: Cast) -> int:
    return make_small_group(cast)


@pytest.fixture
def period(cast: Cast, small: int) -> int:
    return hold_period(cast)


@pytest.fixture
def group(cast: Cast, period: int) -> int:
    """Id of the cast's own group."""
    mine = evaluation_of(cast, period, "teacher")
    return db.session.execute(select(Evaluation.group_id).where(Evaluation.id == mine)).scalar_one()
