"""What is on a colleague's own sheet of opinions (4530 BM02)?

It is its author's alone and confidential (ANON-10): it gets no code, and nothing of it is kept.
"""

from dataclasses import dataclass
from datetime import datetime

from app.db import db
from app.domain.evaluation.models import Period
from app.domain.evaluation.papers.places import place_of
from app.domain.evaluation.papers.rules import Place
from app.domain.evaluation.papers.units import Ground, members_of, name_of_group
from app.domain.evaluation.peers.queries import own_sheet
from app.domain.evaluation.queries import own_evaluations
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class ColleagueSheet:
    """4530 BM02: one colleague's levels for each member of the group; blank ones to be filled in by hand.

    `sent_at` is None until everything on it was sent.
    """

    place: Place
    group: str
    year: int
    standard_id: int
    author: str
    colleagues: tuple[tuple[str, Form], ...]
    sent_at: datetime | None = None


def own_colleague_sheet(viewer: Viewer, period_id: int) -> ColleagueSheet | None:
    """What the viewer says about colleagues in a period, for the viewer's own eyes; None when nobody asks them."""
    said = own_sheet(viewer, period_id)
    mine = next((one for one in own_evaluations(viewer) if one.period_id == period_id), None)
    if said is None or mine is None:
        return None
    standard_id = db.session.get_one(Period, period_id).teacher_standard_id
    colleagues = tuple((one.full_name, one.form) for one in said.colleagues)
    return ColleagueSheet(
        place_of(mine.unit), said.group or "", said.year, standard_id, viewer.name, colleagues, said.sent_at
    )


def blank_group_sheet(ground: Ground, group_id: int) -> ColleagueSheet | None:
    """The sheet of one group with its members' names and nothing else; None where nobody is asked about the group."""
    members = members_of(ground, group_id) if ground.asks_colleagues else []
    if not members:
        return None
    standard_id = ground.period.teacher_standard_id
    blank = standard_of(standard_id).blank
    return ColleagueSheet(
        place_of(ground.unit), name_of_group(group_id), ground.period.year, standard_id, "",
        tuple((person.full_name, blank) for _, person in members),
    )  # fmt: skip
