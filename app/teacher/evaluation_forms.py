"""What somebody types when they assess themselves."""

from typing import Any

from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.evaluation.self_assessment import Draft, Words
from app.domain.standards.rules.standard import Criterion, Form, Part, Standard, StandardKind, weakest
from app.web.forms import LevelField, LongTextField, TextField, VersionForm, offered

LONGEST = 4000


class PartForm(VersionForm):
    """The criteria of one part: `level_3` and so on; a blank one is none yet.

    `evidence` is the criterion whose button was pressed: its evidence is chosen next, after saving.
    """

    evidence = IntegerField(validators=[Optional()])

    def changes(self, part: Part) -> dict[int, int | None]:
        """What was chosen, by criterion number."""
        chosen = {criterion.no: self[f"level_{criterion.no}"].data for criterion in part.criteria}
        return {no: int(level) if level else None for no, level in chosen.items()}

    def criteria(self, part: Part) -> list[tuple[Criterion, Any]]:
        """The criteria with their fields, in order."""
        return [(criterion, self[f"level_{criterion.no}"]) for criterion in part.criteria]


def part_form(standard: Standard, part: Part, form: Form, version: int, without: int | None) -> PartForm:
    """The form of one part, holding the levels saved so far; `without` shows one criterion as not chosen."""
    choices = offered((str(level.ordinal), level.name) for level in standard.levels)
    fields = {
        f"level_{criterion.no}": LevelField(criterion.name, choices=choices, validators=[Optional()])
        for criterion in part.criteria
    }
    made = type("PartForm", (PartForm,), fields)
    saved = {
        f"level_{no}": None if level is None or no == without else str(level) for no, level in enumerate(form, start=1)
    }
    return made.from_request(data={**saved, "version": str(version)})


class WordsForm(VersionForm):
    """Remarks and the development plan of form BM01; of teachers also the class that they are head teacher of."""

    homeroom = TextField("Chủ nhiệm lớp", longest=60)
    strengths = LongTextField("Điểm mạnh", longest=LONGEST)
    improvements = LongTextField("Những vấn đề cần cải thiện", longest=LONGEST)
    goal = LongTextField("Mục tiêu", longest=LONGEST)
    content = LongTextField("Nội dung đăng ký học tập, bồi dưỡng", longest=LONGEST)
    schedule = LongTextField("Thời gian", longest=LONGEST)
    conditions = LongTextField("Điều kiện thực hiện", longest=LONGEST)
    modules = SelectMultipleField("Mô đun đăng ký", choices=[], widget=ListWidget(), option_widget=CheckboxInput())

    def propose(self, standard: Standard, draft: Draft) -> None:
        """Offer the modules that help with the weakest criteria, and those chosen before, in the standard's order.

        Only the teachers' form asks for a class.
        """
        if standard.kind is not StandardKind.TEACHER:
            del self.homeroom
        weak = weakest(standard, draft.levels)
        helpful = {
            module.code: module.name
            for criterion in standard.criteria
            for module in criterion.modules
            if criterion in weak or module.code in draft.words.modules
        }
        self.modules.choices = offered(helpful.items())

    @property
    def words(self) -> Words:
        """What was written."""
        return Words(
            self.strengths.data or "", self.improvements.data or "", self.goal.data or "", self.content.data or "",
            self.schedule.data or "", self.conditions.data or "", list(self.modules.data or []),
            (self.homeroom.data or "") if "homeroom" in self else "",
        )  # fmt: skip
