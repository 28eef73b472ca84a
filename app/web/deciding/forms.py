"""What does somebody who decides type: levels with reasons, a rank, a reason to return?"""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.evaluation.grid.queries import SIZE, Row
from app.domain.evaluation.sheets import Sheet
from app.domain.standards.rules.standard import Criterion, Form, Standard
from app.web.forms import REQUIRED, BaseForm, LevelField, LongTextField, VersionForm, offered, refuse

LONGEST_REASON = 1000
PAIR = re.compile(r"[0-9]{1,9}:[0-9]{1,9}")


class LevelsForm(VersionForm):
    """The head's level of each criterion with its reason (`level_3`, `reason_3`)."""

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


class SheetForm(LevelsForm):
    """The levels, and a comment."""

    comment = LongTextField("Nhận xét chung", longest=4000)


def differences(
    form: LevelsForm, standard: Standard, levels: Form, reasons: Mapping[int, str], comment: str
) -> dict[str, Any]:  # fmt: skip
    """What differs between a form and what is saved: `(criterion, here, there)` of levels and of words (CON-1)."""
    changed = [(no, level, levels[no - 1]) for no, level in form.changes(standard).items() if level != levels[no - 1]]
    words = [(no, text, reasons.get(no, "")) for no, text in form.reasons(standard).items()]
    if isinstance(form, SheetForm):
        words.append((0, form.comment.data or "", comment))
    return {"levels": changed, "words": [(no, here, there) for no, here, there in words if here != there]}


class RowForm(LevelsForm):
    """The levels of one row of the grid.  What it does not bring (reasons that are not asked) stays as it was saved."""

    keep = HiddenField()  # the version seen beside one's own side, when it is the own one that shall hold

    @property
    def version_meant(self) -> int:
        """The version that this save goes over."""
        text = str(self.keep.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else self.shown_version


def sheet_form(standard: Standard, sheet: Sheet) -> SheetForm:
    """The form of one sheet, holding what the head has saved so far: never what others said."""
    return _filled(SheetForm, LevelField, standard, sheet, comment=sheet.comment)


def row_form(standard: Standard, sheet: Sheet) -> RowForm:
    """The form of one row of the grid, likewise; its lists post a blank, so that an absent level is as it was saved."""
    return _filled(RowForm, RadioField, standard, sheet)


Levels = TypeVar("Levels", bound=LevelsForm)


def _filled(
    kind: type[Levels], field: type[RadioField], standard: Standard, sheet: Sheet, **more: str
) -> Levels:  # fmt: skip
    choices = offered((str(level.ordinal), level.name) for level in standard.levels)
    fields: dict[str, Any] = {}
    for criterion in standard.criteria:
        fields[f"level_{criterion.no}"] = field(criterion.name, choices=choices, validators=[Optional()])
        fields[f"reason_{criterion.no}"] = LongTextField(f"Lý do, tiêu chí {criterion.no}", longest=LONGEST_REASON)
    saved = {
        f"level_{no}": None if level is None else str(level) for no, level in enumerate(sheet.form, start=1)
    } | {f"reason_{no}": text for no, text in sheet.reasons.items()}  # fmt: skip
    made: type[Levels] = type(kind.__name__, (kind,), fields)
    return made.from_request(data={**saved, **more, "version": str(sheet.version)})  # type: ignore[return-value]


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


def pairs_in(values: list[str] | None) -> list[tuple[int, int]]:
    """`(evaluation id, version shown)` of each value as the pages write them; what is none is passed over."""
    pairs = (one.split(":") for one in values or [] if PAIR.fullmatch(one))
    return [(int(evaluation_id), int(version)) for evaluation_id, version in pairs]


class PublishForm(BaseForm):
    """Whose rank is published now, each with the version of the decision that was read ("12:3")."""

    people = SelectMultipleField(
        "Công bố cho", choices=[], validate_choice=False, widget=ListWidget(), option_widget=CheckboxInput()
    )
    sure = BooleanField("Tôi đã kiểm tra, công bố kết quả cho những người đã chọn")

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Those who are ranked, with their rank; all ticked at first."""
        self.people.choices = offered(choices)
        if not self.is_submitted():
            self.people.data = [value for value, _ in choices]

    @property
    def chosen(self) -> dict[int, int]:
        """The version shown of each, by evaluation id."""
        return dict(pairs_in(self.people.data))

    def validate_people(self, field: Any) -> None:
        """Somebody must be chosen."""
        refuse(not self.chosen, "Hãy chọn ít nhất một người.")

    def validate_sure(self, field: Any) -> None:
        """Publishing is not taken back."""
        refuse(not field.data, "Hãy xác nhận: đã công bố thì không rút lại được.")


class ReadyForm(BaseForm):
    """Which complete rows of the grid are ranked now, each with the version that was seen ("12:3")."""

    people = SelectMultipleField(
        "Xếp loại", choices=[], validate_choice=False, widget=ListWidget(), option_widget=CheckboxInput()
    )

    def offer(self, rows: list[tuple[Row, str]]) -> None:
        """The rows that are ready, with the rank that the rule gives each; all ticked at first."""
        self.people.choices = offered((f"{row.id}:{row.sheet.version}", words) for row, words in rows)
        if not self.is_submitted():
            self.people.data = [value for value, *_ in self.people.choices]

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """`(evaluation id, version shown)` of each."""
        return pairs_in(self.people.data)

    def validate_people(self, field: Any) -> None:
        """Somebody must be chosen, and no more than a page."""
        refuse(not self.chosen, "Hãy chọn ít nhất một người.")
        refuse(len(self.chosen) > SIZE, f"Mỗi lần xếp loại nhiều nhất {SIZE} người.")
