"""Whose needs are looked at, and what stands in the table?  Page, spreadsheet and paper are made of these rows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import abort, request, url_for

from app.domain.organisation.models import Unit
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.catalogue.rules import Audience, Way
from app.domain.training.needs import queries
from app.domain.training.needs.models import NeedsRound
from app.domain.training.needs.queries import Counted
from app.domain.training.needs.rules import AREAS, Kind, Season, Slice, Tally
from app.domain.viewer import Viewer
from app.web.identity import viewer
from app.web.labels import label

LEVELS = ("TH", "THCS", "THPT")
HOW = (
    "Tự đăng ký: người đã nộp phiếu chọn mô đun. Đánh giá đề xuất: có tiêu chí dưới mức Khá trong kết quả đã công bố"
    " (chưa có thì bản tự đánh giá đã gửi) gắn với mô đun; cách gắn là đề xuất của TEMIS. Hai số không cộng vào nhau."
)


@dataclass(frozen=True)
class Row:
    """One line of the table: how many have declared it of those who handed in, how many are proposed it of whom."""

    module: TrainingModule
    declared: int
    handed_in: int
    proposed: int
    known: int


@dataclass(frozen=True)
class Place:
    """Whose needs are looked at, and which part of the people."""

    viewer: Viewer
    round: NeedsRound
    unit: Unit
    part: Slice

    @cached_property
    def counted(self) -> Counted:
        """The figures of the unit and of what they are; a list of people needs none of them."""
        return queries.counted_at(self.viewer, self.round, self.unit.path) or abort(404)

    @property
    def tally(self) -> Tally:
        """The figures alone."""
        return self.counted.tally

    @property
    def opens_lists(self) -> bool:
        """Do the numbers open lists of people?"""
        return queries.lists_people(self.viewer)

    @property
    def years(self) -> str:
        """The school year."""
        return f"{self.round.year - 1}–{self.round.year}"

    @property
    def part_words(self) -> str:
        """Which part of the people is looked at, in words; empty for everybody."""
        whom = label(self.part.audience, "audience") if self.part.audience else ""
        return ", ".join(filter(None, (whom, label(self.part.level, "level") if self.part.level else "")))

    @property
    def title(self) -> str:
        """What a copy of the table is called."""
        part = f" ({self.part_words})" if self.part_words else ""
        return f"Nhu cầu bồi dưỡng năm học {self.years}: {self.unit.name}{part}"

    @property
    def done(self) -> int:
        """How many have handed in."""
        return self.tally.number(Kind.DONE, "", self.part)

    @property
    def known(self) -> int:
        """Of how many there are levels that may propose."""
        return self.tally.number(Kind.KNOWN, "", self.part)

    @property
    def final(self) -> int:
        """Of how many of these by a published result."""
        return self.tally.number(Kind.FINAL, "", self.part)

    def address(self, endpoint: str = "show_unit_needs", *, unit_id: int | None = None, **more: Any) -> str:
        """A page of the same unit, and of the same part unless another is named."""
        asked = {"audience": self.part.audience, "level": self.part.level} | more
        query = urlencode([(name, value) for name, value in asked.items() if value is not None])
        path = self._path(endpoint, unit_id or self.unit.id)
        return f"{path}?{query}" if query else path

    def _path(self, endpoint: str, unit_id: int) -> str:
        """Without its query: a table links to two pages of fifty units, and looking one up costs the most."""
        if endpoint not in self._paths:
            self._paths[endpoint] = url_for(f"records.{endpoint}", round_id=self.round.id, unit_id=0).split("/units/0")
        before, after = self._paths[endpoint]
        return f"{before}/units/{unit_id}{after}"

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        return {}

    def rows(self) -> list[Row]:
        """The table, by audience and number."""
        found = []
        for module in all_modules():
            whom = Audience(module.audience)
            if self.part.audience in (None, whom):
                part = Slice(whom, self.part.level)
                found.append(
                    Row(
                        module, self.tally.number(Kind.MODULE, module.id, self.part),
                        self.tally.number(Kind.DONE, "", part), self.tally.number(Kind.WEAK, module.id, self.part),
                        self.tally.number(Kind.KNOWN, "", part),
                    )
                )  # fmt: skip
        return found

    def choices(self) -> list[tuple[Kind, str, list[tuple[str, str, int]]]]:
        """The other questions: kind, heading, and for each answer its key, words and number."""
        asked = (
            (Kind.AREA, "Lĩnh vực khác", AREAS, "needs_area"),
            (Kind.WAY, "Hình thức mong muốn", tuple(Way), "training_way"),
            (Kind.SEASON, "Thời gian thuận tiện", tuple(Season), "needs_season"),
        )
        return [
            (kind, heading, [(str(k), label(k, words), self.tally.number(kind, k, self.part)) for k in keys])
            for kind, heading, keys, words in asked
        ]


def place(round_id: int, unit_id: int | None = None) -> Place:
    """Where the reader stands; 404 outside their sight."""
    who = viewer()
    round_ = queries.round_for(who, round_id) if queries.reads(who) else None
    unit = queries.unit_in(who, round_, unit_id or queries.first_unit(who, round_)) if round_ else None
    if round_ is None or unit is None:
        abort(404)
    whom, level = request.args.get("audience", ""), request.args.get("level", "")
    part = Slice(Audience(whom) if whom in set(Audience) else None, level if level in LEVELS else None)
    return Place(who, round_, unit, part)
