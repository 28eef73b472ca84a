"""The boards of a year of training: the year as a whole, and each of its modules (letter 95, II; letter of 11/2020)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain import clock
from app.domain.organisation.models import Person, Unit
from app.domain.progress.board import SHARE
from app.domain.progress.models import Campaign
from app.domain.progress.queries import Leaves, sight_of
from app.domain.progress.reminders import reminded_today
from app.domain.progress.rules import Sight
from app.domain.progress.summary import Summary
from app.domain.training.board.indicators import FIGURES, MAIN, OF_YEAR, Scope, scope_of_module, scope_of_year
from app.domain.training.board.listing import Listing, list_page
from app.domain.training.board.roll import FURTHEST, LATE, Entry, Wanted, counted, entries, roll, states_of
from app.domain.training.board.summary import summary
from app.domain.training.years.models import RequiredModule, TrainingYear
from app.domain.training.years.queries import boards_of_modules, boards_of_years, concerns, subject_of
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.boards.board import Board, Column, Words
from app.records.boards.wishes import Asked, Here
from app.web import formats
from app.web.labels import label

MOST_YEARS = 2
OF_MODULE = (
    Column("passed", "Đã đạt", narrow=True), Column(SHARE, "Tỷ lệ"), Column("begun", "Đang học"),
    Column("not_started", "Chưa học", narrow=True), Column("waiting", "Chờ xác thực mã"),
)  # fmt: skip
OF_WHOLE_YEAR = (
    Column("passed", "Đã xong", narrow=True), Column(SHARE, "Tỷ lệ"), Column("begun", "Đang học"),
    Column("not_started", "Chưa học", narrow=True), Column("waiting", "Chờ xác thực mã"),
)  # fmt: skip
LATE_COLUMN = Column(LATE, "Sau hạn")
MORE = (
    Column("enrolled", "Mới đăng ký"), Column("in_progress", "Học dở"), Column("completed", "Đã học hết"),
    Column("failed", "Học hết, chưa đạt"),
)  # fmt: skip


@dataclass(frozen=True)
class TrainingBoard:
    """See `Board`; `required` is None for the year as a whole.

    `modules` are those of the year, each with the campaign of its own board.
    """

    campaign: Campaign
    year: TrainingYear
    required: RequiredModule | None
    modules: Sequence[tuple[RequiredModule, int]]
    scope: Scope
    kind = "training"
    main = MAIN
    state_kind = "training_figure"
    chat_kind = "training_chat"
    first_in_school = FURTHEST
    remindable = ("not_started", "begun")

    @property
    def about(self) -> Mapping[str, int]:
        return {"training_id": self.campaign.id}

    @property
    def keeper(self) -> Unit:
        return self.year.unit

    @property
    def deadline(self) -> datetime:
        return self.year.due

    @property
    def words(self) -> Words:
        what = f": {self.required.module.title}" if self.required else ""
        title = f"Tiến độ bồi dưỡng năm {self.year.year}{what}"
        nobody = "Chưa có đơn vị nào có người cần bồi dưỡng khớp với những gì đang lọc."
        return Words(title, title, nobody, "Hạn hoàn thành")

    @property
    def figures(self) -> Sequence[str]:
        return OF_YEAR if self.scope.whole else FIGURES

    @property
    def columns(self) -> Sequence[Column]:
        return OF_MODULE if self.required else OF_WHOLE_YEAR

    @property
    def printed(self) -> Sequence[Column]:
        first, *rest = self.columns
        return (first, LATE_COLUMN, *rest)

    @property
    def sheet(self) -> Sequence[Column]:
        return (*self.printed, *(MORE if self.required else ()))

    def sight(self, viewer: Viewer) -> Sight:
        return sight_of(viewer)

    def states(self) -> Sequence[str]:
        return states_of(self.scope)

    def state_words(self, state: str) -> str:
        return label(state, "training_whole_figure" if not self.required and state in OF_YEAR else self.state_kind)

    def filters(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        return [("Theo bảng tiến độ", [(code, self.state_words(code)) for code in self.states()])]

    def told(self, here: Here, leaves: Leaves) -> Summary:
        return summary(here.viewer, self.campaign, self.scope, here.paths, leaves)

    def people(self, here: Here, asked: Asked, *, sort: str, size: int, number: int) -> Listing:
        return list_page(
            here.viewer, self.campaign.id, self._wanted(here, asked), wide=here.is_wide, sort=sort, size=size,
            number=number,
        )  # fmt: skip

    def how_many(self, here: Here, asked: Asked) -> int:
        return counted(roll(here.viewer, self._wanted(here, asked)))

    def everybody(self, here: Here, asked: Asked) -> Sequence[Entry]:
        wanted = self._wanted(here, asked)
        return entries(wanted, roll(here.viewer, wanted), sort=asked.sort or "unit")

    def headings(self, here: Here) -> list[Heading]:
        modules = [
            Heading(f"{row.module.title} ({label(row.module.audience, 'audience').lower()})", 22)
            for row in self.asked_modules
        ]
        full = [Heading("Năm sinh", 10)] if here.sight is Sight.PEOPLE else []
        return [
            Heading("Họ và tên", 28), *full, Heading("Đơn vị", 40), Heading("Chức vụ", 22),
            Heading("Tổ chuyên môn", 24), *modules, Heading("Đạt lần cuối", 22), Heading("Mã định danh", 22),
        ]  # fmt: skip

    def line(self, here: Here, each: Entry) -> list[Value]:
        full: list[Value] = [each.birth_year] if here.sight is Sight.PEOPLE else []
        return [
            each.name, *full, each.unit_name, label(each.position, "position"), each.group,
            *(self.module_words(each, row.module_id) for row in self.asked_modules), each.last_passed_at,
            "Đã xác thực" if each.verified else "Chưa xác thực",
        ]  # fmt: skip

    @property
    def asked_modules(self) -> list[RequiredModule]:
        """The modules that its lists tell of."""
        return [self.required] if self.required else [row for row, _ in self.modules]

    def module_words(self, each: Entry, module_id: int) -> str | None:
        """How far somebody is in a module, in words; None where it is not theirs to learn."""
        if module_id not in each.learns:
            return None
        reached = each.reached.get(module_id)
        return label(reached.status, "learning_status") if reached else label("not_started", "training_figure")

    def named(self, state: str) -> dict[str, str]:
        what = self.required.module.title if self.required else f"các mô đun năm {self.year.year}"
        return {"deadline": formats.deadline(self.deadline), "year": str(self.year.year), "what": what}

    def to_remind(self, here: Here, state: str) -> tuple[int, int]:
        found = roll(here.viewer, Wanted(here.paths, self.scope, state=state))
        return counted(found), counted(found.where(Person.id.in_(reminded_today(self.campaign.id))))

    def _wanted(self, here: Here, asked: Asked) -> Wanted:
        return Wanted(here.paths, self.scope, asked.leaves, asked.state, asked.search)


def training_board(viewer: Viewer, campaign_id: int, path: str | None) -> TrainingBoard | None:
    """The board of a year or of one of its modules that has opened and holds at the path; None for all others.

    Without a path it is looked at for all that is the viewer's.
    """
    found = subject_of(campaign_id)
    if found is None:
        return None
    campaign, year, required = found
    root = year.unit.path
    if clock.campaign_now() < year.opens or not concerns(viewer, root):
        return None
    if path is not None and not (path.startswith(root) or root.startswith(path)):
        return None
    modules = boards_of_modules(year.id)
    scope = scope_of_module(required) if required else scope_of_year(year, [row for row, _ in modules])
    return TrainingBoard(campaign, year, required, modules, scope)


def training_boards(viewer: Viewer, board: Board) -> list[tuple[str, int]]:
    """The other boards of training: the newest years, and the modules of the year at hand; words and campaign."""
    years = boards_of_years(viewer, clock.campaign_now(), MOST_YEARS)
    found = [(f"Bồi dưỡng năm {year.year}", campaign_id) for year, campaign_id in years]
    if isinstance(board, TrainingBoard):
        found += [
            (f"{label(row.module.audience, 'audience')}, mô đun {row.module.short}", campaign_id)
            for row, campaign_id in board.modules
        ]
    return found
