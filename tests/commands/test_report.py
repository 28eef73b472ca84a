"""`flask seed margins` makes people that `flask report` counts to the very totals."""

import json

import pytest

MARGINS = """
province: {code: "88", name: "Thử"}
year: 2021
teachers:
  TH:
    total: 30
    completed: 25
    ranks: [1, 4, 12, 8]
    female: {total: 21, completed: 18, ranks: [0, 3, 9, 6]}
    minority: {total: 5, completed: 4, ranks: [0, 1, 2, 1]}
    female_minority: {total: 3, completed: 2, ranks: [0, 0, 1, 1]}
    difficult: {total: 10, completed: 9, ranks: [1, 2, 4, 2]}
  THPT: {total: 10, completed: 10, ranks: [0, 0, 5, 5]}
principals:
  TH: {total: 2, completed: 1, ranks: [0, 0, 0, 1]}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "margins.yaml"
    path.write_text(MARGINS, encoding="utf-8")
    return str(path)


@pytest.mark.bulk
@pytest.mark.both_databases
def test_a_seeded_province_with_margins_gives_those_figures(app, file):
    runner = app.test_cli_runner()
    made = runner.invoke(args=["seed", "margins", file])
    assert made.exit_code == 0, made.output
    printed = runner.invoke(args=["report", "88", "2021", "--json"])
    assert printed.exit_code == 0, printed.output
    document = json.loads(printed.stdout)
    tables = {table["code"]: {line["key"]: line["values"] for line in table["lines"]} for table in document["tables"]}
    assert document["people"] == 42 and len(tables) == 17
    done, ranks, managers = tables["A.1.1"], tables["A.1.2"], tables["A.2.1a"]
    assert done["all"] == {"total": 40, "done": 35, "share": 87.5}
    assert done["1.female"]["total"] == 21 and done["all.female_minority"] == {"total": 3, "done": 2, "share": 66.7}
    assert [ranks["1.difficult"][f"rank.{n}"] for n in range(4)] == [1, 2, 4, 2]
    assert [ranks["3"][f"rank.{n}"] for n in range(4)] == [0, 0, 5, 5] and ranks["3"]["share.3"] == 50.0
    assert managers["all"] == {"total": 2, "done": 1, "share": 50.0}
    assert all(table["title"] for table in document["tables"])
    again = runner.invoke(args=["seed", "margins", file])
    assert again.exit_code != 0 and "đã có trường" in again.output


def test_what_there_is_no_report_of_is_said(app):
    printed = app.test_cli_runner().invoke(args=["report", "77", "2021"])
    assert printed.exit_code != 0 and "Không có kỳ đánh giá năm 2021" in printed.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("teachers: [1, 2", "dòng 1, cột 16: tệp không phải YAML"),
        (MARGINS.replace("completed: 25", "completed: 25.0"), "teachers.TH.completed: “25.0” không phải số nguyên"),
        ("", "cả tệp: cần các mục province"),
    ],
)  # fmt: skip
def test_a_file_of_margins_that_cannot_be_used_says_where(app, tmp_path, text, said):
    path = tmp_path / "margins.yaml"
    path.write_text(text, encoding="utf-8")
    refused = app.test_cli_runner().invoke(args=["seed", "margins", str(path)])
    assert refused.exit_code == 1 and f"Tệp số tổng không dùng được: {said}" in refused.output, refused.output
