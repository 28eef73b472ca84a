"""What do people say they need to learn?  A province's window is open, and half of its people have answered."""

from datetime import date
from random import Random

from sqlalchemy import select

from app.commands.demo.life import somebody, viewer_in
from app.db import db
from app.domain import clock
from app.domain.accounts.models import Account
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.catalogue.rules import Way
from app.domain.training.needs import telling
from app.domain.training.needs.actions import hand_in, open_round, save_draft
from app.domain.training.needs.models import NeedsRound
from app.domain.training.needs.people import asked_on
from app.domain.training.needs.queries import asked_as
from app.domain.training.needs.rules import AREAS, Answer, Season, Window
from app.domain.viewer import Viewer

OPENED, CLOSES = date(2022, 4, 4), date(2022, 5, 16)
HANDED_IN, BEGUN = 0.44, 0.5  # shares of those asked: some only have a draft
MOST = 3  # modules that somebody asks for here
MATERIAL = ("Nên có bản in gọn để đọc khi mạng yếu.", "Video dài, nên chia thành đoạn 10 phút.")
REMARKS = ("Mong lớp tập trung xếp vào thứ Bảy.", "Mong có lớp gần trường.", "Nên có người hướng dẫn trả lời thắc mắc.")


def declare_needs(province: str, random: Random) -> None:
    """Open the province's window for the next school year, and let half of its people say what they need."""
    window = Window(2023, clock.start_of(OPENED), clock.start_of(CLOSES))
    round_id, _ = open_round(somebody(province, Position.PROVINCE_OFFICER), window)
    assert round_id is not None
    telling.note_told(round_id, window.closes)
    modules: dict[str, list[int]] = {}
    for module in all_modules():
        modules.setdefault(module.audience, []).append(module.id)
    for who in _asked(round_id):
        place = random.random()
        if place >= BEGUN:
            continue
        answer = _answer(modules[str(asked_as(who))], random)
        (hand_in if place < HANDED_IN else save_draft)(who, round_id, answer, 0)


def _asked(round_id: int) -> list[Viewer]:
    """Everybody of the province but the newcomer's cast, who fill in their own."""
    path = db.session.get_one(NeedsRound, round_id).unit.path
    rows = db.session.execute(
        select(Person, Appointment, Unit)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(beneath(Unit.path, [path]), asked_on(clock.today()), Account.id.is_(None))
        .order_by(Person.id)
    ).all()
    found = [viewer_in(*row) for row in rows]
    db.session.rollback()
    return found


def _answer(modules: list[int], random: Random) -> Answer:
    """Later modules are asked for more often; one in twelve writes something."""
    many = random.randint(1, MOST)
    wanted = {modules[min(len(modules) - 1, int(len(modules) * random.random() ** 0.6))] for _ in range(many)}
    areas = [str(each) for each in AREAS if random.random() < 0.15]
    way = random.choice((Way.ONLINE, Way.BLENDED, Way.BLENDED, Way.CLASSROOM))
    season = random.choice((Season.SUMMER, Season.SUMMER, Season.WEEKENDS, Season.FIRST_TERM))
    writes = random.random() < 1 / 12
    return Answer(
        tuple(sorted(wanted)), tuple(areas), way, season, random.choice(MATERIAL) if writes else "",
        random.choice(REMARKS) if writes else "",
    )  # fmt: skip
