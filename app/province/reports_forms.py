"""Which forms does the report's way have?"""

from wtforms import BooleanField
from wtforms.validators import InputRequired

from app.domain.organisation.rules import Problem
from app.domain.reporting.models import Report
from app.web.forms import REQUIRED, BaseForm, DayField, LongTextField, TextField, VersionForm
from app.web.labels import label

needed = InputRequired(REQUIRED)


class Telling:
    """Puts problems beside the fields that they are about."""

    def tell(self, problems: list[Problem]) -> None:
        for problem in problems:
            self[problem.field].errors = [label(problem.code, "report_problem")]  # type: ignore[index]


class ReasonForm(Telling, VersionForm):
    """Why a report is returned or corrected."""

    reason = LongTextField("Lý do", longest=1000, validators=[needed])


class SigningForm(Telling, VersionForm):
    """What stands on the signed paper."""

    number = TextField("Số văn bản", longest=60, validators=[needed])
    signed_on = DayField("Ngày ký", validators=[needed])
    signer = TextField("Người ký", longest=100, validators=[needed])
    position = TextField("Chức vụ người ký", longest=60)


class PaperMendingForm(SigningForm):
    """The same, put right, and why."""

    reason = LongTextField("Lý do sửa", longest=1000, validators=[needed])


class PublishingForm(Telling, VersionForm):
    """Where the portal has it."""

    link = TextField("Địa chỉ trên cổng thông tin", longest=500, validators=[needed])
    suppresses = BooleanField("Ẩn các số dưới 5 trong bản công khai")

    def keep_hidden(self, report: Report) -> None:
        """What was hidden stays so: there is nothing to choose."""
        if report.suppresses:
            del self.suppresses

    @property
    def hides(self) -> bool:
        """Is it to be hidden from now on?"""
        return "suppresses" in self and bool(self.suppresses.data)


class PublicationMendingForm(PublishingForm):
    """The same, put right, and why."""

    reason = LongTextField("Lý do sửa", longest=1000, validators=[needed])


class ScanWithdrawalForm(Telling, BaseForm):
    """Why a scan is withdrawn."""

    reason = LongTextField("Lý do rút", longest=1000, validators=[needed])


class SendingForm(Telling, BaseForm):
    """That it went to one of those whom the letter names."""

    sent_on = DayField("Ngày gửi", validators=[needed])
    address = TextField("Gửi tới đâu, bằng cách nào", longest=300, validators=[needed])
    remark = LongTextField("Ghi chú", longest=1000)


class SendingMendingForm(SendingForm, VersionForm):
    """The same, put right, and why."""

    reason = LongTextField("Lý do sửa", longest=1000, validators=[needed])
