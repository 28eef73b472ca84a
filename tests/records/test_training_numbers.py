"""Every number that a training board shows is the length of the list behind it (promise 6), at every level.

Read as a reader does: from page to page by the links, through people of every state whom chance has mixed.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from urllib.parse import urljoin

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Leave, Unit
from app.domain.organisation.rules import Position
from app.domain.progress.actions import rebuild
from app.domain.progress.models import Campaign
from app.domain.training.catalogue.rules import Audience, Way
from app.domain.training.records.actions import put
from app.domain.training.records.rules import Status
from app.domain.training.years.actions import add_learner, let_off, open_year
from app.domain.training.years.rules import MODULE, YEAR, Wish, YearPlan
from app.domain.viewer import SYSTEM
from tests.factories import make_appointment, make_person
from tests.pages import Element, text_of, tree
from tests.training import make_modules, report, verify

SCHOOLS = ("school", "other_school", "upper_school", "far_school")
IN_TIME, LATE = datetime(2022, 4, 1, tzinfo=UTC), datetime(2022, 4, 14, tzinfo=UTC)
DUE = clock.start_of(date(2022, 4, 10))
COUNTED = re.compile(r"([\d.]+) người\.")


@pytest.fixture
def boards(cast) -> list[str]:
    """Addresses of the boards of a year and its modules, with people of every kind at each school."""
    modules, chance = make_modules(), Random(20220418)
    wishes = tuple(Wish(each, Way.ONLINE) for each in modules.values())
    plan = YearPlan(2022, clock.start_of(date(2022, 1, 1)), DUE, wishes)
    year, _ = open_year(cast.province_officer.viewer, plan)
    assert year is not None
    people = []
    for number in range(28):
        person = make_person(f"Người {number}", listed_sector_id=f"011019{number:05}")
        unit = db.session.get_one(Unit, cast.units[SCHOOLS[number % 4]])
        position = chance.choice([Position.TEACHER, Position.TEACHER, Position.GROUP_HEAD, Position.VICE_PRINCIPAL])
        make_appointment(person, unit, position)
        people.append(person.id)
    said = [
        report(
            f"{person}-{code}-{turn}", sector_id=f"011019{number:05}", module=code, status=chance.choice([*Status]),
            score=Decimal(chance.choice([3, 8])), completed_at=chance.choice([IN_TIME, LATE]),
        )
        for number, person in enumerate(people) for code in modules for turn in range(2) if chance.random() < 0.5
    ]  # fmt: skip
    put(SYSTEM, cast.units["viettel"], said, modules)
    verify(*(person for person in people if chance.random() < 0.7))
    home = [person for number, person in enumerate(people) if number % 4 != 3]
    let_off(cast.province_officer.viewer, year, home[0], "Nghỉ hưu trong năm")
    add_learner(cast.province_officer.viewer, year, home[1], Audience.MANAGER, "Sắp bổ nhiệm")
    with writing():
        db.session.add(Leave(person_id=home[2], kind="maternity", starts=date(2022, 3, 1)))
    rebuild()
    db.session.rollback()
    found = select(Campaign.id).where(Campaign.kind.in_([YEAR, MODULE])).order_by(Campaign.id)
    return [f"/records/training-progress/{campaign}" for campaign in db.session.scalars(found)]


def numbers(page) -> Iterator[tuple[str, int]]:
    """Each list that a board opens, with the number that stands on the link."""
    for link in tree(page).iter("a"):
        address = link.get("href") or ""
        if "/people?state=" in address and (shown := number_on(link)) is not None:
            yield address, shown


def number_on(link: Element) -> int | None:
    big = link.find("span[@class='big']")
    said = big.text if big is not None else (link.text or "").rpartition(":")[2]
    digits = (said or "").strip().replace(".", "")
    return int(digits) if digits.isdigit() else None


def boards_below(page, board: str) -> set[str]:
    """The boards of single units that this one opens."""
    found = {link.get("href") or "" for link in tree(page).findall(".//table//a")}
    return {each for each in found if re.fullmatch(rf"{board}/\d+", each)}


def lines_of(client, address: str) -> tuple[int, int]:
    """How many people a list says it has, and how many it shows on all its pages."""
    page, shown = client.get(address), 0
    said = COUNTED.search(page.get_data(as_text=True))
    assert said is not None, address
    while True:
        shown += len(tree(page).findall(".//table//tbody/tr"))
        further = tree(page).find(".//a[@rel='next']")
        if further is None:
            return int(said[1].replace(".", "")), shown
        address = urljoin(address, further.get("href"))
        page = client.get(address)


def check_numbers(client, address: str) -> int:
    """How many numbers of a board were compared with their lists."""
    found = list(numbers(client.get(address)))
    for opened, number in found:
        assert lines_of(client, opened) == (number, number), (address, opened)
    return len(found)


def test_promise_6_every_number_is_the_length_of_its_list_from_the_province_down_to_each_school(clients, boards):
    client = clients.province_officer
    for board in boards:
        waiting, seen = [board], set()
        while waiting:
            at = waiting.pop()
            seen.add(at)
            assert check_numbers(client, at) > 2, at
            waiting += boards_below(client.get(at), board) - seen - set(waiting)
        assert len(seen) == 5, board  # the province, its office, their three schools


@pytest.mark.parametrize("who", ["district_officer", "principal", "lecturer"])
def test_promise_6_every_number_is_the_length_of_its_list_for_whoever_reads_it(clients, boards, who):
    assert all(check_numbers(clients[who], board) > 2 for board in boards)


@pytest.mark.parametrize("who", ("province_officer", "district_officer"))
def test_what_stands_on_a_board_is_the_sum_of_what_stands_beneath_it(clients, boards, who):
    def rows(address: str) -> tuple[int, int]:
        """The total of a board and the sum of its lines' totals."""
        page = client.get(address)
        tile = next(link for link in tree(page).iter("a") if link.find("span[@class='big']") is not None)
        cells = [line.find("td") for line in tree(page).findall(".//table/tbody/tr")]
        return number_on(tile) or 0, sum(int(text_of(cell).strip().replace(".", "")) for cell in cells)

    client = clients[who]
    for board in boards:
        whole, parts = rows(board)
        assert whole == parts > 0


def test_those_who_passed_begun_and_not_started_are_all_and_each_is_one(clients, boards):
    for board in boards:
        for who in ("province_officer", "principal"):
            counts = {state: lines_of(clients[who], f"{board}/people?state={state}")[0] for state in
                      ("", "passed", "begun", "not_started")}  # fmt: skip
            everybody = counts.pop("")
            assert sum(counts.values()) == everybody > 0, (board, who, counts)
