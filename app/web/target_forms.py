"""What does an office type when it sets targets (giao chỉ tiêu)?"""

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import HiddenField

from app.domain.training.targets.actions import Wish
from app.domain.training.targets.queries import Line
from app.domain.training.targets.rules import Share
from app.web.forms import BaseForm, NumberField, number_in

MOST_PEOPLE = 200_000
HALF = "Hãy ghi cả hai số (0 nếu không có ai), hoặc để trống cả hai."
PARTS = {"teachers": "Giáo viên", "managers": "Cán bộ quản lý"}
VERSION = "version_"


class TargetsForm(BaseForm):
    """`form_for` gives it three fields a unit: teachers, managers, and the version that is shown."""

    unit_ids: tuple[int, ...]

    def part(self, name: str, unit_id: int) -> Any:
        """A unit's field of this name."""
        return self[f"{name}_{unit_id}"]

    def wishes(self) -> dict[int, Wish]:
        """What is typed, by unit."""
        return {each: Wish(self._share(each), number_in(self.part("version", each).data)) for each in self.unit_ids}

    def _share(self, unit_id: int) -> Share | None:
        teachers, managers = (self.part(name, unit_id).value for name in PARTS)
        return None if teachers is None or managers is None else Share(teachers, managers)

    def validate(self, extra_validators: Any = None) -> bool:
        """Half a target is none: the other half is asked for, at its field."""
        right = bool(super().validate(extra_validators))
        pairs = ([self.part(name, each) for name in PARTS] for each in self.unit_ids)
        halves = [field for pair in pairs if any(f.data for f in pair) for field in pair if not field.data]
        for field in halves:
            field.errors = [HALF]
        return right and not halves

    def show_versions(self, lines: Sequence[Line]) -> None:
        """Go on from what is stored by now: whoever saves again has seen it."""
        for line in lines:
            self.part("version", line.unit.id).data = str(line.version)


def form_for(lines: Sequence[Line]) -> TargetsForm:
    """The form of these units, as they are stored or, when it was posted, as it was typed."""
    fields: dict[str, Any] = {"unit_ids": tuple(line.unit.id for line in lines)}
    data: dict[str, str] = {}
    for line in lines:
        for name, words in PARTS.items():
            fields[f"{name}_{line.unit.id}"] = NumberField(f"{words}, {line.unit.name}", MOST_PEOPLE)
            data[f"{name}_{line.unit.id}"] = str(getattr(line.target, name)) if line.target else ""
        fields[f"{VERSION}{line.unit.id}"] = HiddenField()
        data[f"{VERSION}{line.unit.id}"] = str(line.version)
    kind: type[TargetsForm] = type("TargetsForm", (TargetsForm,), fields)
    return kind(data=data)


def units_in(names: Collection[str], most: int) -> list[int]:
    """The units that a posted form is about, at most so many."""
    ids = (number_in(name.removeprefix(VERSION)) for name in names if name.startswith(VERSION))
    return [each for each in ids if each > 0][:most]
