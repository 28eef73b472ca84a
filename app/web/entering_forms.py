"""What does somebody type who takes a result over from paper?"""

from datetime import date
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from app.domain.evaluation.results.rules import Paper
from app.domain.organisation.rules import Problem
from app.domain.standards.rules.standard import Criterion, Standard
from app.web.forms import DayField, LongTextField, TextField, VersionForm, offered
from app.web.labels import label

LONGEST_REASON = 1000


class PaperForm(VersionForm):
    """The rank, where it comes from, and the levels of the criteria (`level_3`) where the paper has them."""

    rank = RadioField("Xếp loại ghi trên phiếu", validators=[Optional()])
    self_rank = SelectField("Người được đánh giá tự xếp loại", validators=[Optional()])
    signed_on = DayField("Ngày ký")
    signed_by = TextField("Người ký", longest=100)
    document = TextField("Số quyết định, số văn bản", longest=60)
    rank_reason = LongTextField("Lý do xếp khác quy tắc", longest=LONGEST_REASON)

    def paper(self, standard: Standard) -> Paper:
        """What was typed."""
        levels = tuple(_ordinal(self[f"level_{criterion.no}"].data) for criterion in standard.criteria)
        return Paper(
            _ordinal(self.rank.data), levels, _ordinal(self.self_rank.data), self.rank_reason.data or "",
            self.signed_on.day, self.signed_by.data or "", self.document.data or "",
        )  # fmt: skip

    @property
    def has_levels(self) -> bool:
        """Is the level of any criterion filled in?"""
        return any(field.data for field in self if field.name.startswith("level_"))

    def of(self, criterion: Criterion) -> Any:
        """The field of a criterion."""
        return self[f"level_{criterion.no}"]

    def tell(self, problems: list[Problem]) -> None:
        """Put each problem beside its field; what concerns the levels stands beside the rank they lead to."""
        for problem in problems:
            field = self.rank if problem.field == "levels" else self[problem.field]
            field.errors = [label(problem.code, "paper_problem")]


def _ordinal(value: str | None) -> int | None:
    return int(value) if value else None


def paper_form(standard: Standard, paper: Paper, version: int) -> PaperForm:
    """The form of one person's paper, holding what was taken over so far."""
    ranks = [standard.level(clause.rank) for clause in standard.ranking.clauses]
    best_first = [(str(level.ordinal), level.name) for level in ranks]
    choices = [("", "–"), *((str(level.ordinal), level.name) for level in reversed(standard.levels))]
    fields: dict[str, Any] = {
        f"level_{criterion.no}": SelectField(
            f"{criterion.no}. {criterion.name}", choices=offered(choices), validators=[Optional()]
        )
        for criterion in standard.criteria
    }
    saved = {f"level_{no}": _text(level) for no, level in enumerate(paper.levels, start=1)}
    made: type[PaperForm] = type("PaperForm", (PaperForm,), fields)
    form = made.from_request(
        data={
            **saved, "rank": _text(paper.rank) or None, "self_rank": _text(paper.self_rank),
            "signed_on": _day(paper.signed_on), "signed_by": paper.signed_by, "document": paper.document,
            "rank_reason": paper.rank_reason, "version": str(version),
        }
    )  # fmt: skip
    assert isinstance(form, PaperForm)
    form.rank.choices = offered(best_first)
    form.self_rank.choices = offered([("", "Không ghi"), *best_first])
    return form


def _text(ordinal: int | None) -> str:
    return "" if ordinal is None else str(ordinal)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
