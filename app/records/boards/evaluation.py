"""The board of one evaluation period (circulars 20/2018 and 14/2018; letters 4529 and 4530 for handing in)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap

from app.domain import clock
from app.domain.evaluation.board.indicators import KIND, OPINIONS, SCHOOLS, figures_of, main_of
from app.domain.evaluation.board.listing import Listing, list_page
from app.domain.evaluation.board.roll import (
    STATES,
    Entry,
    Wanted,
    counted,
    due_of,
    entries,
    remindable,
    roll,
    sight_of,
)
from app.domain.evaluation.board.summary import Summary, summary
from app.domain.evaluation.hand_in.figures import rank_names
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.periods import period_for, periods_for
from app.domain.organisation.models import Unit
from app.domain.progress.board import SHARE
from app.domain.progress.models import Campaign
from app.domain.progress.queries import Leaves, campaign_about
from app.domain.progress.reminders import reminded_today
from app.domain.progress.rules import Sight
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.boards.board import Column, Words
from app.records.boards.wishes import Asked, Here
from app.web import formats
from app.web.labels import choices, label

MOST_PERIODS = 4
HELD_ONLY = frozenset({"assessed", "late", "unassessed", OPINIONS, "unanswered", "assessed_lately"})
"""What a period whose results come from paper knows nothing of."""


@dataclass(frozen=True)
class EvaluationBoard:
    """See `Board`."""

    campaign: Campaign
    period: Period
    kind = KIND
    state_kind = "evaluation_figure"
    chat_kind = "chat"
    first_in_school = "name"

    @property
    def about(self) -> Mapping[str, int]:
        return {"period_id": self.period.id}

    @property
    def keeper(self) -> Unit:
        return self.period.unit

    @property
    def deadline(self) -> datetime:
        return self.period.decision_due

    @property
    def words(self) -> Words:
        title = f"Tiến độ đánh giá năm {self.period.year}"
        nobody = "Chưa có đơn vị nào có người thuộc diện đánh giá khớp với những gì đang lọc."
        return Words(title, title, nobody, "Hạn xếp loại")

    @property
    def main(self) -> str:
        return main_of(self.period)

    @property
    def ranks(self) -> dict[str, str]:
        """The figures of the ranks that the period's standards know, with their names, best first."""
        return {f"rank_{ordinal}": name for ordinal, name in rank_names(self.period).items()}

    @property
    def figures(self) -> Sequence[str]:
        return figures_of(self.period)

    @property
    def columns(self) -> Sequence[Column]:
        ranked, share = Column("ranked", "Đã xếp loại", narrow=True), Column(SHARE, "Tỷ lệ")
        first = (Column("assessed", "Đã tự đánh giá", narrow=True), share, ranked) if self._held else (ranked, share)
        return (
            *first, Column("published", "Đã công bố"),
            Column("handed_in", "Trường đã nộp", narrow=True, of_schools=True),
        )  # fmt: skip

    @property
    def printed(self) -> Sequence[Column]:
        held = (Column("assessed", "Đã tự đánh giá"),) if self._held else ()
        ranked = Column("ranked", "Đã xếp loại")
        return (*held, ranked, *starmap(Column, self.ranks.items()), Column("handed_in", "Trường đã nộp"))

    @property
    def sheet(self) -> Sequence[Column]:
        held = (
            Column("assessed", "Đã tự đánh giá"), Column("late", "Tự đánh giá muộn"),
            Column(SHARE, "Tỷ lệ tự đánh giá (%)"), Column(OPINIONS, "Đã gửi góp ý"),
        )  # fmt: skip
        return (
            *(held if self._held else ()), Column("ranked", "Đã xếp loại"), Column("published", "Đã công bố"),
            *starmap(Column, self.ranks.items()),
            *(Column(code, label(code, self.state_kind), of_schools=True) for code in SCHOOLS),
        )  # fmt: skip

    @property
    def remindable(self) -> Sequence[str]:
        return remindable(self.period, clock.campaign_now())

    def sight(self, viewer: Viewer) -> Sight:
        return sight_of(viewer)

    def states(self) -> Sequence[str]:
        states = (*STATES, *self.ranks)
        return states if self._held else [state for state in states if state not in HELD_ONLY]

    def state_words(self, state: str) -> str:
        return self.ranks.get(state) or label(state, self.state_kind)

    def filters(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        known = set(self.states())
        words = [(code, text) for code, text in choices(self.state_kind) if code in known]
        return [("Theo bảng tiến độ", [*words, *self.ranks.items()])]

    def told(self, here: Here, leaves: Leaves) -> Summary:
        return summary(here.viewer, self.campaign, self.period, here.paths, leaves)

    def people(self, here: Here, asked: Asked, *, sort: str, size: int, number: int) -> Listing:
        return list_page(
            here.viewer, self.campaign.id, self._wanted(here, asked), wide=here.is_wide, sort=sort, size=size,
            number=number,
        )  # fmt: skip

    def how_many(self, here: Here, asked: Asked) -> int:
        return counted(roll(here.viewer, self._wanted(here, asked)))

    def everybody(self, here: Here, asked: Asked) -> Sequence[Entry]:
        wanted = self._wanted(here, asked)
        return entries(here.viewer, wanted, roll(here.viewer, wanted), sort=asked.sort or "unit")

    def headings(self, here: Here) -> list[Heading]:
        return [
            Heading("Họ và tên", 28), Heading("Năm sinh", 10), Heading("Đơn vị", 40), Heading("Chức vụ", 22),
            Heading("Tổ chuyên môn", 24), Heading("Tự đánh giá lúc", 22), Heading("Tình trạng", 26),
            Heading("Xếp loại", 14),
        ]  # fmt: skip

    def line(self, here: Here, each: Entry) -> list[Value]:
        return [
            each.name, each.birth_year, each.unit_name, label(each.position, "position"), each.group, each.sent_at,
            label(each.state, "office_state" if each.rank is not None else "evaluation_state"), self.rank_name(each),
        ]  # fmt: skip

    def named(self, state: str) -> dict[str, str]:
        due = formats.deadline_to_keep(due_of(self.period, state), clock.campaign_now())
        return {"deadline": due, "year": str(self.period.year)}

    def rank_name(self, each: Entry) -> str | None:
        """The rank in words; None while there is none, or it is not known to whom it is about."""
        return standard_of(each.standard_id).level(each.rank).name if each.rank is not None else None

    def to_remind(self, here: Here, state: str) -> tuple[int, int]:
        found = roll(here.viewer, Wanted(here.paths, self.period, state=state))
        today = found.where(Evaluation.person_id.in_(reminded_today(self.campaign.id)))
        return counted(found), counted(today)

    @property
    def _held(self) -> bool:
        return self.period.kind == "held"

    def _wanted(self, here: Here, asked: Asked) -> Wanted:
        return Wanted(here.paths, self.period, asked.leaves, asked.state, asked.search)


def boards_for(viewer: Viewer) -> list[Period]:
    """The periods whose board the viewer has, the newest first."""
    if sight_of(viewer) is Sight.NOTHING:
        return []
    return [period for period in periods_for(viewer) if period.opens <= clock.campaign_now()][:MOST_PERIODS]


def evaluation_board(viewer: Viewer, period_id: int, path: str) -> EvaluationBoard | None:
    """The board of a period that has opened, concerns the viewer's unit and holds at the path; None for others."""
    period = period_for(viewer, period_id)
    campaign = campaign_about(KIND, period_id) if period else None
    if period is None or campaign is None or clock.campaign_now() < period.opens:
        return None
    below, above = path.startswith(period.unit.path), period.unit.path.startswith(path)
    return EvaluationBoard(campaign, period) if below or above else None
