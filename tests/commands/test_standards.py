"""`flask rank` and `flask standards`, as an auditor's script calls them."""

import pytest

from app.db import writing
from app.domain.standards.actions import hold_still
from app.domain.standards.queries import stored


def rank(app, code, lines):
    return app.test_cli_runner().invoke(args=["rank", code, "-"], input=lines)


def test_rank_prints_rank_clause_and_what_would_lift(app):
    answer = rank(app, "TT20_2018", "T,T,T,T,T,T,T,T,T,T,K,K,K,K,K\nT,T,T,T,T,T,Đ,T,T,T,T,T,T,T,CĐ\n")
    assert answer.exit_code == 0
    assert answer.output.splitlines() == ["T\tĐiều 10 khoản 2 điểm a\t", "CD\tĐiều 10 khoản 2 điểm d\t15"]


def test_rank_names_what_is_missing(app):
    answer = rank(app, "TT20_2018", "T,,T,T,T,T,T,T,T,T,K,K,K,K,\n")
    assert answer.output == "\t\t2,15\n"


def test_rank_goes_on_after_a_line_that_is_no_form(app):
    answer = rank(app, "TT14_2018", "T,T\n" + ",".join("T" * 18) + "\n")
    first, second = answer.output.splitlines()
    assert answer.exit_code == 1 and first.startswith("?\t2 levels, 18 criteria")
    assert second.startswith("T\t")


def test_rank_reads_files_as_spreadsheets_write_them(app):
    """With a byte order mark, CRLF, small letters, blanks around a level, and no end of line at the end."""
    form = b"T, T ,t,T,T,T,T,\xc4\x91,c\xc4\x91,T,T,T,T,T,T"
    answer = rank(app, "TT20_2018", b"\xef\xbb\xbf" + form + b"\r\n" + form)
    assert answer.exit_code == 0
    assert answer.output.splitlines() == ["CD\tĐiều 10 khoản 2 điểm d\t9"] * 2


@pytest.mark.parametrize("garbage", [b"\xff\xfe\x00", b"", b"A" * 100_000, b"T" + b",T" * 15, b"X\ty" + b",T" * 14])
def test_rank_answers_garbage_with_one_short_line(app, garbage):
    good = b",".join([b"T"] * 15)
    answer = rank(app, "TT20_2018", b"\n".join((garbage, good)))
    wrong, right = answer.output.splitlines()
    assert answer.exit_code == 1 and right.startswith("T\t")
    assert wrong.startswith("?\t") and wrong.count("\t") == 2 and len(wrong) < 100


def test_rank_knows_no_other_standard(app):
    assert rank(app, "TT99", "T\n").exit_code == 1


def test_standards_come_in_once_and_go_out_as_they_came(app, tmp_path):
    run = app.test_cli_runner()
    first = run.invoke(args=["standards", "import"])
    assert first.output.splitlines() == ["tt14_2018.yaml: imported", "tt20_2018.yaml: imported"]
    exported = run.invoke(args=["standards", "export", "TT20_2018"])
    copy = tmp_path / "copy.yaml"
    copy.write_text(exported.output, encoding="utf-8")
    assert run.invoke(args=["standards", "import", str(copy)]).output == "copy.yaml: unchanged\n"
    assert [line.split("\t")[0] for line in run.invoke(args=["standards", "list"]).output.splitlines()] == [
        "TT14_2018", "TT20_2018",
    ]  # fmt: skip


def test_a_standard_in_use_does_not_change(app, tmp_path):
    run = app.test_cli_runner()
    run.invoke(args=["standards", "import"])
    row = stored("TT20_2018")
    with writing():
        hold_still(row.id)
    changed = tmp_path / "changed.yaml"
    text = run.invoke(args=["standards", "export", "TT20_2018"]).output
    changed.write_text(text.replace("Đạo đức nhà giáo", "Đạo đức"), encoding="utf-8")
    answer = run.invoke(args=["standards", "import", str(changed)])
    assert answer.exit_code == 1 and "in use" in answer.output
