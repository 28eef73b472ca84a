"""What does whoever watches a group choose?  Whom to ask beside and whom no more; what becomes of a small group."""

from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.evaluation.peers.about import Candidate
from app.domain.evaluation.peers.rules import Arrangement, Way
from app.domain.organisation.rules import Problem
from app.web.forms import REQUIRED, LongTextField, VersionForm, offered
from app.web.labels import choices, label

LONGEST_REASON = 1000
LONGEST_REMARK = 300


def _several(text: str) -> Any:
    """Tick boxes; whom the list no longer offers is refused by the rules, with the reason."""
    return SelectMultipleField(
        text, coerce=_id, choices=[], validate_choice=False, widget=ListWidget(), option_widget=CheckboxInput()
    )


def _id(value: Any) -> int:
    """An id among ticked boxes; 0, which nobody has, for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class ProblemForm(VersionForm):
    """A form whose refusals come from the rules."""

    def show_problems(self, problems: list[Problem], elsewhere: str) -> None:
        """Show each problem at its field, or at the field `elsewhere`."""
        for problem in problems:
            field = self[problem.field or elsewhere]
            field.errors = [*field.errors, label(problem.code, "peer_problem")]

    def show_again(self, version: int) -> None:
        """Keep what was chosen, over what holds by now."""
        self.version.data = str(version)


class AskedForm(ProblemForm):
    """Whom to ask beside, whom no more, and why."""

    drop = _several("Thôi hỏi")
    add = _several("Hỏi thêm")
    reason = LongTextField("Lý do", longest=LONGEST_REASON)

    def offer(self, people: tuple[Candidate, ...]) -> None:
        """Those who are asked and have not answered may be dropped, those who are not asked may be."""
        self.drop.choices = offered((one.person_id, one.name) for one in people if one.asked and not one.answered)
        self.add.choices = offered(
            (one.person_id, f"{one.name} ({one.group})" if one.group else one.name) for one in people if not one.asked
        )


class ArrangeForm(ProblemForm):
    """Alone, joined by other groups, or not collated."""

    way = RadioField("Cách lấy ý kiến", validators=[InputRequired(REQUIRED)])
    joined = _several("Hỏi thêm người của tổ")
    remark = LongTextField("Lý do", longest=LONGEST_REMARK)

    @property
    def chosen(self) -> Way:
        """The way chosen."""
        return Way(str(self.way.data))


def arrange_form(now: Arrangement, others: list[tuple[int, str]]) -> ArrangeForm:
    """The form of one group, holding what is settled, with the other groups of the school."""
    form = ArrangeForm.from_request(
        data={"way": now.way.value, "joined": sorted(now.joined), "remark": now.remark, "version": str(now.version)}
    )
    form.way.choices = offered(choices("group_way"))
    form.joined.choices = offered(others)
    return form
