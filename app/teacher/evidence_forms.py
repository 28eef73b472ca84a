"""What somebody types and chooses when they keep evidence."""

from flask_wtf.file import FileField
from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.evaluation.evidence.actions import Details
from app.domain.evaluation.evidence.rules import LONGEST_DESCRIPTION, LONGEST_LINK, LONGEST_NAME
from app.domain.standards.rules.standard import Standard
from app.web.forms import REQUIRED, BaseForm, LongTextField, TextField, VersionForm, offered
from app.web.labels import label

LINK_PROBLEMS = {"bad_link"}


class DetailsForm(VersionForm):
    """Name, description and link of a piece."""

    name = TextField("Tên minh chứng", longest=LONGEST_NAME, validators=[InputRequired(REQUIRED)])
    description = LongTextField("Mô tả", longest=LONGEST_DESCRIPTION)
    link = TextField("Đường dẫn", longest=LONGEST_LINK)

    @property
    def details(self) -> Details:
        """What was written."""
        return Details(self.name.data or "", self.description.data or "", self.link.data or "")

    def say(self, problem: str) -> None:
        """Put the reason of a refusal beside the field that it concerns."""
        field = self.link if problem in LINK_PROBLEMS or "file" not in self else self["file"]
        field.errors = [label(problem, "evidence_problem")]


class NewPieceForm(DetailsForm):
    """The same with the first file."""

    file = FileField("Tệp")

    def ask_for_file_again(self) -> None:
        """A browser does not give a chosen file back with the form: say so, unless the file has a reason of its own."""
        if self.errors and self.file.data and not self.file.errors:
            self.file.errors = [label("file_again", "evidence_problem")]


class FileForm(BaseForm):
    """One more file for a piece."""

    file = FileField("Tệp mới")

    def say(self, problem: str) -> None:
        """Put the reason of a refusal beside the field."""
        self.file.errors = [label(problem, "evidence_problem")]


class ChooseForm(BaseForm):
    """Which pieces of the store a criterion uses."""

    pieces = SelectMultipleField(
        "Kho minh chứng", choices=[], coerce=int, widget=ListWidget(), option_widget=CheckboxInput()
    )
    new = IntegerField(validators=[Optional()])  # the second button: save, then add a new piece


class CriteriaForm(BaseForm):
    """Which criteria use a piece."""

    criteria = SelectMultipleField(
        "Tiêu chí", choices=[], coerce=int, widget=ListWidget(), option_widget=CheckboxInput()
    )

    def offer(self, standard: Standard) -> None:
        """Name the criteria of the standard."""
        self.criteria.choices = offered((one.no, f"{one.no}. {one.name}") for one in standard.criteria)
