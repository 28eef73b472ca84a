"""What does somebody type who opens a period, moves its dates, or records a consent?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.evaluation.opening import Plan
from app.domain.evaluation.rules.calendar import Step
from app.domain.organisation.rules import Problem
from app.domain.standards.queries import all_standards
from app.domain.standards.rules.standard import StandardKind
from app.web import formats
from app.web.forms import REQUIRED, BaseForm, DayField, LongTextField, TextField, VersionForm, offered, refuse
from app.web.labels import choices, label
from app.web.versions import Row, differing

EARLIEST, LATEST = date(2018, 1, 1), date(2100, 1, 1)
MOST_APPEAL_DAYS = 60
STEPS_IN_SYSTEM = ("self_due", "opinions_due", "decision_due")
DATES = ("opens", "self_due", "opinions_due", "decision_due", "hand_in_due", "locks")


class WithinField(DayField):
    """A day that must be typed, of the years in which there are periods."""

    def __init__(self, words: str, **options: Any) -> None:
        super().__init__(words, validators=[DataRequired(REQUIRED)], **options)

    def pre_validate(self, form: Any) -> None:
        """A real day of these years."""
        super().pre_validate(form)
        if self.day is not None:
            refuse(not EARLIEST <= self.day < LATEST, label("out_of_range", "day_problem"))


class DatesForm(VersionForm):
    """The instants of a period and what may be changed beside them."""

    opens = WithinField("Mở từ ngày")
    self_due = WithinField("Nộp tự đánh giá trước ngày")
    opinions_due = WithinField("Góp ý trước ngày")
    decision_due = WithinField("Xếp loại, công bố trước ngày")
    hand_in_due = WithinField("Trường nộp kết quả trước ngày")
    locks = WithinField("Khóa từ ngày")
    head_decides = RadioField("Năm này", choices=offered(choices("period_cycle")), validators=[InputRequired(REQUIRED)])
    appeal_days = TextField("Số ngày được đề nghị xem xét lại", longest=3, validators=[DataRequired(REQUIRED)])

    def validate_appeal_days(self, field: Any) -> None:
        """A number of days that leaves time to read the result."""
        refuse(not _is_number(field.data, 1, MOST_APPEAL_DAYS), f"Hãy nhập một số từ 1 đến {MOST_APPEAL_DAYS}.")

    def changed(self, period: Period) -> Plan:
        """The period's plan with what was typed."""
        return Plan(
            year=period.year, kind=period.kind, teacher_standard_id=period.teacher_standard_id,
            manager_standard_id=period.manager_standard_id, cutoff=period.cutoff,
            vice_by_principal=period.vice_by_principal, **self._typed(),
        )  # fmt: skip

    def _typed(self) -> dict[str, Any]:
        start = {name: clock.start_of(self[name].day or EARLIEST) for name in DATES}
        return {
            "opens": start["opens"], "locks": start["locks"],
            "deadlines": {step: start[f"{step}_due"] for step in Step},
            "head_decides": self.head_decides.data == "yes", "appeal_days": int(self.appeal_days.data or "0"),
        }  # fmt: skip

    def tell(self, problems: Iterable[Problem]) -> None:
        """Show each problem at its field."""
        for problem in problems:
            field = self[problem.field]
            field.errors = [*field.errors, label(problem.code, "period_problem")]


class PlanForm(DatesForm):
    """Everything that opening a period settles; `sure` once the facts were looked at again, `back` to go on typing."""

    sure = HiddenField()
    back = HiddenField()
    others = TextField("Cho các tỉnh còn lại", longest=1)  # the value of a button: no field of the form says it too

    year = TextField("Năm học kết thúc năm", longest=4, validators=[DataRequired(REQUIRED)])
    kind = RadioField("Cách đánh giá", choices=offered(choices("period_kind")), validators=[InputRequired(REQUIRED)])
    teacher_standard = SelectField("Chuẩn cho giáo viên", coerce=int)
    manager_standard = SelectField("Chuẩn cho cán bộ quản lý", coerce=int)
    cutoff = WithinField("Ngày chốt danh sách")
    vice = RadioField(
        "Ai xếp loại phó hiệu trưởng", choices=offered(choices("vice_rated_by")), validators=[InputRequired(REQUIRED)]
    )

    def validate(self, *args: Any, **options: Any) -> bool:
        """What was held on paper has no step here but handing in: the other deadlines, left blank, end with it."""
        if self.kind.data == "entered":
            for name in STEPS_IN_SYSTEM:
                self[name].data = self[name].data or self.hand_in_due.data
        return bool(super().validate(*args, **options))

    def typed(self) -> list[tuple[str, str]]:
        """Name and value of every field that is shown, to carry the form through its check page."""
        hidden = {"submit_key", "version", "sure", "back"}
        return [
            (field.name, "" if field.data is None else str(field.data)) for field in self if field.name not in hidden
        ]

    def offer(self) -> None:
        """The standards known, by kind; whether one is in force on the cut-off day the domain checks."""
        rows = all_standards()
        for field, kind in (
            (self.teacher_standard, StandardKind.TEACHER),
            (self.manager_standard, StandardKind.MANAGER),
        ):
            found = [row for row in rows if row.kind == kind]
            field.choices = offered((row.id, standard_words(row.document)) for row in found)

    def validate_year(self, field: Any) -> None:
        """A year as four digits."""
        refuse(not _is_number(field.data, EARLIEST.year, LATEST.year), "Hãy nhập năm có 4 chữ số, ví dụ 2022.")

    def plan(self) -> Plan:
        """What was typed, once it passes."""
        return Plan(
            year=int(self.year.data or "0"), kind=str(self.kind.data),
            teacher_standard_id=int(self.teacher_standard.data), manager_standard_id=int(self.manager_standard.data),
            cutoff=self.cutoff.day or EARLIEST, vice_by_principal=self.vice.data == "principal",
            others=bool(self.others.data), **self._typed(),
        )  # fmt: skip


def standard_words(document: dict[str, Any]) -> str:
    """A standard by its title and the circular it comes from."""
    return f"{document['title']} ({document['legal']['number']})"


def dates_of(period: Period) -> dict[str, str]:
    """The changeable facts of a period as its form shows them."""
    days = {name: formats.day(_day(getattr(period, name))) for name in DATES}
    cycle = "yes" if period.head_decides else "no"
    return days | {"head_decides": cycle, "appeal_days": str(period.appeal_days), "version": str(period.version)}


def usual_plan(today: date) -> dict[str, str]:
    """What a form for the school year at hand begins with: settings, and no dates, which the office says."""
    year = today.year + (today.month >= 8)
    return {"year": str(year), "kind": "held", "head_decides": "yes", "vice": "principal", "appeal_days": "10"}


def both_sides(period: Period, form: DatesForm) -> list[Row]:
    """What differs between the stored dates and those typed (CON-1)."""
    stored = dates_of(period)
    rows = [Row(form[name].label.text, stored[name], form[name].data or "") for name in (*DATES, "appeal_days")]
    cycles = (label(stored["head_decides"], "period_cycle"), label(form.head_decides.data, "period_cycle"))
    rows.append(Row(form.head_decides.label.text, *cycles))
    return differing(rows)


class ProposalForm(BaseForm):
    """Why the school asks that the head decide also this year."""

    reason = LongTextField("Lý do đề nghị", longest=1000)

    def validate_reason(self, field: Any) -> None:
        """The office above must know why."""
        refuse(len(field.data or "") < 10, REQUIRED if not field.data else "Hãy viết rõ hơn, ít nhất 10 chữ.")


class ConsentForm(BaseForm):
    """The paper by which the office above consents, or why it does not."""

    decision = RadioField(
        "Quyết định", choices=offered(choices("cycle_decision")), validators=[InputRequired(REQUIRED)]
    )
    paper = TextField("Số, ký hiệu văn bản đồng ý", longest=200)
    day = DayField("Ngày của văn bản")
    reason = LongTextField("Lý do không đồng ý", longest=1000)

    def validate_paper(self, field: Any) -> None:
        """A consent names its paper."""
        refuse(self.decision.data == "consent" and not field.data, REQUIRED)

    def validate_day(self, field: Any) -> None:
        """A consent has a day."""
        refuse(self.decision.data == "consent" and not field.data, REQUIRED)

    def validate_reason(self, field: Any) -> None:
        """A refusal says why."""
        refuse(self.decision.data == "decline" and len(field.data or "") < 10, "Hãy ghi lý do, ít nhất 10 chữ.")


def _day(instant: datetime) -> date:
    return instant.astimezone(clock.VIETNAM).date()


def _is_number(text: str | None, least: int, most: int) -> bool:
    return bool(text) and str(text).isascii() and str(text).isdecimal() and least <= int(str(text)) <= most
