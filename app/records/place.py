"""Whose board is looked at?  A unit within the viewer's sight, or all that is theirs."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, url_for

from app.domain import clock
from app.domain.identity.indicators import CAMPAIGN
from app.domain.identity.roll import Wanted
from app.domain.organisation.access import unit_paths
from app.domain.organisation.models import Unit
from app.domain.organisation.queries import ancestors_of
from app.domain.organisation.rules import UnitKind
from app.domain.progress.models import Campaign
from app.domain.progress.queries import BOARD_KINDS, board_unit, plan_at, sight_of
from app.domain.progress.rules import Sight
from app.domain.viewer import Viewer
from app.domain.work.queries import job_of
from app.records.asked import Asked


@dataclass(frozen=True)
class Place:
    """Where the reader stands: `unit` is None for all provinces of the ministry, a university or a provider."""

    viewer: Viewer
    sight: Sight
    unit: Unit | None
    paths: tuple[str, ...]
    campaign: Campaign
    deadline: datetime

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
        return url_for("records.show_board", unit_id=self.unit.id) if self.unit else url_for("records.show_boards")

    def wanted(self, asked: Asked) -> Wanted:
        """The people that the reader asks for here."""
        checked = self._run_of(int(asked.run)) if asked.run else None
        outcome = asked.outcome if checked else ""
        return Wanted(
            self.paths, self.deadline, asked.leaves, asked.state, asked.search, outcome=outcome, checked=checked
        )

    def _run_of(self, job_id: int) -> tuple[datetime, datetime]:
        """From when to when one's own bulk verification ran."""
        job = job_of(self.viewer, job_id) or abort(404)
        return job.created_at, job.finished_at or clock.now()

    def trail(self) -> list[tuple[str, str | None]]:
        """The organisation path for the breadcrumb, from the viewer's own top."""
        if self.unit is None:
            return []
        units = [unit for unit in ancestors_of(self.viewer, self.unit) if unit.kind in BOARD_KINDS]
        links = [(unit.name, url_for("records.show_board", unit_id=unit.id)) for unit in units]
        top = [] if self.viewer.unit_kind in BOARD_KINDS else [("Các tỉnh", url_for("records.show_boards"))]
        return [*top, *links[:-1], (self.unit.name, None)]


def place(viewer: Viewer, unit_id: int | None) -> Place:
    """Where the reader may stand, or 403 for who has no board and 404 for what lies outside their sight."""
    seen = sight_of(viewer)
    if seen is Sight.NOTHING:
        abort(403)
    if unit_id is None and viewer.unit_kind in BOARD_KINDS:
        unit_id = viewer.unit_id
    if unit_id is None:
        campaign, deadline = plan_at(CAMPAIGN, viewer.unit_path)
        return Place(viewer, seen, None, unit_paths(viewer), campaign, deadline)
    if seen is Sight.COUNTS:
        abort(404)
    unit = board_unit(viewer, unit_id) or abort(404)
    campaign, deadline = plan_at(CAMPAIGN, unit.path)
    return Place(viewer, seen, unit, (unit.path,), campaign, deadline)
