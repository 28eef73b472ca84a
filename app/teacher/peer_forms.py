"""What does a colleague choose?  A level a criterion and colleague, as `level_<evaluation>_<criterion>`."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.validators import Optional

from app.domain.evaluation.peers.queries import Asked
from app.domain.standards.rules.standard import Criterion, Standard
from app.web.forms import LevelField, VersionForm, offered

Changes = dict[int, dict[int, int | None]]


class OpinionsForm(VersionForm):
    """Some criteria of some colleagues; a blank one is none yet.

    `shown` are the evaluations that the page at hand shows: who has moved onto it since is not blank, but not asked.
    """

    shown = HiddenField()

    def of(self, colleague: Asked, criterion: Criterion) -> Any:
        """The field of one criterion of one colleague."""
        return self[_name(colleague.evaluation_id, criterion.no)]

    def changes(self, colleagues: Sequence[Asked], criteria: Sequence[Criterion]) -> Changes:
        """What was chosen, by evaluation and criterion number."""
        return {
            colleague.evaluation_id: {
                criterion.no: int(level) if (level := self.of(colleague, criterion).data) else None
                for criterion in criteria
            }
            for colleague in colleagues
            if not self.shown.data or str(colleague.evaluation_id) in self.shown.data.split(",")
        }


def opinions_form(
    standard: Standard, colleagues: Sequence[Asked], criteria: Sequence[Criterion], *,
    without: tuple[int, int] | None = None, lists: bool = False,
) -> OpinionsForm:  # fmt: skip
    """The form over these colleagues and criteria, holding what is saved.

    `without` (evaluation, criterion) shows one level as not chosen; `lists` gives select lists in place of radios.
    """
    levels = [(str(level.ordinal), level.name) for level in standard.levels]
    fields: dict[str, Any] = {}
    saved: dict[str, str | None] = {
        "version": str(sum(colleague.version for colleague in colleagues)),
        "shown": ",".join(str(colleague.evaluation_id) for colleague in colleagues),
    }
    for colleague in colleagues:
        for criterion in criteria:
            name, level = _name(colleague.evaluation_id, criterion.no), colleague.form[criterion.no - 1]
            words = f"{colleague.full_name}, tiêu chí {criterion.no}"
            if lists:
                fields[name] = SelectField(words, choices=offered([("", "–"), *levels]), validators=[Optional()])
            else:
                fields[name] = LevelField(words, choices=offered(levels), validators=[Optional()])
            blank = level is None or without == (colleague.evaluation_id, criterion.no)
            saved[name] = None if blank else str(level)
    made: type[OpinionsForm] = type("OpinionsForm", (OpinionsForm,), fields)
    return made.from_request(data=saved)


def _name(evaluation_id: int, no: int) -> str:
    return f"level_{evaluation_id}_{no}"
