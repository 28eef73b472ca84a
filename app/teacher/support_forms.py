"""What does a core person type into a support plan and its report?"""

from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.support.rules import MOST_TOOK_PART, Activity, Content, Place
from app.web import formats
from app.web.forms import REQUIRED, DayField, LongTextField, TextField, VersionForm, offered, refuse
from app.web.labels import label

LONGEST_WHAT, LONGEST = 500, 2000
MOST_DIGITS = 6


class Ticks(SelectMultipleField):
    """Tick boxes under one legend, with numbers as values."""

    def __init__(self, text: str, **options: Any) -> None:
        super().__init__(
            text, coerce=int, choices=[], widget=ListWidget(), option_widget=CheckboxInput(), **options
        )  # fmt: skip


class PeopleForm(VersionForm):
    """Which colleagues are added, or taken out again."""

    people = Ticks("Đồng nghiệp")

    def validate_people(self, field: Any) -> None:
        """Pressing the button without a tick would say nothing."""
        refuse(not field.data, "Hãy chọn ít nhất một người.")


class ModulesForm(VersionForm):
    """Which modules the plan is about."""

    modules = Ticks("Mô đun")

    def offer(self, modules: list[TrainingModule]) -> None:
        """Those of the author's programme."""
        self.modules.choices = offered((each.id, each.title) for each in modules)

    def validate_modules(self, field: Any) -> None:
        """One at least."""
        refuse(not field.data, "Hãy chọn ít nhất một mô đun.")


class ActivityForm(VersionForm):
    """What is done, where and when."""

    what = LongTextField("Hoạt động", longest=LONGEST_WHAT)
    place = RadioField("Nơi tổ chức", choices=offered((str(each), label(each, "plan_place")) for each in Place))
    starts = DayField("Từ ngày")
    ends = DayField("Đến ngày")

    def validate_what(self, field: Any) -> None:
        """It must say what is done."""
        refuse(not field.data, REQUIRED)

    validate_starts = validate_ends = validate_what

    def activity(self, activity_id: int) -> Activity:
        """What was typed."""
        assert self.starts.day is not None and self.ends.day is not None
        return Activity(activity_id, self.what.data or "", Place(self.place.data), self.starts.day, self.ends.day)


class ExpectedForm(VersionForm):
    """What is expected of the plan."""

    expected = LongTextField("Kết quả dự kiến", longest=LONGEST)


class SendForm(VersionForm):
    """The plan or the report goes up as it is shown."""

    sure = BooleanField("Tôi đã kiểm tra và nộp")

    def validate_sure(self, field: Any) -> None:
        """After it nothing is changed until it is taken back or given back."""
        refuse(not field.data, "Hãy xác nhận: nộp rồi thì chỉ sửa được sau khi thu hồi hoặc được trả lại.")


class ReportForm(VersionForm):
    """What was done in each activity (`done_3`) and how many took part (`took_3`); the outcome and the difficulties."""

    outcome = LongTextField("Kết quả chung", longest=LONGEST)
    difficulties = LongTextField("Khó khăn, đề xuất", longest=LONGEST)

    def of(self, activity: Activity) -> tuple[Any, Any]:
        """The two fields of an activity."""
        return self[f"done_{activity.id}"], self[f"took_{activity.id}"]

    def results(self, content: Content) -> dict[int, tuple[str, int | None]]:
        """What was typed, by activity."""
        pairs = ((each.id, *self.of(each)) for each in content.activities)
        return {each: (done.data or "", int(took.data) if took.data else None) for each, done, took in pairs}


class CountField(TextField):
    """A number of people."""

    def __init__(self, text: str, **options: Any) -> None:
        super().__init__(text, longest=MOST_DIGITS, **options)

    def pre_validate(self, form: Any) -> None:
        text = self.data or ""
        right = text.isascii() and text.isdecimal() and int(text) <= MOST_TOOK_PART if text else True
        refuse(not right, f"Hãy nhập số người bằng chữ số, nhiều nhất {formats.number(MOST_TOOK_PART)}.")


def report_form(content: Content, version: int) -> ReportForm:
    """The form of one plan's report, holding what was saved so far."""
    fields: dict[str, Any] = {}
    saved: dict[str, str] = {
        "outcome": content.outcome, "difficulties": content.difficulties, "version": str(version)
    }  # fmt: skip
    for each in content.activities:
        fields[f"done_{each.id}"] = LongTextField("Đã thực hiện", longest=LONGEST)
        fields[f"took_{each.id}"] = CountField("Số người tham gia")
        took_part = "" if each.took_part is None else str(each.took_part)
        saved |= {f"done_{each.id}": each.done, f"took_{each.id}": took_part}
    made: type[ReportForm] = type("PlanReportForm", (ReportForm,), fields)
    return made.from_request(data=saved)
