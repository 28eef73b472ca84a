"""What does somebody who decides type: levels with reasons, a rank, a reason to return?"""

from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.evaluation.deciding import Sheet
from app.domain.standards.rules.standard import Criterion, Standard
from app.web.forms import REQUIRED, LongTextField, VersionForm, offered, refuse

LONGEST_REASON = 1000


class SheetForm(VersionForm):
    """The head's level of each criterion with its reason (`level_3`, `reason_3`), and a comment."""

    comment = LongTextField("Nhận xét chung", longest=4000)

    def changes(self, standard: Standard) -> dict[int, int | None]:
        """What was chosen, by criterion number."""
        chosen = {criterion.no: self[f"level_{criterion.no}"].data for criterion in standard.criteria}
        return {no: int(level) if level else None for no, level in chosen.items()}

    def reasons(self, standard: Standard) -> dict[int, str]:
        """The reasons given, by criterion number."""
        return {criterion.no: self[f"reason_{criterion.no}"].data or "" for criterion in standard.criteria}

    def of(self, criterion: Criterion) -> tuple[Any, Any]:
        """The two fields of a criterion."""
        return self[f"level_{criterion.no}"], self[f"reason_{criterion.no}"]


def sheet_form(standard: Standard, sheet: Sheet) -> SheetForm:
    """The form of one sheet, holding what the head has saved so far: never what others said."""
    choices = offered((str(level.ordinal), level.name) for level in standard.levels)
    fields: dict[str, Any] = {}
    for criterion in standard.criteria:
        fields[f"level_{criterion.no}"] = RadioField(criterion.name, choices=choices, validators=[Optional()])
        fields[f"reason_{criterion.no}"] = LongTextField(f"Lý do, tiêu chí {criterion.no}", longest=LONGEST_REASON)
    saved = {
        f"level_{no}": None if level is None else str(level) for no, level in enumerate(sheet.form, start=1)
    } | {f"reason_{no}": text for no, text in sheet.reasons.items()}  # fmt: skip
    made: type[SheetForm] = type("SheetForm", (SheetForm,), fields)
    return made.from_request(data={**saved, "comment": sheet.comment, "version": str(sheet.version)})


class RankForm(VersionForm):
    """The rank decided, and why where it is not the rule's."""

    rank = RadioField("Xếp loại")
    rank_reason = LongTextField("Lý do xếp khác quy tắc", longest=LONGEST_REASON)

    def offer(self, standard: Standard) -> None:
        """The ranks of the standard, best first."""
        ranks = [standard.level(clause.rank) for clause in standard.ranking.clauses]
        self.rank.choices = offered((str(level.ordinal), level.name) for level in ranks)


class ReturnForm(VersionForm):
    """Why the self-assessment goes back."""

    reason = LongTextField("Lý do trả lại", longest=LONGEST_REASON)

    def validate_reason(self, field: Any) -> None:
        """The person must know what to correct."""
        refuse(len(field.data or "") < 10, REQUIRED if not field.data else "Hãy viết rõ hơn, ít nhất 10 chữ.")


class PublishForm(VersionForm):
    """Whose rank is published now."""

    people = SelectMultipleField(
        "Công bố cho", coerce=int, choices=[], widget=ListWidget(), option_widget=CheckboxInput()
    )
    sure = BooleanField("Tôi đã kiểm tra, công bố kết quả cho những người đã chọn")

    def validate_people(self, field: Any) -> None:
        """Somebody must be chosen."""
        refuse(not field.data, "Hãy chọn ít nhất một người.")

    def validate_sure(self, field: Any) -> None:
        """Publishing is not taken back."""
        refuse(not field.data, "Hãy xác nhận: đã công bố thì không rút lại được.")
