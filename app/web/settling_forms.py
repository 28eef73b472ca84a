"""What does the second decider type: why names are opened, own levels with reasons, what becomes of the rank?"""

from typing import Any

from wtforms import RadioField
from wtforms.validators import Optional

from app.domain.evaluation.appeals.queries import AppealSheet
from app.domain.evaluation.appeals.rules import SHORTEST_TEXT, Outcome
from app.domain.evaluation.appeals.settling import Settlement
from app.domain.standards.rules.standard import Standard
from app.web.deciding.forms import LONGEST_REASON, SheetForm
from app.web.forms import REQUIRED, BaseForm, LongTextField, VersionForm, offered, refuse
from app.web.labels import label

KEEP = "keep"
CLEARER = "Hãy viết rõ hơn, ít nhất 10 chữ cái."


class ReviewForm(SheetForm):
    """The second decider's level of each criterion, "keep" for the first decider's, with its reason."""

    def changes(self, standard: Standard) -> dict[int, int | None]:
        """What was chosen, by criterion number; None keeps what was decided first."""
        chosen = {criterion.no: self[f"level_{criterion.no}"].data for criterion in standard.criteria}
        return {no: int(level) if level and level != KEEP else None for no, level in chosen.items()}


def review_form(standard: Standard, sheet: AppealSheet) -> ReviewForm:
    """The form of one appeal, holding what was saved so far."""
    fields: dict[str, Any] = {}
    saved: dict[str, str] = {}
    for criterion in standard.criteria:
        no, first = criterion.no, sheet.first.form[criterion.no - 1]
        others = [(str(level.ordinal), level.name) for level in standard.levels if level.ordinal != first]
        choices = offered([(KEEP, "Giữ"), *others])
        fields[f"level_{no}"] = RadioField(criterion.name, choices=choices, validators=[Optional()])
        fields[f"reason_{no}"] = LongTextField(f"Lý do, tiêu chí {no}", longest=LONGEST_REASON)
        own = sheet.own[no - 1]
        saved |= {f"level_{no}": KEEP if own is None else str(own), f"reason_{no}": sheet.reasons.get(no, "")}
    made: type[ReviewForm] = type("ReviewForm", (ReviewForm,), fields)
    return made.from_request(data={**saved, "comment": sheet.appeal.comment, "version": str(sheet.appeal.version)})


class SettleForm(VersionForm):
    """Keep the rank or change it, and why."""

    outcome = RadioField("Quyết định")
    rank = RadioField("Xếp loại mới", validate_choice=False)
    reason = LongTextField("Lý do", longest=LONGEST_REASON)
    rank_reason = LongTextField("Lý do xếp khác quy tắc", longest=LONGEST_REASON)

    def offer(self, standard: Standard) -> None:
        """Both outcomes, and the ranks of the standard, best first."""
        self.outcome.choices = offered((str(each), label(each, "appeal_outcome")) for each in Outcome)
        ranks = [standard.level(clause.rank) for clause in standard.ranking.clauses]
        self.rank.choices = offered((str(level.ordinal), level.name) for level in ranks)

    def validate_rank(self, field: Any) -> None:
        """A changed rank must be named."""
        named = field.data in {choice.value for choice in field.choices}
        refuse(self.outcome.data == Outcome.CHANGED and not named, "Hãy chọn xếp loại mới.")

    def validate_reason(self, field: Any) -> None:
        """The person and the first decider read it."""
        refuse(len(field.data or "") < SHORTEST_TEXT, CLEARER if field.data else REQUIRED)

    @property
    def settlement(self) -> Settlement:
        """What was decided."""
        rank = int(self.rank.data) if self.outcome.data == Outcome.CHANGED else None
        return Settlement(Outcome(self.outcome.data), rank, self.reason.data or "", self.rank_reason.data or "")


class PurposeForm(BaseForm):
    """Why the colleagues' sheets are opened with their names."""

    purpose = LongTextField("Mục đích", longest=LONGEST_REASON)

    def validate_purpose(self, field: Any) -> None:
        """It goes on record as it is written."""
        refuse(len(field.data or "") < SHORTEST_TEXT, CLEARER if field.data else REQUIRED)
