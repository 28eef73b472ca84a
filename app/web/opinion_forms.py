"""What does whoever runs the surveys on managers type?"""

from datetime import date
from typing import Any

from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.web import formats
from app.web.forms import REQUIRED, BaseForm, DayField, LongTextField, VersionForm, refuse

LONGEST_REMARK = 4000


class OpenForm(BaseForm):
    """On whom surveys are opened, and the day before which they close."""

    people = SelectMultipleField(
        "Lấy ý kiến về", coerce=int, choices=[], widget=ListWidget(), option_widget=CheckboxInput()
    )
    closes = DayField("Đóng trước ngày", validators=[DataRequired(REQUIRED)])
    bounds: tuple[date, date]
    """The last day that is too early, and the last one allowed."""

    def validate_people(self, field: Any) -> None:
        """Somebody must be chosen."""
        refuse(not field.data, "Hãy chọn ít nhất một người.")

    def validate_closes(self, field: Any) -> None:
        """After today, not past the period's deadline for opinions."""
        first, last = self.bounds
        outside = field.day is not None and not first < field.day <= last
        refuse(outside, f"Chọn một ngày sau {formats.day(first)}, muộn nhất {formats.day(last)}.")


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
