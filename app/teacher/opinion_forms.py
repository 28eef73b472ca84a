"""What does somebody choose and write who gives an opinion on a manager?"""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField
from wtforms.validators import Optional

from app.domain.surveys.models import SurveyForm
from app.domain.surveys.queries import shape_of
from app.domain.surveys.rules import LONGEST_COMMENT, Answer, Shape
from app.web.forms import BaseForm, LongTextField, offered
from app.web.labels import choices

CHOOSE = "Hãy chọn một mức."


class OpinionForm(BaseForm):
    """One choice a statement (`choice_3`), and a comment; its submit key is never rendered, nor kept (ANON-2)."""

    comment = LongTextField("Góp ý thêm", longest=LONGEST_COMMENT)

    def answer(self, shape: Shape) -> Answer:
        """What was chosen, statement by statement."""
        chosen = [self[f"choice_{no}"].data for no in range(1, shape.statements + 1)]
        return tuple(int(each) - 1 if each else None for each in chosen)

    def statements(self, texts: Sequence[str]) -> list[tuple[int, str, Any]]:
        """Number, words and field of each statement."""
        return [(no, text, self[f"choice_{no}"]) for no, text in enumerate(texts, start=1)]


def opinion_form(survey: SurveyForm) -> OpinionForm:
    """The form of one survey, blank or as it was just sent."""
    words = offered(choices(survey.scale))
    fields = {
        f"choice_{no}": RadioField(f"Câu {no}", choices=words, validators=[Optional()])
        for no in range(1, shape_of(survey).statements + 1)
    }
    made: type[OpinionForm] = type("OpinionForm", (OpinionForm,), fields)
    return made.from_request()


def tell_missing(form: OpinionForm, missing: Sequence[int]) -> None:
    """Say which statements still need a choice."""
    for no in missing:
        form[f"choice_{no}"].errors = [CHOOSE]
