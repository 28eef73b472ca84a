"""A later standard with a fifth level needs no code: its rank is counted, listed and exported like the others."""

import copy
from io import BytesIO

import openpyxl
import pytest

from app.db import db
from app.domain.evaluation import deciding
from app.domain.evaluation.hand_in.figures import numbers_of, rank_names
from app.domain.evaluation.models import Period
from app.domain.progress.actions import rebuild
from app.domain.standards.actions import import_standard
from app.domain.standards.queries import stored
from app.domain.viewer import SYSTEM
from app.integrations.standard_files import bundled, read_file
from tests.evaluations import assess, evaluation_of, hold_period

BEST = "4" * 15


def text(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def rows(answer) -> list[tuple]:
    return list(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))


def with_a_fifth_level() -> int:
    """Circular 20/2018 with "Xuất sắc" above its four levels; the id."""
    documents = [read_file(path.read_bytes()) for path in bundled()]
    document = copy.deepcopy(next(each for each in documents if each["code"] == "TT20_2018"))
    document["code"] = "MOI_2022"
    document["levels"].append({"code": "XS", "name": "Xuất sắc"})
    for part in document["parts"]:
        for criterion in part["criteria"]:
            criterion["levels"]["XS"] = "Hơn hẳn mức tốt."
    document["ranking"]["clauses"].insert(0, {"rank": "XS", "clause": "điểm mới", "all_at_least": "XS"})
    import_standard(SYSTEM, document)
    return stored("MOI_2022").id


@pytest.fixture
def period(cast):
    """The teacher has the fifth rank, the peer the fourth, both know it."""
    period_id = hold_period(cast, teacher_standard_id=with_a_fifth_level())
    for key, level in (("teacher", 4), ("peer", 3)):
        mine = evaluation_of(cast, period_id, key)
        assess(cast, mine, key, str(level) * 15)
        version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), level), {}, 0)
        deciding.decide(cast.principal.viewer, mine, level, "", version)
        deciding.publish(cast.principal.viewer, [mine])
    rebuild()
    return period_id


@pytest.mark.both_databases
def test_the_figures_of_a_school_have_five_ranks(cast, period):
    held = db.session.get_one(Period, period)
    assert list(rank_names(held).items())[:2] == [(4, "Xuất sắc"), (3, "Tốt")]
    numbers = numbers_of(held, [cast.units["school"]])[cast.units["school"]]
    assert numbers.ranks == [(4, 1), (3, 1), (2, 0), (1, 0), (0, 0)]
    assert numbers.sent["rank_4"] == 1 and numbers.sent["due"] == numbers["due"]


def test_hand_in_pages_board_and_lists_name_the_fifth(clients, cast, period):
    page = text(clients.principal.get(f"/principal/evaluations/hand-in?period={period}"))
    assert "Xuất sắc" in page and "figure=rank_4" in page
    behind = text(clients.principal.get(f"/principal/evaluations/hand-in/people?period={period}&figure=rank_4"))
    assert "Xếp loại Xuất sắc" in behind and cast.teacher.name in behind and cast.peer.name not in behind
    units = text(clients.district_head.get(f"/district/evaluations/hand-ins?period={period}"))
    assert ">Xuất sắc</th>" in units
    board = text(clients.principal.get(f"/records/evaluation-progress/{period}"))
    assert ">Xuất sắc: 1<" in board and "Tốt: 1" in board
    people = text(clients.principal.get(f"/records/evaluation-progress/{period}/people?state=rank_4"))
    assert cast.teacher.name in people and cast.peer.name not in people and "Xuất sắc" in people


def test_spreadsheets_have_the_fifth(clients, cast, period):
    units = rows(clients.district_head.get(f"/records/lists/{period}/hand-ins.xlsx"))
    assert any("Xuất sắc" in row for row in units)
    board = rows(clients.province_officer.get(f"/records/evaluation-progress/{period}/board.xlsx"))
    assert any("Xuất sắc" in row for row in board)
