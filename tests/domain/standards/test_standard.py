"""A standard is data: what a document may be, and what the two that come with the app hold."""

import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.domain.standards.rules.reading import BadStandard, read_form, read_standard
from app.domain.standards.rules.standard import decode, encode, unrated, with_levels
from app.integrations.standard_files import UnreadableStandard, read_file, write_file
from tests.domain.standards.documents import official, small_document


@pytest.mark.parametrize(
    ("code", "criteria", "keys"),
    [
        ("TT20_2018", 15, {3, 4, 5, 6, 7}),
        ("TT14_2018", 18, {1, 2, 4, 5, 6, 8, 10, 12, 13, 14}),
    ],
)
def test_the_official_standards_are_whole(code, criteria, keys):
    standard = official(code)
    assert len(standard.criteria) == criteria and standard.keys == keys
    assert [level.code for level in standard.levels] == ["CD", "D", "K", "T"]
    texts = [text for each in standard.criteria for text in (*each.descriptors, *each.evidence)]
    assert len(set(texts)) == len(texts)
    assert all(text == unicodedata.normalize("NFC", text).strip() and len(text) > 10 for text in texts)
    assert all(2 <= len(each.evidence) <= 3 for each in standard.criteria)
    assert "diễn giải" in standard.note and "không thay văn bản" in standard.note


def test_every_criterion_of_the_managers_has_its_statement():
    statements = [each.statement for each in official("TT14_2018").criteria]
    assert all(statements) and len(set(statements)) == 18


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("levels"),
        lambda d: d["parts"][0]["criteria"].pop(0),
        lambda d: d["parts"][0]["criteria"][0].pop("name"),
        lambda d: d["ranking"]["clauses"].reverse(),
        lambda d: d["ranking"]["clauses"].pop(),
        lambda d: d["ranking"]["share"].update(num=4),
        lambda d: d["ranking"]["clauses"][0].update(all_at_least="X"),
        lambda d: d.update(kind="pupil"),
        lambda d: d.update(parts="none"),
        lambda d: d["legal"].update(effective_from="gần đây"),
    ],
)
def test_a_document_that_is_no_standard_is_refused(spoil):
    document = small_document()
    spoil(document)
    with pytest.raises(BadStandard):
        read_standard(document)


def test_a_later_standard_needs_no_code():
    """More criteria, another share, other keys, five levels: the same reader, the same rule."""
    texts = {code: code for code in "ABCDE"}
    document = small_document(
        levels=[{"code": code, "name": code} for code in "ABCDE"],
        parts=[{"no": 1, "article": "Điều 1", "name": "Một", "criteria": [
            {"no": no, "name": str(no), "key": no == 1, "levels": texts} for no in range(1, 21)
        ]}],
        ranking={"source": "Điều 9", "share": {"num": 4, "den": 5}, "clauses": [
            {"rank": "E", "clause": "1", "share_at_least": "E", "key_at_least": "E"},
            {"rank": "A", "clause": "2", "otherwise": True},
        ]},
        core={"article": "Điều 3", "min_years": 3, "rank_at_least": "E"},
    )  # fmt: skip
    assert len(read_standard(document).blank) == 20


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=40).map(tuple))
def test_a_form_is_read_back_as_it_was_stored(form):
    assert decode(encode(form)) == form
    assert len(encode(form)) == len(form)
    assert unrated(form) == tuple(no for no, level in enumerate(form, 1) if level is None)


def test_levels_change_by_criterion_number():
    assert with_levels((1, None, 2), {2: 3, 3: None}) == (1, 3, None)


@pytest.mark.parametrize("text", ["T,T,T,T,T", "T,T,T,T,T,X", "T,T,T,T,T,T,T"])
def test_a_line_that_is_no_form_is_refused(text):
    with pytest.raises(ValueError):
        read_form(read_standard(small_document()), text.split(","))


def test_a_form_is_read_as_people_write_it():
    assert read_form(read_standard(small_document()), ["t", " K ", "Đ", "CĐ", "", "cd"]) == (3, 2, 1, 0, None, 0)


def test_a_file_is_written_as_it_is_read():
    document = small_document()
    assert read_file(write_file(document).encode()) == document


@pytest.mark.parametrize(
    "content",
    [b"- 1\n- 2\n", b"a: &x [1]\nb: *x\n", b"\xff\xfe\x00", b"a: [", b"!!python/object:os.system {}", b"x" * 1_000_001],
)
def test_a_file_that_is_none_is_refused(content):
    with pytest.raises(UnreadableStandard):
        read_file(content)


def test_the_made_up_document_is_plain_yaml():
    assert read_standard(yaml.safe_load(write_file(small_document()))).code == "SMALL"


def test_modules_have_names_in_the_standards_order_and_an_unknown_one_keeps_its_code():
    standard = official("TT14_2018")
    names = standard.module_names(["ELSE-01", "ETEP-CBQL-02", "ETEP-CBQL-01"])
    assert names == (
        "Quản trị hoạt động dạy học, giáo dục trong nhà trường", "Quản trị nhân sự trong nhà trường", "ELSE-01",
    )  # fmt: skip
    assert standard.module_names([]) == ()
