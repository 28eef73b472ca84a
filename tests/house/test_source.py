"""What holds because nobody wrote otherwise: no markup by hand, no cache of people, no slow pattern, no other host."""

import ast
import importlib
import re
import time
from collections.abc import Iterator

import pytest

from app.config import ROOT
from tests.house.code import sources

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
SENT = sorted([*(ROOT / "static" / "js").glob("*.js"), *(ROOT / "static" / "css").glob("*.css"), *TEMPLATES])
# What may be remembered between requests: the same for everybody, whoever asks.  A new line here is a decision.
REMEMBERED = {
    "app/db.py": {"kept"},  # statements (`made_once`), never what they find
    "app/domain/accounts/hashing.py": {"_nobodys_hash"},
    "app/domain/accounts/rules/passwords.py": {"_known_passwords"},
    "app/domain/organisation/anybody.py": {"bounds", "_anybody"},  # parameters without values
    "app/domain/progress/queries.py": {"_pivot"},  # columns of a statement, not what it finds
    "app/domain/progress/several.py": {"_parts"},  # the same
    "app/domain/reporting/board/ground.py": {"_days"},  # of one request's board, as long as it lives
    "app/domain/reporting/board/lines.py": {"troubles"},  # of one line of it
    "app/domain/reporting/figures/signs.py": {"tests", "_within"},  # of parts of the slices, which never change
    "app/domain/reporting/queries.py": {"before", "units"},  # of one reading at hand, as long as it lives
    "app/domain/training/certificates/subjects.py": {"audiences"},  # of one subject at hand, as long as it lives
    "app/domain/training/records/matching.py": {"held_once", "holds_now"},  # conditions of statements
    "app/domain/vietnamese/names.py": {"_belongs_in_name", "_is_latin"},  # of one sign
    "app/domain/training/needs/rules.py": {"_cells"},  # of one tally at hand
    "app/domain/vietnamese/text.py": {"fold", "_words"},  # of a text, whoever wrote it
    "app/records/needs_place.py": {"counted", "_paths"},  # of one request's place, as long as it lives
    "app/records/overview/place.py": {"url", "opens_units"},  # of one request's place, as long as it lives
    "app/records/reports_place.py": {"_lists"},  # the same
    "app/web/pages.py": {"_address"},
    "app/web/pdf_qr.py": {"_modules"},
    "app/web/pdf_fonts.py": {"register_fonts"},
    "app/web/static_files.py": {"_packed"},
}
LONG = 20_000
LETTERS = ["a", "A", "0", " ", "-", ".", "/", "\t", "\n", "đ", "@", "_", "x0", "a ", "a-", "0.", "0/", ". ", "ab1 "]


def test_csp_5_every_template_escapes_what_is_printed(app) -> None:
    assert all(app.select_jinja_autoescape(name) for name in ("x.html", "x.htm", "x.xhtml", "x.svg", "x.xml"))
    assert {path.suffix for path in TEMPLATES} == {".html", ".css"}, "is another kind of template escaped?"
    said = """<b title='Lan'>"&</b>"""
    assert (
        app.jinja_env.from_string("{{ said }}").render(said=said) == "&lt;b title=&#39;Lan&#39;&gt;&#34;&amp;&lt;/b&gt;"
    )
    sheets = [path.name for path in TEMPLATES if path.suffix == ".css" and "{{" in path.read_text()]
    assert not sheets, "style sheets are put into a page as they are"
    unquoted = [path.name for path in TEMPLATES if re.search(r"\s[\w-]+=\{\{", path.read_text())]
    assert not unquoted, "an attribute without quotes ends at the first blank that somebody typed"


def test_csp_5_no_module_makes_markup_by_hand() -> None:
    """One module asks whether a value is markup already; nobody says so of a text."""
    knows, makes = set(), []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "markupsafe":
                knows.add(str(path))
            if isinstance(node, ast.Call) and name_of(node.func) in {"Markup", "render_template_string", "from_string"}:
                makes.append(f"{path}:{node.lineno}")
    assert (knows, makes) == ({"app/web/pdf_text.py"}, [])


def test_az_11_no_cache_holds_what_a_viewer_sees() -> None:
    found: dict[str, set[str]] = {}
    for path, tree in sources():
        if path.parts[1] == "commands":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node.func) in {"cache", "lru_cache"} and node.args:
                pytest.fail(f"{path}:{node.lineno} remembers without a name")
            if isinstance(node, ast.FunctionDef) and {name_of(each) for each in node.decorator_list} & {
                "cache", "lru_cache", "cached_property",
            }:  # fmt: skip
                found.setdefault(str(path), set()).add(node.name)
    assert found == REMEMBERED


def test_az_11_one_address_gives_each_viewer_their_own(clients, cast) -> None:
    """Asked in turn by one process: whoever comes second reads nothing that was made for the first."""
    for _ in range(2):
        for who, other in (("principal", "stranger_principal"), ("stranger_principal", "principal")):
            sheet = clients[who].get("/records/persons")
            page = sheet.get_data(as_text=True)
            assert cast[who].name in page and cast[other].name not in page
            assert sheet.headers["Cache-Control"] == "no-store" and "Cookie" in sheet.headers["Vary"]


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of the app: those that modules hold, and those written where they are used."""
    for path, tree in sources():
        module = importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{path} {name}", value
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(getattr(node.func, "value", node)) == "re" and node.args:
                given = node.args[0]
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield f"{path}:{node.lineno}", re.compile(given.value)


def test_in_5_nobody_gives_us_a_pattern() -> None:
    """A pattern is written in the code; what is put into one is a constant of its module."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and name_of(getattr(node.func, "value", node)) == "re" and node.args):
                continue
            parts = [each for each in ast.walk(node.args[0]) if isinstance(each, ast.Name)]
            assert all(part.id.isupper() for part in parts), f"{path}:{node.lineno}"


def test_in_5_every_pattern_takes_time_in_proportion() -> None:
    slow = set()
    for where, pattern in patterns():
        for letters in LETTERS:
            text = (letters * LONG)[:LONG] + "!"
            start = time.perf_counter()
            pattern.search(text)
            pattern.fullmatch(text)
            if time.perf_counter() - start > 0.5:
                slow.add(f"{where} {pattern.pattern!r} on {letters!r}")
    assert not slow


@pytest.mark.parametrize("path", SENT, ids=lambda path: str(path.relative_to(ROOT)))
def test_dp_9_nothing_is_fetched_from_elsewhere(path) -> None:
    """What a browser loads by itself: sources, imports, beacons.  (The browser stories fail on any other host too.)"""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    fetched = r"""(?:src|srcset|action|href|data|poster)\s*=\s*["']?|url\(\s*["']?|@import\s+["']|["'`](?=\w+:)"""
    assert not re.search(rf"(?:{fetched})(?:https?:|wss?:)?//", text, flags=re.I)


def test_con_4_whoever_notes_a_sending_keeps_its_result() -> None:
    """A note without a result is no sending: the form could be sent again and would act twice."""
    forgets = []
    for path, tree in sources():
        for act in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            called = {
                node.func.id for node in ast.walk(act) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            if "is_repeat" in called and "keep_result" not in called:
                forgets.append(f"{path}: {act.name}")
    assert not forgets, forgets
