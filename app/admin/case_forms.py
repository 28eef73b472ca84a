"""What an admin writes when working on an ID case: one form a move."""

from datetime import date
from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from app.domain import clock
from app.domain.identity.case_rules import CaseMove
from app.domain.vietnamese import BadDate, birth_date_problem, clean_name, name_problem, parse_date
from app.web.forms import REQUIRED, BaseForm, LongTextField, TextField, offered, refuse
from app.web.labels import choices, label

NEEDS_REASON = frozenset(
    {
        CaseMove.NOTE,
        CaseMove.RETURN,
        CaseMove.MARK_REGISTRY_WRONG,
        CaseMove.RELEASE,
        CaseMove.REOPEN,
        CaseMove.HAND_OVER,
    }  # fmt: skip
)
"""Moves that say nothing without words."""


class CaseForm(BaseForm):
    """Knows which version of the case it was shown with (CON-1)."""

    version = HiddenField()

    @property
    def shown_version(self) -> int:
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


class NoteForm(CaseForm):
    note = LongTextField("Ghi chú", longest=1000)


class ReasonForm(CaseForm):
    note = LongTextField("Nội dung", longest=1000, validators=[DataRequired(REQUIRED)])


class AssignForm(CaseForm):
    assignee = SelectField("Người xử lý", coerce=int)
    due_on = TextField("Hạn xử lý", longest=20)
    day: date | None = None

    def validate_due_on(self, field: Any) -> None:
        self.day = _day(field.data) if field.data else None


class ProfileForm(CaseForm):
    full_name = TextField("Họ và tên", longest=100, validators=[DataRequired(REQUIRED)])
    birth_date = TextField("Ngày sinh", longest=20)
    note = LongTextField("Lý do, giấy tờ đã xem", longest=1000, validators=[DataRequired(REQUIRED)])
    name = ""
    day: date | None = None

    def validate_full_name(self, field: Any) -> None:
        self.name = clean_name(field.data or "")
        problem = name_problem(self.name)
        refuse(problem is not None, label(problem, "name_problem") if problem else "")

    def validate_birth_date(self, field: Any) -> None:
        self.day = _day(field.data) if field.data else None
        problem = birth_date_problem(self.day, clock.today()) if self.day else None
        refuse(problem is not None, label(problem, "birth_date_problem") if problem else "")


class CloseForm(CaseForm):
    outcome = RadioField("Kết quả", validators=[InputRequired("Hãy chọn kết quả xử lý.")])
    note = LongTextField("Ghi chú cho người này", longest=1000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.outcome.choices = offered(choices("case_outcome"))


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except BadDate as bad:
        shown = f"Ngày {bad.shown} không có thật." if bad.problem == "not_real" else None
        raise ValidationError(shown or label(bad.problem, "birth_date_problem")) from bad


def form_for(move: CaseMove) -> type[CaseForm]:
    """The form of a move."""
    special = {CaseMove.ASSIGN: AssignForm, CaseMove.CORRECT_PROFILE: ProfileForm, CaseMove.CLOSE: CloseForm}
    return special.get(move, ReasonForm if move in NEEDS_REASON else NoteForm)
