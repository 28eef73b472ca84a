"""What does somebody say on the form of needs for training?"""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.organisation.rules import Problem
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import Way
from app.domain.training.needs.queries import Declared
from app.domain.training.needs.rules import AREAS, LONGEST_REMARK, Answer, Season
from app.web.forms import LongTextField, TextField, VersionForm, offered
from app.web.labels import label

DRAFT = "draft"


class NeedsForm(VersionForm):
    """Modules, areas, way, season and two remarks; `act` is the button that was pressed."""

    modules = SelectMultipleField(
        "Mô đun cần học", coerce=int, choices=[], widget=ListWidget(), option_widget=CheckboxInput()
    )
    areas = SelectMultipleField(
        "Lĩnh vực khác cần bồi dưỡng", widget=ListWidget(), option_widget=CheckboxInput(),
        choices=offered((str(each), label(each, "needs_area")) for each in AREAS),
    )  # fmt: skip
    way = RadioField(
        "Hình thức mong muốn", choices=offered((str(each), label(each, "training_way")) for each in Way),
        validate_choice=False,
    )  # fmt: skip
    season = RadioField(
        "Thời gian thuận tiện", choices=offered((str(each), label(each, "needs_season")) for each in Season),
        validate_choice=False,
    )  # fmt: skip
    material = LongTextField("Góp ý về tài liệu", longest=LONGEST_REMARK)
    remark = LongTextField("Ý kiến khác", longest=LONGEST_REMARK)
    act = TextField("", longest=10)

    def offer(self, modules: Sequence[TrainingModule]) -> None:
        """The modules of one's own audience."""
        self.modules.choices = offered((each.id, each.title) for each in modules)

    @property
    def is_draft(self) -> bool:
        return self.act.data == DRAFT

    def answer(self) -> Answer:
        """What was ticked and typed; a choice that was not offered is none."""
        way = self.way.data if self.way.data in set(Way) else None
        season = self.season.data if self.season.data in set(Season) else None
        return Answer(
            tuple(self.modules.data or ()), tuple(self.areas.data or ()), way, season, self.material.data or "",
            self.remark.data or "",
        )  # fmt: skip

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show each problem at its field."""
        for problem in problems:
            self[problem.field].errors = [label(problem.code, "needs_problem")]


def typed(declared: Declared | None) -> dict[str, Any]:
    """What the form holds at first."""
    if declared is None:
        return {"version": "0"}
    answer = declared.answer
    return {
        "version": str(declared.form.version), "modules": list(answer.modules), "areas": list(map(str, answer.areas)),
        "way": answer.way, "season": answer.season, "material": answer.material, "remark": answer.remark,
    }  # fmt: skip
