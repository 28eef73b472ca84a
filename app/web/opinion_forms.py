"""What does whoever runs the surveys on managers type?"""

from datetime import date
from typing import Any

from wtforms import BooleanField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.vietnamese import BadDate, parse_date
from app.web import formats
from app.web.forms import REQUIRED, BaseForm, LongTextField, TextField, VersionForm, refuse
from app.web.labels import label

LONGEST_REMARK = 4000


class OpenForm(BaseForm):
    """On whom surveys are opened, and the day before which they close."""

    people = SelectMultipleField(
        "Lấy ý kiến về", coerce=int, choices=[], widget=ListWidget(), option_widget=CheckboxInput()
    )
    closes = TextField("Đóng trước ngày", longest=20)
    bounds: tuple[date, date]
    """The last day that is too early, and the last one allowed."""

    @property
    def day(self) -> date:
        """The day written.  Raises BadDate."""
        return parse_date(self.closes.data or "")

    def validate_people(self, field: Any) -> None:
        """Somebody must be chosen."""
        refuse(not field.data, "Hãy chọn ít nhất một người.")

    def validate_closes(self, field: Any) -> None:
        """A real day, after today, not past the period's deadline for opinions."""
        try:
            day = self.day
        except BadDate as bad:
            refuse(True, label(bad.problem, "deadline_problem"))
            return
        first, last = self.bounds
        refuse(not first < day <= last, f"Chọn một ngày sau {formats.day(first)}, muộn nhất {formats.day(last)}.")


class CloseForm(BaseForm):
    """A word of confirmation."""

    sure = BooleanField("Tôi đã hiểu: đóng rồi thì không mở lại được")

    def validate_sure(self, field: Any) -> None:
        """Closing is not taken back."""
        refuse(not field.data, "Hãy xác nhận: đóng rồi thì không mở lại được.")


class HearingForm(VersionForm):
    """What was heard in person."""

    remark = LongTextField("Nội dung đã nghe", longest=LONGEST_REMARK)

    def validate_remark(self, field: Any) -> None:
        """Enough to be understood a year later."""
        refuse(len(field.data or "") < 10, REQUIRED if not field.data else "Hãy viết rõ hơn, ít nhất 10 chữ.")
