"""What a teacher types about the own sector ID."""

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from app.domain import clock
from app.domain.organisation.sector_id import BadSectorId, clean_sector_id
from app.domain.vietnamese import BadDate, birth_date_problem, parse_date
from app.web.forms import BaseForm, LongTextField, TextField, VersionForm, refuse
from app.web.labels import label


class SectorIdForm(VersionForm):
    """The one field of step 3."""

    sector_id = TextField("Mã định danh", longest=40)
    cleaned = ""

    def validate_sector_id(self, field: Any) -> None:
        """Keep the cleaned digits; what was typed stays on the screen."""
        try:
            self.cleaned = clean_sector_id(field.data or "")
        except BadSectorId as bad:
            raise ValidationError(label(bad.problem, "sector_id_problem")) from bad


class BirthDateForm(BaseForm):
    """Asked once."""

    birth_date = TextField("Ngày sinh", longest=20)
    day: date | None = None

    def validate_birth_date(self, field: Any) -> None:
        """A real day on which somebody at work may have been born."""
        try:
            self.day = parse_date(field.data or "")
        except BadDate as bad:
            shown = f"Ngày {bad.shown} không có thật." if bad.problem == "not_real" else None
            raise ValidationError(shown or label(bad.problem, "birth_date_problem")) from bad
        problem = birth_date_problem(self.day, clock.today())
        if problem:
            refuse(True, label(problem, "birth_date_problem"))


class HelpForm(BaseForm):
    """A word to the school's admin."""

    note = LongTextField("Lời nhắn", longest=1000)
