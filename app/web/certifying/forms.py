"""What does an office type that gives certificates out, or takes one back?"""

from typing import Any

from wtforms import SelectMultipleField, widgets
from wtforms.validators import DataRequired

from app.domain.training.certificates.rules import PLACE_LENGTH, SHORTEST_REASON
from app.web.forms import REQUIRED, BaseForm, LongTextField, TextField, VersionForm, refuse

LONGEST = 500
CLEARER = "Hãy viết rõ lý do, ít nhất 10 chữ cái."


class IssueForm(BaseForm):
    """Where it is signed: the place that stands before the date."""

    place = TextField("Nơi ký", longest=PLACE_LENGTH, validators=[DataRequired(REQUIRED)])


class ReasonForm(VersionForm):
    """Why a paper is revoked, or kept."""

    reason = LongTextField("Lý do", longest=LONGEST)

    def validate_reason(self, field: Any) -> None:
        """It stands with the paper for ever."""
        refuse(len(field.data or "") < SHORTEST_REASON, CLEARER if field.data else REQUIRED)


class ReissueForm(ReasonForm):
    """A new paper in place of another."""

    place = TextField("Nơi ký", longest=PLACE_LENGTH, validators=[DataRequired(REQUIRED)])


class ConditionsForm(BaseForm):
    """Which modules must be passed; `shown` are those that were chosen when the page was made."""

    modules = SelectMultipleField(
        "Mô đun phải đạt", option_widget=widgets.CheckboxInput(), widget=widgets.ListWidget(prefix_label=False)
    )  # fmt: skip
    shown = TextField("Đang yêu cầu", longest=400, widget=widgets.HiddenInput())
