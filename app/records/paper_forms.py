"""What is chosen when many sheets are printed at once?"""

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from app.domain.evaluation.papers.batches import most_sheets, ranges_in
from app.domain.evaluation.papers.units import Ground
from app.domain.organisation.rules import UnitKind
from app.web import formats
from app.web.forms import REQUIRED, BaseForm, offered
from app.web.labels import choices, label

EVERYTHING, ONE_PDF, ZIP = "all", "pdf", "zip"


class PrintForm(BaseForm):
    """Which sheets, of whom, in one PDF or one file a sheet."""

    what = RadioField("In gì", validators=[InputRequired(REQUIRED)])
    group = SelectField("Của ai", choices=[], default="")
    part = SelectField("Phần", choices=[], default="1")
    packed = RadioField("Thành", choices=[], default=ONE_PDF)

    def offer(self, ground: Ground, groups: list[tuple[int, str]]) -> None:
        """What there is in this unit: a school has everything, an office the people whom it decides about.

        Where results came from paper, only they are there.  What is more than one file holds is offered in parts.
        """
        kinds = ["self", "result"] + [EVERYTHING] * (ground.unit.kind == UnitKind.SCHOOL)
        if not ground.asks_colleagues:
            kinds = ["result"]
        self.what.choices = offered((kind, label(kind, "paper_batch")) for kind in kinds)
        self.group.choices = offered([("", "Cả đơn vị"), *((str(group_id), name) for group_id, name in groups)])
        ranges = ranges_in(most_sheets(ground, kinds))
        self.part.choices = offered(
            (str(part), f"Phiếu {formats.number(first)} đến {formats.number(last)}")
            for part, (first, last) in enumerate(ranges, start=1)
        )
        self.packed.choices = offered(choices("paper_pack"))

    @property
    def group_id(self) -> int | None:
        """The group chosen, None for the whole unit."""
        chosen: Any = self.group.data
        return int(chosen) if chosen else None
