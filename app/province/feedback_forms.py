"""What does whoever runs a survey on training choose?"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from app.domain import clock
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import Audience
from app.domain.training.feedback.actions import Wanted
from app.domain.training.feedback.rules import RunKind
from app.web import formats
from app.web.forms import REQUIRED, BaseForm, DayField, offered, refuse
from app.web.labels import label


class OpenRunForm(BaseForm):
    """On which module or programme, and the day before which it closes."""

    about = SelectField("Khảo sát về", choices=[])
    closes = DayField("Đóng trước ngày", validators=[DataRequired(REQUIRED)])
    bounds: tuple[date, date]

    def offer(self, modules: Sequence[TrainingModule], today: date, longest: timedelta) -> None:
        """Every module of each audience, and the programmes as a whole."""
        programmes = sorted({(module.programme, module.audience) for module in modules}, key=lambda each: each[::-1])
        self.about.choices = offered(
            [("", "Chọn mô đun hoặc chương trình")]
            + [(f"module|{each.code}|{each.audience}", f"{_whom(each.audience)}: {each.title}") for each in modules]
            + [(f"programme|{code}|{whom}", f"{_whom(whom)}: cả chương trình {code}") for code, whom in programmes]
        )
        self.bounds = (today, today + longest)

    def validate_about(self, field: Any) -> None:
        """Something must be chosen."""
        refuse(not field.data, "Hãy chọn một mô đun hoặc chương trình.")

    def validate_closes(self, field: Any) -> None:
        """After today, within the longest time a run may take."""
        first, last = self.bounds
        outside = field.day is not None and not first < field.day <= last
        refuse(outside, f"Chọn một ngày sau {formats.day(first)}, muộn nhất {formats.day(last)}.")

    def wanted(self) -> Wanted:
        """What was chosen."""
        kind, _, rest = str(self.about.data).partition("|")
        subject, _, audience = rest.rpartition("|")
        assert self.closes.day is not None
        return Wanted(RunKind(kind), subject, Audience(audience), clock.start_of(self.closes.day))


class CloseRunForm(BaseForm):
    """A word of confirmation."""

    sure = BooleanField("Tôi đã hiểu: đóng rồi thì không mở lại được")

    def validate_sure(self, field: Any) -> None:
        """Closing is not taken back."""
        refuse(not field.data, "Hãy xác nhận: đóng rồi thì không mở lại được.")


def _whom(audience: str) -> str:
    return label(audience, "audience")
