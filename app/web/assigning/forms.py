"""What does somebody type who assigns a task, moves its dates, ends it?"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain import clock
from app.domain.organisation import reach
from app.domain.organisation.assigning import Outcome, Task
from app.domain.organisation.assignments import Line
from app.domain.organisation.rules import TASKS_OF, AssignmentTask, UnitKind
from app.domain.viewer import Viewer
from app.web import formats
from app.web.addresses import LARGEST_ID
from app.web.forms import REQUIRED, BaseForm, DayField, LongTextField, TextField, VersionForm, offered, refuse
from app.web.labels import label
from app.web.versions import Row, differing

LONGEST_SEARCH = 100
UNTIL = "Đến hết ngày"


def an_id(value: Any) -> int:
    """An id that a table can hold; raises ValueError for everything else."""
    text = str(value)
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else 0
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def tick_boxes(words: str) -> SelectMultipleField:
    """Any number of the things offered, by their ids."""
    return SelectMultipleField(words, coerce=an_id, choices=[], widget=ListWidget(), option_widget=CheckboxInput())


class AssignForm(BaseForm):
    """`units` and `people` are ticked; `q` and `who` look for more of them, `shown` is what was looked for last."""

    task = RadioField("Nhiệm vụ", validators=[InputRequired(REQUIRED)])
    content = TextField("Nội dung làm đầu mối", longest=200)
    person = SelectField("Người được phân công", coerce=str, validators=[DataRequired(REQUIRED)])
    starts = DayField("Từ ngày", validators=[DataRequired(REQUIRED)])
    until = DayField(UNTIL)
    units = tick_boxes("Phụ trách đơn vị")
    q = TextField("Tìm đơn vị khác", longest=LONGEST_SEARCH)
    people = tick_boxes("Phụ trách từng người")
    who = TextField("Tìm giáo viên, cán bộ quản lý", longest=LONGEST_SEARCH)
    shown = HiddenField()
    look = StringField()

    def offer(self, viewer: Viewer) -> None:
        """The unit's tasks and people; of places and people those ticked and those looked for."""
        kind = UnitKind(viewer.unit_kind)
        self.task.choices = offered((task.value, label(task, "assignment_task")) for task in TASKS_OF[kind])
        workers = reach.assignable(viewer)
        words = ((str(one), f"{name} ({formats.within(label(post, 'position'))})") for one, name, post in workers)
        self.person.choices = offered([("", "Hãy chọn"), *words])
        units = reach.places_offered(viewer, self.q.data or "", _numbers(self.units))
        self.units.choices = offered((unit.id, _whole(unit.name, unit.id == viewer.unit_id)) for unit in units)
        people = reach.people_offered(viewer, self.who.data or "", _numbers(self.people))
        self.people.choices = offered(
            (one.person_id, f"{one.name} ({formats.within(label(one.position, 'position'))}, {one.unit_name})")
            for one in people
        )

    @property
    def looks(self) -> bool:
        """Was it sent to look for more?  By its own button, or by Enter in a field of search."""
        return self.is_submitted() and (bool(self.look.data) or self._searched() != (self.shown.data or ""))

    def note_shown(self) -> None:
        """The page shows what was looked for now."""
        self.shown.data = self._searched()

    def _searched(self) -> str:
        return f"{self.q.data or ''}|{self.who.data or ''}" if self.q.data or self.who.data else ""

    def task_asked(self) -> Task:
        """What was typed, once it passes."""
        until = self.until.day
        return Task(
            AssignmentTask(self.task.data), int(self.person.data), self.starts.day or clock.today(),
            until + timedelta(days=1) if until else None, self.content.data or "",
        )  # fmt: skip

    def tell(self, outcome: Outcome) -> None:
        """Put each problem at its field."""
        _tell(self, outcome, "units")


class MoveForm(VersionForm):
    """From and until when."""

    starts = DayField("Từ ngày", validators=[DataRequired(REQUIRED)])
    until = DayField(UNTIL)

    def tell(self, outcome: Outcome) -> None:
        """Put each problem at its field."""
        _tell(self, outcome, "starts")


class EndForm(BaseForm):
    """Why it ends before its time."""

    reason = LongTextField("Lý do", longest=300, validators=[DataRequired(REQUIRED)])

    def validate_reason(self, field: Any) -> None:
        """Whoever was assigned reads it."""
        refuse(len(field.data or "") < 5, "Hãy viết rõ hơn, ví dụ: Chuyển công tác khác.")


def _tell(form: BaseForm, outcome: Outcome, taken_at: str) -> None:
    for problem in outcome.problems:
        name = "until" if problem.field == "ends" else problem.field
        form[name].errors = [*form[name].errors, label(problem.code, "assignment_problem")]
    if outcome.taken:
        form[taken_at].errors = [label("taken", "assignment_problem")]


def _whole(name: str, own: bool) -> str:
    return f"{name} (toàn đơn vị và các đơn vị bên dưới)" if own else name


def _numbers(field: SelectMultipleField) -> list[int]:
    """What is ticked; nothing where a forged form ticks what is no id."""
    return list(field.data or []) if all(isinstance(each, int) for each in field.data or []) else []


def usual_task(asked: Mapping[str, str]) -> dict[str, Any]:
    """What the form begins with: today, and the unit and the task from whose list it was opened."""
    begin: dict[str, Any] = {"starts": formats.day(clock.today()), "task": asked.get("task")}
    try:
        begin["units"] = [an_id(asked["unit"])]
    except (KeyError, ValueError):
        begin["units"] = []
    return begin


def days_of(line: Line) -> dict[str, str]:
    """The days of an assignment as its form shows them."""
    return {"starts": formats.day(line.starts), "until": formats.day(line.until), "version": str(line.version)}


def both_sides(line: Line, form: MoveForm) -> list[Row]:
    """What differs between the stored days and those typed (CON-1)."""
    stored: dict[str, date | None] = {"starts": line.starts, "until": line.until}
    return differing(
        Row(form[name].label.text, formats.day(day) or "chưa định", formats.day(form[name].day) or "chưa định")
        for name, day in stored.items()
    )
