"""What do the columns of an LMS's list mean?  Shown with a few of their texts, proposed, and settled by a person."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from app.domain import clock
from app.domain.imports import column_maps
from app.domain.imports.columns import COMPLETION_COLUMNS, MAPPED
from app.domain.imports.mapping import LEAVE_OUT, Settled, check_settled, folded, propose
from app.domain.imports.models import ColumnMap, ImportFile
from app.domain.imports.queries import file_for
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.completion_lists.queries import courses
from app.domain.training.completion_lists.rules import modules_meant, year_meant
from app.web.forms import BaseForm, DayField, TextField, offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import choices, label

UNUSED = "Không dùng"
LEAVE_OUT_WORDS = "Bỏ qua các dòng này"


class ColumnsForm(BaseForm):
    """What holds for a whole file; `form_for` gives it a field a column, and one a course that is unclear."""

    columns = HiddenField("Các cột")  # carries what is wrong with the columns as a whole
    module = SelectField("Mô đun của cả tệp")
    year = TextField("Năm bồi dưỡng của cả tệp", longest=20)
    completed_on = DayField("Ngày hoàn thành khi dòng không ghi")
    scale = RadioField("Thang điểm", choices=offered([("10", "Thang 10"), ("100", "Thang 100")]))
    complete_is_pass = BooleanField("Hoàn thành mà không ghi điểm thì tính là đạt")

    def bind(self, headings: Sequence[str], names: Sequence[str]) -> None:
        """The headings of the column fields, the texts of the name fields, in order."""
        self.headings, self.names = headings, names

    def settled(self) -> Settled:
        """What was said, once every field passes; of two columns that mean the same the first."""
        position: dict[str, int] = {}
        for place, _ in enumerate(self.headings):
            position.setdefault(self[f"column_{place}"].data, place)
        position.pop("", None)
        said = {folded(name): self[f"name_{number}"].data for number, name in enumerate(self.names)}
        return Settled(
            position=position, names={name: code for name, code in said.items() if code},
            module=self.module.data or "", year=year_meant(self.year.data or ""), scale=int(self.scale.data or 10),
            completed_on=self.completed_on.day, complete_is_pass=bool(self.complete_is_pass.data),
        )  # fmt: skip

    def tell(self) -> bool:
        """Say at its field what is still missing; True when nothing is."""
        settled = self.settled()
        for problem in check_settled(settled):
            self[problem.field].errors = [label(problem.code, "mapping_problem")]
        if self.year.data and settled.year is None:
            self.year.errors = [label("year_unclear", "import_reason").format(shown=self.year.data)]
        used: set[str] = set()
        for place, _ in enumerate(self.headings):
            field = self[f"column_{place}"]
            if field.data and field.data in used:
                name = label(field.data, "import_column")
                field.errors = [label("column_twice", "mapping_problem").format(name=name)]
            used.add(field.data)
        return not self.errors

    def tell_names(self) -> bool:
        """Ask for each course whose name says too little; True when all are told."""
        for number, _ in enumerate(self.names):
            if not self[f"name_{number}"].data:
                self[f"name_{number}"].errors = [label("name_unsettled", "mapping_problem")]
        return not self.errors


def form_for(file: ImportFile, kept: ColumnMap) -> ColumnsForm:
    """The form of one file, filled with what was said of it, else with what the provider's last list meant."""
    headings, modules = file.facts.get("headings", []), all_modules()
    said = file.facts.get("mapping")
    meant = _said_of(said, headings) if said else propose(headings, kept.columns)
    asked = {place: request.form.get(f"column_{place}", meant.get(place, "")) for place in range(len(headings))}
    names = unclear_names(file, next((place for place, key in asked.items() if key == "module"), None))
    fields: dict[str, Any] = {}
    columns = offered([("", UNUSED), *((each.key, label(each.key, "import_column")) for each in COMPLETION_COLUMNS)])
    for place, heading in enumerate(headings):
        fields[f"column_{place}"] = SelectField(f"Cột {place + 1}: {heading}"[:100], choices=columns)
    titles = _titles(modules)
    for number, name in enumerate(names):
        choices_ = offered([("", "Chọn mô đun"), *titles, (LEAVE_OUT, LEAVE_OUT_WORDS)])
        fields[f"name_{number}"] = SelectField(f"“{name}” là"[:100], choices=choices_)
    known = {**kept.names, **(said or {}).get("names", {})}
    data: dict[str, Any] = {f"column_{place}": key for place, key in meant.items()}
    data |= {f"name_{number}": known.get(folded(name), "") for number, name in enumerate(names)}
    form = type("ColumnsForm", (ColumnsForm,), fields).from_request(data=data | _whole(said, kept, meant, headings))  # type: ignore[attr-defined]
    form.module.choices = offered([("", "Theo cột trong tệp"), *titles])
    form.bind(headings, names)
    return form  # type: ignore[no-any-return]


def _titles(modules: Sequence[TrainingModule]) -> list[tuple[str, str]]:
    audiences = dict(choices("audience"))
    return [(each.code, f"{audiences[each.audience]}: {each.title}"[:90]) for each in modules]


def _said_of(said: dict[str, Any], headings: Sequence[str]) -> dict[int, str]:
    return {place: key for key, place in said["position"].items() if place < len(headings)}


def _whole(
    said: dict[str, Any] | None, kept: ColumnMap, meant: dict[int, str], headings: Sequence[str]
) -> dict[str, Any]:  # fmt: skip
    """What holds for the whole file, as the form shows it."""
    if said:
        day = said["completed_on"]
        return said | {
            "scale": str(said["scale"]), "year": str(said["year"] or ""),
            "completed_on": f"{day[8:]}/{day[5:7]}/{day[:4]}" if day else "",
        }  # fmt: skip
    year = "" if "year" in meant.values() else str(clock.today().year)
    scored = next((folded(headings[place]) for place, key in meant.items() if key == "score"), "")
    return {"scale": "100" if scored.endswith((" 100", " 100 00")) else "10", "year": year} | {
        name: str(v) if name == "scale" else v for name, v in kept.settings.items()
    }


def unclear_names(file: ImportFile, place: int | None) -> list[str]:
    """The texts of the column of modules that do not say which module is meant, if they are few."""
    texts = file.facts.get("names", [])
    if place is None or place >= len(texts) or texts[place] is None:
        return []
    known = courses()
    return [text for text in texts[place] if len(modules_meant(text, known)) != 1]


def settle_columns(file_id: int) -> ResponseReturnValue:
    """The columns with a few of their texts; settled, every row is checked by what they mean."""
    file = file_for(viewer(), file_id)
    if file is None or file.subject_id is None or file.kind not in MAPPED:
        abort(404)
    if file.state not in column_maps.SETTLED_IN:
        return go_to(".show_import", file_id=file_id)
    form = form_for(file, column_maps.kept_for(file.subject_id))
    if form.passes() and form.tell() and form.tell_names():
        try:
            settled = column_maps.settle_columns(viewer(), file_id, form.settled())
        except column_maps.TooLate:
            settled = file  # a double tap, or another window was quicker: its progress is shown
        if settled is None:
            abort(404)
        flash("Đã ghi ý nghĩa các cột; lần sau được đề xuất lại cho LMS này.", "ok")
        return go_to(".show_import", file_id=file_id)
    status = 422 if request.method == "POST" else 200
    samples = file.facts.get("samples", [])
    return render_template("importing/columns.html", file=file, form=form, samples=samples), status
