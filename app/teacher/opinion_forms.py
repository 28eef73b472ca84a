"""What does somebody choose and write on an anonymous form: about a manager, about a module they have learnt?"""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField
from wtforms.validators import Optional

from app.domain.surveys.models import SurveyForm
from app.domain.surveys.queries import shape_of
from app.domain.surveys.rules import LONGEST_COMMENT, Answer, Shape
from app.domain.training.feedback.rules import LONGEST_REMARK, Topic, marked
from app.web.forms import BaseForm, LongTextField, offered
from app.web.labels import choices

CHOOSE = "Hãy chọn một mức."


class OpinionForm(BaseForm):
    """One choice a statement (`choice_3`), and a comment; its submit key is never rendered, nor kept (ANON-2)."""

    comment = LongTextField("Góp ý thêm", longest=LONGEST_COMMENT)

    @property
    def comments(self) -> tuple[str, ...]:
        """What was written."""
        return (self.comment.data or "",)

    def answer(self, shape: Shape) -> Answer:
        """What was chosen, statement by statement."""
        chosen = [self[f"choice_{no}"].data for no in range(1, shape.statements + 1)]
        return tuple(int(each) - 1 if each else None for each in chosen)

    def statements(self, texts: Sequence[str]) -> list[tuple[int, str, Any]]:
        """Number, words and field of each statement."""
        return [(no, text, self[f"choice_{no}"]) for no, text in enumerate(texts, start=1)]


class FeedbackForm(OpinionForm):
    """The same on training, with a remark of its own on the material."""

    material = LongTextField("Nhận xét về học liệu", longest=LONGEST_REMARK)
    comment = LongTextField("Góp ý khác", longest=LONGEST_REMARK)

    @property
    def comments(self) -> tuple[str, ...]:
        """What was written, each with what it is about."""
        return marked(Topic.MATERIAL, self.material.data or ""), marked(Topic.OTHER, self.comment.data or "")


def opinion_form(survey: SurveyForm) -> OpinionForm:
    """The form of a survey on a manager, blank or as it was just sent."""
    return _made(OpinionForm, survey)


def feedback_form(survey: SurveyForm) -> OpinionForm:
    """The form of a survey on training, blank or as it was just sent."""
    return _made(FeedbackForm, survey)


def _made(base: type[OpinionForm], survey: SurveyForm) -> OpinionForm:
    words = offered(choices(survey.scale))
    fields = {
        f"choice_{no}": RadioField(f"Câu {no}", choices=words, validators=[Optional()])
        for no in range(1, shape_of(survey).statements + 1)
    }
    made: type[OpinionForm] = type(base.__name__, (base,), fields)
    return made.from_request()


def tell_missing(form: OpinionForm, missing: Sequence[int]) -> None:
    """Say which statements still need a choice."""
    for no in missing:
        form[f"choice_{no}"].errors = [CHOOSE]
