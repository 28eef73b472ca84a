"""What does somebody type who plans a year of training, or lets a person off?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from app.domain import clock
from app.domain.organisation.rules import Problem
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import Way
from app.domain.training.years.models import RequiredModule, TrainingYear
from app.domain.training.years.rules import MOST_COST, MOST_HOURS, Wish, YearPlan
from app.web import formats
from app.web.forms import (
    REQUIRED,
    BaseForm,
    DayField,
    LongTextField,
    NumberField,
    TextField,
    VersionForm,
    offered,
    refuse,
)
from app.web.labels import choices, label
from app.web.versions import Row, differing

YEARS = range(2018, 2100)
SHORTEST_REASON, LONGEST_REASON = 5, 500


class YearForm(VersionForm):
    """The plan of a year; `form_for` gives it three fields a module."""

    year = TextField("Năm", longest=4, validators=[DataRequired(REQUIRED)])
    opens = DayField("Mở từ ngày", validators=[DataRequired(REQUIRED)])
    due = DayField("Hoàn thành trước ngày", validators=[DataRequired(REQUIRED)])
    modules = HiddenField("Các mô đun")  # carries what is wrong with the modules as a whole

    def validate_year(self, field: Any) -> None:
        """A year as four digits."""
        text = str(field.data)
        right = text.isascii() and text.isdecimal() and int(text) in YEARS
        refuse(not right, "Hãy nhập năm có 4 chữ số, ví dụ 2022.")

    def plan(self, modules: Sequence[TrainingModule]) -> YearPlan:
        """What was typed, once it passes."""
        wishes = tuple(wish for each in modules if (wish := self._wish(each.id)) is not None)
        opens, due = (clock.start_of(self[name].day or date.min) for name in ("opens", "due"))
        return YearPlan(int(self.year.data or 0), opens, due, wishes)

    def _wish(self, module_id: int) -> Wish | None:
        way, hours, cost = (self[f"{name}_{module_id}"] for name in ("way", "hours", "cost"))
        return Wish(module_id, Way(way.data), hours.value, cost.value) if way.data else None

    def tell(self, problems: Iterable[Problem]) -> None:
        """Show each problem at its field."""
        for problem in problems:
            field = self[problem.field]
            field.errors = [*field.errors, label(problem.code, "training_problem")]


def form_for(modules: Sequence[TrainingModule], data: dict[str, Any]) -> YearForm:
    """The form with a choice of way, hours and cost for each module."""
    ways = offered([("", "Không học"), *choices("training_way")])
    fields: dict[str, Any] = {}
    for each in modules:
        fields[f"way_{each.id}"] = SelectField(f"Hình thức, {each.title}", choices=ways)
        fields[f"hours_{each.id}"] = NumberField(f"Số tiết, {each.title}", MOST_HOURS)
        fields[f"cost_{each.id}"] = NumberField(f"Chi phí, {each.title}", MOST_COST)
    kind = type("YearForm", (YearForm,), fields)
    return kind.from_request(data=data)  # type: ignore[no-any-return]


def shown(year: TrainingYear, required: Sequence[RequiredModule]) -> dict[str, str]:
    """A stored year as its form shows it."""
    data = {
        "year": str(year.year), "version": str(year.version),
        "opens": formats.day(year.opens.astimezone(clock.VIETNAM).date()),
        "due": formats.day(year.due.astimezone(clock.VIETNAM).date()),
    }  # fmt: skip
    for row in required:
        data[f"way_{row.module_id}"] = row.way
        data[f"hours_{row.module_id}"] = str(row.hours) if row.hours else ""
        data[f"cost_{row.module_id}"] = str(row.cost) if row.cost is not None else ""
    return data


def both_sides(form: YearForm, modules: Sequence[TrainingModule], stored: dict[str, str]) -> list[Row]:
    """What differs between the stored plan and the one typed (CON-1)."""
    dates = [Row(form[name].label.text, stored[name], form[name].data or "") for name in ("opens", "due")]
    typed = {field.name: str(field.data or "") for field in form}
    return differing(
        [*dates, *(Row(each.title, _wish_in(stored, each.id), _wish_in(typed, each.id)) for each in modules)]
    )


def _wish_in(data: dict[str, str], module_id: int) -> str:
    """How a module is to be learnt, in words."""
    way, hours, cost = (data.get(f"{name}_{module_id}", "") for name in ("way", "hours", "cost"))
    if not way:
        return "Không học"
    counted = [f"{text.replace('.', '')} {unit}" for text, unit in ((hours, "tiết"), (cost, "đồng")) if text]
    return ", ".join([label(way, "training_way"), *counted])


class ExceptionForm(BaseForm):
    """Why somebody is let off, or learns what the rule does not ask of them."""

    kind = RadioField("Ngoại lệ", choices=offered(choices("training_exception")), validators=[InputRequired(REQUIRED)])
    reason = LongTextField("Lý do", longest=LONGEST_REASON, validators=[DataRequired(REQUIRED)])

    def validate_reason(self, field: Any) -> None:
        """Words that the person understands."""
        refuse(len(str(field.data or "")) < SHORTEST_REASON, f"Hãy viết ít nhất {SHORTEST_REASON} chữ cái.")
