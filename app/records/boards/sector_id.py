"""The board of the sector-ID campaign (letter 95/CV-ETEP)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import abort

from app.domain import clock
from app.domain.identity.indicators import CAMPAIGN, FIGURES, MAIN
from app.domain.identity.listing import Listing, list_page
from app.domain.identity.roll import Entry, Wanted, counted, entries, known_states, roll
from app.domain.identity.summary import summary
from app.domain.organisation.models import Person
from app.domain.progress.board import SHARE
from app.domain.progress.models import Campaign
from app.domain.progress.queries import Leaves, plan_at, sight_of
from app.domain.progress.reminders import reminded_today
from app.domain.progress.rules import Sight
from app.domain.progress.summary import Summary
from app.domain.viewer import Viewer
from app.domain.work.queries import job_of
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.boards.board import Column, Words
from app.records.boards.wishes import Asked, Here
from app.web import formats
from app.web.labels import choices, label

SHOWN = (
    Column("declared", "Đã khai báo", narrow=True), Column(SHARE, "Tỷ lệ"), Column("verified", "Đã xác thực"),
    Column("mismatch", "Chưa khớp", narrow=True), Column("not_started", "Chưa khai báo", narrow=True),
)  # fmt: skip
PRINTED = (
    Column("declared", "Đã khai báo"), Column("late", "Sau hạn"), Column(SHARE, "Tỷ lệ"),
    Column("verified", "Đã xác thực"), Column("mismatch", "Chưa khớp"), Column("not_started", "Chưa khai báo"),
)  # fmt: skip
SHEET = (
    Column("declared", "Đã khai báo"), Column("late", "Khai báo sau hạn"),
    Column(SHARE, "Tỷ lệ khai báo (%)"), Column("verified", "Đã xác thực"),
    Column("mismatch", "Chưa khớp"), Column("pending", "Đang đối chiếu"), Column("unsaved", "Chưa lưu"),
    Column("not_started", "Chưa khai báo"),
)  # fmt: skip


@dataclass(frozen=True)
class SectorIdBoard:
    """See `Board`."""

    campaign: Campaign
    deadline: datetime
    kind = "sector_id"
    keeper = None
    about: ClassVar[Mapping[str, int]] = {}
    words = Words(
        "Tiến độ mã định danh", "Tiến độ cập nhật mã định danh",
        "Chưa có đơn vị nào có người cần khai báo khớp với những gì đang lọc.", "Hạn",
    )  # fmt: skip
    main = MAIN
    chat_kind = "chat"
    first_in_school = "name"
    figures = tuple(FIGURES)
    columns = SHOWN
    printed = PRINTED
    sheet = SHEET
    state_kind = "figure"
    remindable = ("not_started", "unsaved", "mismatch")  # what somebody can still do themselves, in the board's order

    def sight(self, viewer: Viewer) -> Sight:
        return sight_of(viewer)

    def states(self) -> Sequence[str]:
        return known_states()

    def state_words(self, state: str) -> str:
        return label(state[3:], "standing") if state.startswith("is-") else label(state, self.state_kind)

    def filters(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        standings = [(f"is-{code}", words) for code, words in choices("standing")]
        return [("Theo bảng tiến độ", choices(self.state_kind)[1:]), ("Chi tiết", standings)]

    def told(self, here: Here, leaves: Leaves) -> Summary:
        return summary(here.viewer, self.campaign, self.deadline, here.paths, leaves)

    def people(self, here: Here, asked: Asked, *, sort: str, size: int, number: int) -> Listing:
        return list_page(
            here.viewer, self.campaign.id, self._wanted(here, asked), wide=here.is_wide, sort=sort, size=size,
            number=number,
        )  # fmt: skip

    def how_many(self, here: Here, asked: Asked) -> int:
        return counted(roll(here.viewer, self._wanted(here, asked)))

    def everybody(self, here: Here, asked: Asked) -> Sequence[Entry]:
        return entries(here.viewer, roll(here.viewer, self._wanted(here, asked)), sort=asked.sort or "unit")

    def headings(self, here: Here) -> list[Heading]:
        headings = [Heading("Họ và tên", 28), Heading("Đơn vị", 40), Heading("Chức vụ", 22), Heading("Tình trạng", 30)]
        headings += [Heading("Khai báo lúc", 22)]
        full = [Heading("Ngày sinh", 12), Heading("Mã định danh", 16, is_id=True)]
        return headings + full if here.sight is Sight.PEOPLE else headings

    def line(self, here: Here, each: Entry) -> list[Value]:
        stands = label(each.standing, "standing")
        line: list[Value] = [each.name, each.unit_name, label(each.position, "position"), stands, each.declared_at]
        return [*line, each.birth_date, each.sector_id] if here.sight is Sight.PEOPLE else line

    def named(self, state: str) -> dict[str, str]:
        return {"deadline": formats.deadline(self.deadline)}

    def to_remind(self, here: Here, state: str) -> tuple[int, int]:
        found = roll(here.viewer, Wanted(here.paths, self.deadline, state=state))
        return counted(found), counted(found.where(Person.id.in_(reminded_today(self.campaign.id))))

    def _wanted(self, here: Here, asked: Asked) -> Wanted:
        checked = _run_of(here.viewer, int(asked.run)) if asked.run else None
        outcome = asked.outcome if checked else ""
        return Wanted(
            here.paths, self.deadline, asked.leaves, asked.state, asked.search, outcome=outcome, checked=checked
        )


def sector_id_board(path: str) -> SectorIdBoard:
    """The campaign with the deadline that holds at a path."""
    return SectorIdBoard(*plan_at(CAMPAIGN, path))


def _run_of(viewer: Viewer, job_id: int) -> tuple[datetime, datetime]:
    """From when to when one's own bulk verification ran."""
    job = job_of(viewer, job_id) or abort(404)
    return job.created_at, job.finished_at or clock.now()
