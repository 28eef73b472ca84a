"""Whose board is looked at?  A unit within the viewer's sight, or all that is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import abort, url_for

from app.domain.organisation.access import unit_paths
from app.domain.organisation.models import Unit
from app.domain.organisation.queries import ancestors_of
from app.domain.organisation.rules import UnitKind
from app.domain.progress.models import Campaign
from app.domain.progress.queries import BOARD_KINDS, board_unit
from app.domain.progress.rules import Sight
from app.domain.viewer import Viewer
from app.records.boards.board import Board
from app.records.boards.evaluation import evaluation_board
from app.records.boards.sector_id import sector_id_board
from app.records.boards.training import training_board


@dataclass(frozen=True)
class Place:
    """Where the reader stands: `unit` is None for all provinces of the ministry, a university or a provider."""

    viewer: Viewer
    board: Board
    sight: Sight
    unit: Unit | None
    paths: tuple[str, ...]

    @property
    def campaign(self) -> Campaign:
        return self.board.campaign

    @property
    def deadline(self) -> datetime:
        return self.board.deadline

    @property
    def is_wide(self) -> bool:
        """Are whole provinces looked at?  Their lists are found by the stored figures."""
        return self.unit is None or self.unit.kind == UnitKind.PROVINCE

    @property
    def is_school(self) -> bool:
        return self.unit is not None and self.unit.kind == UnitKind.SCHOOL

    @property
    def lists_people(self) -> bool:
        return self.sight in {Sight.PEOPLE, Sight.STATES}

    @property
    def name(self) -> str:
        return self.unit.name if self.unit else "Các tỉnh"

    @property
    def url(self) -> str:
        """Address of this board; those of its lists, exports and acts begin with it."""
        return self.address(self.unit.id if self.unit else None)

    def address(self, unit_id: int | None) -> str:
        """Address of another unit's board about the same."""
        return address_of(unit_id, self.board.about)

    def trail(self) -> list[tuple[str, str | None]]:
        """The organisation path for the breadcrumb, from the viewer's own top."""
        if self.unit is None:
            return []
        if self.unit.id == self.viewer.unit_id:
            return [(self.unit.name, None)]  # nothing above it is the viewer's
        units = [unit for unit in ancestors_of(self.viewer, self.unit) if unit.kind in BOARD_KINDS]
        links = [(unit.name, self.address(unit.id)) for unit in units]
        top = [] if self.viewer.unit_kind in BOARD_KINDS else [("Các tỉnh", self.address(None))]
        return [*top, *links[:-1], (self.unit.name, None)]


def place(viewer: Viewer, unit_id: int | None, period_id: int | None = None, training_id: int | None = None) -> Place:
    """Where the reader may stand on the board of an evaluation period, of a year of training or one of its modules (by
    its campaign), without either of the sector-ID campaign.

    403 for who has no such board, 404 for what lies outside their sight.
    """
    if unit_id is None and viewer.unit_kind in BOARD_KINDS:
        unit_id = viewer.unit_id
    unit = board_unit(viewer, unit_id) if unit_id is not None else None
    path = unit.path if unit else viewer.unit_path
    board = _training_at(viewer, training_id, unit) if training_id is not None else _board_of(viewer, period_id, path)
    seen = board.sight(viewer)
    if seen is Sight.NOTHING:
        abort(403)
    if unit_id is not None and (unit is None or seen is Sight.COUNTS):
        abort(404)
    return Place(viewer, board, seen, unit, (unit.path,) if unit else unit_paths(viewer))


def address_of(unit_id: int | None, about: Mapping[str, int]) -> str:
    """Where the board about something (`Board.about`) stands for a unit."""
    if unit_id is None:
        return url_for("records.show_boards", **about)
    return url_for("records.show_board", unit_id=unit_id, **about)


def _training_at(viewer: Viewer, training_id: int, unit: Unit | None) -> Board:
    return training_board(viewer, training_id, unit.path if unit else None) or abort(404)


def _board_of(viewer: Viewer, period_id: int | None, path: str) -> Board:
    if period_id is not None:
        return evaluation_board(viewer, period_id, path) or abort(404)
    return sector_id_board(path)
