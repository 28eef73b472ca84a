"""Which forms does an admin fill about people?  Fields are cleaned and checked here, acts and dates by the domain."""

from typing import Any

from wtforms import Field, HiddenField, SelectField
from wtforms.validators import DataRequired, Optional, ValidationError

from app.domain import clock
from app.domain.organisation import posts
from app.domain.organisation.models import Unit
from app.domain.organisation.posts import Post
from app.domain.organisation.rules import Level, Position, Problem, UnitKind
from app.domain.organisation.search import groups_of
from app.domain.organisation.sector_id import BadSectorId, clean_sector_id
from app.domain.vietnamese import birth_date_problem, clean_name, name_problem
from app.web.forms import REQUIRED, BaseForm, DayField, TextField, offered
from app.web.identity import viewer
from app.web.labels import choices, label

FIRST_YEAR = 1950


def right_name(_form: BaseForm, field: Field) -> None:
    field.data = clean_name(field.data or "")
    if problem := name_problem(field.data):
        raise ValidationError(label(problem, "name_problem"))


def right_birth_date(_form: BaseForm, field: Field) -> None:
    born = getattr(field, "day", None)
    if born and (problem := birth_date_problem(born, clock.today())):
        raise ValidationError(label(problem, "date_problem").format(shown=f"{born:%d/%m/%Y}"))


def right_sector_id(_form: BaseForm, field: Field) -> None:
    if not field.data:
        return
    try:
        field.data = clean_sector_id(field.data)
    except BadSectorId as bad:
        raise ValidationError(label(bad.problem, "sector_id_problem")) from bad


class YearField(TextField):
    """A year as people write it; `year` is what was meant."""

    year: int | None = None

    def __init__(self, text: str, **options: Any) -> None:
        super().__init__(text, longest=10, **options)

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        if not (self.data.isascii() and self.data.isdigit() and FIRST_YEAR <= int(self.data) <= clock.today().year):
            raise ValidationError(f"Hãy ghi một năm từ {FIRST_YEAR} đến {clock.today().year}, ví dụ 2008.")
        self.year = int(self.data)


class PostForm(BaseForm):
    """The position somebody is given; its lists are those of one unit."""

    position = SelectField("Chức vụ")
    title = TextField("Công việc cụ thể (nhân viên)", longest=60)
    group = SelectField("Tổ chuyên môn", coerce=int)
    subject = TextField("Môn dạy", longest=60)
    level = SelectField("Cấp học")
    starts = DayField("Từ ngày", validators=[DataRequired(REQUIRED)])
    version = HiddenField()

    def fit(self, unit: Unit) -> None:
        """Offer what this unit has."""
        held = posts.positions_for(viewer(), unit)
        self.position.choices = offered((str(each), label(each, "position")) for each in held)
        if unit.kind != UnitKind.SCHOOL:
            for name in ("title", "group", "subject", "level"):
                del self[name]
            return
        groups = groups_of(unit.id)
        self.group.choices = offered([(0, "Không thuộc tổ nào"), *((group.id, group.name) for group in groups)])
        levels = [(level, words) for level, words in choices("level") if level in unit.level_set]
        self.level.choices = offered([("", "Theo trường"), *levels])

    def post(self) -> Post:
        """The post as it was asked for."""
        said = {name: self[name].data for name in ("title", "group", "subject", "level") if name in self}
        return Post(
            position=Position(self.position.data), starts=self.starts.day or clock.today(),
            group_id=said.get("group") or None, subject=said.get("subject") or None,
            level=Level(said["level"]) if said.get("level") else None, title=said.get("title") or None,
        )  # fmt: skip

    def show(self, problems: list[Problem]) -> None:
        """Put the domain's reasons beside the fields they concern."""
        for problem in problems:
            name = problem.field if problem.field in self._fields else "position"
            self._fields[name].errors = [*self._fields[name].errors, label(problem.code, "appointment_problem")]


class PersonFields:
    """What is asked of a person's particulars."""

    gender = SelectField("Giới tính")
    phone = TextField("Điện thoại", longest=20)
    email = TextField("Email", longest=200)
    qualification = TextField("Trình độ chuyên môn", longest=60)


class NewPersonForm(PersonFields, PostForm):
    full_name = TextField("Họ và tên", longest=100, validators=[DataRequired(REQUIRED), right_name])
    birth_date = DayField("Ngày sinh", validators=[right_birth_date])
    sector_id = TextField("Mã định danh theo danh sách của trường", longest=30, validators=[right_sector_id])


class ArrivalForm(PostForm):
    full_name = TextField("Họ và tên", longest=100, validators=[DataRequired(REQUIRED), right_name])
    birth_date = DayField("Ngày sinh", validators=[DataRequired(REQUIRED), right_birth_date])
    sector_id = TextField("Mã định danh", longest=30, validators=[DataRequired(REQUIRED), right_sector_id])


class CorrectionForm(PersonFields, BaseForm):
    given_name = TextField("Tên gọi", longest=50, validators=[DataRequired(REQUIRED), right_name])
    birth_date = DayField("Ngày sinh", validators=[right_birth_date])
    teaching_since = YearField("Dạy học từ năm")
    managing_since = YearField("Làm cán bộ quản lý từ năm")
    version = HiddenField()


class EndForm(BaseForm):
    ends = DayField("Ngày đầu tiên không còn giữ", validators=[DataRequired(REQUIRED)])
    reason = SelectField("Lý do")
    version = HiddenField()


class LeaveForm(BaseForm):
    kind = SelectField("Loại nghỉ")
    starts = DayField("Từ ngày", validators=[DataRequired(REQUIRED)])
    ends = DayField("Đến trước ngày", validators=[Optional()])
    note = TextField("Ghi chú", longest=300)


class ReturnForm(BaseForm):
    ends = DayField("Ngày trở lại làm việc", validators=[DataRequired(REQUIRED)])


def offer_genders(form: Any) -> None:
    form.gender.choices = offered([("", "Chưa rõ"), *choices("gender")])


def version_of(form: Any) -> int:
    """The version that the page was shown with; 0, which none has, when it did not come along."""
    text = form.version.raw_data[0] if form.version.raw_data else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
