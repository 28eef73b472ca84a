"""Do the components come out as a reader, a screen reader and a browser without JavaScript need them?"""

from types import SimpleNamespace

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from wtforms import BooleanField, FileField, Form, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.web.formats import FILTERS
from tests.pages import Element, text_of
from tests.web.test_templates import ROOT

SVG = "{http://www.w3.org/2000/svg}"
DECISIONS = [SelectChoice("ok", "Duyệt")]


class Sample(Form):
    submit_key = HiddenField(default="k1")
    code = StringField("Mã định danh", [InputRequired("Hãy nhập mã định danh.")])
    secret = PasswordField("Mật khẩu")
    level = SelectField("Cấp học", choices=[SelectChoice("th", "Tiểu học")], default="th")
    choice = RadioField(
        "Quyết định", [InputRequired("Hãy chọn một quyết định.")], choices=[SelectChoice("ok", "Duyệt")]
    )
    read = BooleanField("Đã đọc", [InputRequired("Hãy đánh dấu đã đọc.")])
    file = FileField("Tệp")


@pytest.fixture(scope="module")
def environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(FILTERS)
    environment.globals["csrf_token"] = lambda: "token"
    return environment


def render(environment: Environment, source: str, **context: object) -> Element:
    html = environment.from_string('{% import "shared/macros.html" as ui %}' + source).render(**context)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parseFragment(html)
    return root


def refused() -> Sample:
    form = Sample()
    assert not form.validate()
    return form


def test_a_refused_field_says_why_and_is_linked(environment: Environment) -> None:
    root = render(environment, '{{ ui.field(f.code, hint="Có hoặc không có số 0") }}', f=refused())
    field = root.find(".//input")
    assert field is not None
    assert field.get("aria-describedby") == "code-hint code-error"
    assert field.get("aria-invalid") == "true"
    assert field.get("required") is None, "the browser's own bubbles stay away"
    assert text_of(root.find(".//*[@id='code-error']")) == "Lỗi: Hãy nhập mã định danh."


def test_the_summary_counts_and_leads_to_each_field(environment: Environment) -> None:
    source = "{{ ui.error_summary(f) }}{{ ui.field(f.code) }}{{ ui.field(f.choice) }}{{ ui.field(f.read) }}"
    root = render(environment, source, f=refused())
    assert "Cần sửa 3 mục" in text_of(root)
    targets = [link.get("href", "")[1:] for link in root.iter("a")]
    assert targets == ["code", "choice-0", "read"]
    assert all(root.find(f".//input[@id='{target}']") is not None for target in targets)


def test_nothing_to_correct_shows_no_summary(environment: Environment) -> None:
    assert len(render(environment, "{{ ui.error_summary(f) }}", f=Sample())) == 0


def test_each_field_has_its_label(environment: Environment) -> None:
    root = render(
        environment, "{% for f in form if f.type != 'HiddenField' %}{{ ui.field(f) }}{% endfor %}", form=Sample()
    )
    labelled = {label.get("for") for label in root.iter("label")}
    fields = [field for tag in ("input", "select") for field in root.iter(tag)]
    assert len(fields) == 6
    assert {field.get("id") for field in fields} <= labelled
    assert [text_of(legend) for legend in root.iter("legend")] == ["Quyết định"]


def test_hidden_fields_go_along_once(environment: Environment) -> None:
    root = render(environment, "{{ ui.hidden(f) }}", f=Sample())
    assert [(field.get("name"), field.get("value")) for field in root] == [
        ("csrf_token", "token"),
        ("submit_key", "k1"),
    ]


def test_only_done_steps_are_links(environment: Environment) -> None:
    root = render(environment, "{{ ui.stepper([('Một', '/1'), ('Hai', '/2'), ('Ba', '/3')], 2) }}")
    assert [link.get("href") for link in root.iter("a")] == ["/1"]
    assert [step.get("class") for step in root.iter("li")] == ["done", "now", "todo"]
    assert text_of(root[1]) == "Bước 2/3: Hai"


def test_the_parts_of_a_bar_lie_side_by_side_and_are_told_in_words(environment: Environment) -> None:
    parts = [(30, "brand", "đã xác thực"), (0, "bad", "chưa khớp"), (10, "grey", "chưa bắt đầu")]
    root = render(environment, "{{ ui.bar('TH Hoa Sen', parts, 40, '30/40') }}", parts=parts)
    rects = [(rect.get("x"), rect.get("width")) for rect in root.iter(f"{SVG}rect")]
    assert rects == [("0", "75.0"), ("75.0", "25.0")]
    picture = root.find(f".//{SVG}svg")
    assert picture is not None and picture.get("aria-label") == "đã xác thực 30, chưa khớp 0, chưa bắt đầu 10"


def test_a_bar_of_nothing_is_empty(environment: Environment) -> None:
    root = render(environment, "{{ ui.bar('Trống', [(0, 'bad', 'chưa khớp')], 0, '0') }}")
    assert not list(root.iter(f"{SVG}rect"))


def test_a_task_that_cannot_start_has_no_link(environment: Environment) -> None:
    root = render(environment, "{{ ui.task_row('Xem kết quả', None, 'Mở khi công bố', 'Chưa mở') }}")
    assert not list(root.iter("a"))
    assert "Chưa mở" in text_of(root)


def test_a_comparison_says_in_words_what_differs(environment: Environment) -> None:
    rows = [("Họ tên", "Lan", "Lan", True), ("Ngày sinh", "05/09/1988", None, False), ("Trường", "A", "B", None)]
    root = render(environment, "{{ ui.compare('Hồ sơ', 'CSDL ngành', rows) }}", rows=rows)
    results = [text_of(cell).strip() for cell in root.iter("td") if cell.get("class") == "state"]
    assert results == ["✓ Khớp", "✗ Khác", "Không so"]


def test_a_long_history_is_cut_with_a_way_to_all_of_it(environment: Environment) -> None:
    entry = SimpleNamespace(what="Mở yêu cầu", who="Cô Lan", when="19:02", change=None, reason=None)
    root = render(environment, "{{ ui.timeline(entries, '/all') }}", entries=[entry] * 7)
    assert len(list(root.iter("li"))) == 5
    assert [link.get("href") for link in root.iter("a")] == ["/all"]


def test_what_people_typed_is_escaped(environment: Environment) -> None:
    root = render(environment, "{{ ui.task_row(name, '/x', name, name) }}{{ ui.note(name) }}", name="<b>x</b>")
    assert not list(root.iter("b"))


def test_a_filter_form_works_as_a_plain_form(environment: Environment) -> None:
    root = render(environment, "{% call ui.filter_bar('/list') %}{{ ui.field(f.level) }}{% endcall %}", f=Sample())
    form = root.find(".//form")
    assert form is not None and (form.get("method"), form.get("action")) == ("get", "/list")
    assert [text_of(button) for button in form.iter("button")] == ["Lọc"]
