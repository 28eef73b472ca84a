"""What does somebody type who puts down the Sở's choice of an LMS?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired

from app.domain.organisation.rules import LmsProvider, Problem
from app.domain.training.provider.models import ProviderChoice
from app.domain.training.provider.rules import LONGEST_DOCUMENT, LONGEST_NOTE, LONGEST_REMARK, Choice, Item
from app.web import formats
from app.web.forms import REQUIRED, DayField, LongTextField, TextField, VersionForm, offered
from app.web.labels import choices, label
from app.web.versions import Row, differing

YES, NO = "yes", "no"


class ProviderForm(VersionForm):
    """`version` is the choice that held when the page was opened; `form_for` gives two fields an item."""

    provider = RadioField(
        "Hệ thống học", choices=offered(choices("lms_provider")), validators=[DataRequired(REQUIRED)]
    )  # fmt: skip
    starts = DayField("Dùng từ ngày", validators=[DataRequired(REQUIRED)])
    document = TextField("Số, tên văn bản lựa chọn", longest=LONGEST_DOCUMENT, validators=[DataRequired(REQUIRED)])
    decided_on = DayField("Ngày ký văn bản", validators=[DataRequired(REQUIRED)])
    remark = LongTextField("Nhận xét chung", longest=LONGEST_REMARK)

    def choice(self) -> Choice:
        """What was typed, once it passes."""
        return Choice(
            LmsProvider(self.provider.data), self.starts.day or date.min, str(self.document.data),
            self.decided_on.day or date.min, {item: self[f"met_{item}"].data == YES for item in Item},
            {item: str(self[f"note_{item}"].data or "") for item in Item}, str(self.remark.data or ""),
        )  # fmt: skip

    def tell(self, problems: Iterable[Problem]) -> None:
        """Show each problem at its field."""
        for problem in problems:
            self[problem.field].errors = [label(problem.code, "provider_problem")]


def form_for(shown_id: int) -> ProviderForm:
    """The form, with the question and the note of each item."""
    fields: dict[str, Any] = {}
    said = offered([("", "Chọn"), *choices("provider_met")])
    for item in Item:
        asked = label(item, "provider_item")
        fields[f"met_{item}"] = SelectField(asked, choices=said, validators=[DataRequired(REQUIRED)])
        fields[f"note_{item}"] = TextField(f"Ghi chú, {formats.within(asked)}", longest=LONGEST_NOTE)
    kind = type("ProviderForm", (ProviderForm,), fields)
    return kind.from_request(data={"version": str(shown_id)})  # type: ignore[no-any-return]


def both_sides(form: ProviderForm, stored: ProviderChoice) -> list[Row]:
    """What differs between the choice that somebody else has put down and the one typed (CON-1)."""
    typed = form.choice()
    return differing(
        [
            Row("Hệ thống học", label(stored.provider, "lms_provider"), label(typed.provider, "lms_provider")),
            Row("Dùng từ ngày", formats.day(stored.starts), formats.day(typed.starts)),
            Row("Số, tên văn bản", stored.document, typed.document),
            Row("Ngày ký văn bản", formats.day(stored.decided_on), formats.day(typed.decided_on)),
            *(
                Row(
                    label(item, "provider_item"), _said(bool(stored.met.get(item)), stored.notes.get(item, "")),
                    _said(typed.met[item], typed.notes[item]),
                )
                for item in Item
            ),
            Row("Nhận xét chung", stored.remark, typed.remark),
        ]
    )  # fmt: skip


def _said(met: bool, note: str) -> str:
    return ". ".join(part for part in (label(YES if met else NO, "provider_met"), note) if part)
