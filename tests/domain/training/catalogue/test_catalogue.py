"""Which modules come in from a document, and what never changes about one?"""

import copy

import pytest

from app.commands.modules import import_bundled
from app.domain.training.catalogue.actions import import_catalogue
from app.domain.training.catalogue.queries import all_modules, module_by_code, modules_by_id
from app.domain.training.catalogue.rules import Audience, BadCatalogue, audience_of, read_catalogue
from app.domain.viewer import SYSTEM

DOCUMENT = {
    "programme": "TT17",
    "modules": [
        {"code": "GVPT 01", "number": 1, "audience": "teacher", "kind": "elective", "name": "Một"},
        {"code": "GVPT 02", "number": 2, "audience": "teacher", "kind": "elective", "name": "Hai"},
    ],
}


def changed(**fields: object) -> dict:
    document = copy.deepcopy(DOCUMENT)
    document["modules"][0] |= fields
    return document


@pytest.mark.parametrize(
    "document",
    [
        {}, {"programme": "A", "modules": []}, changed(audience="pupil"), changed(number="mười"), changed(code=""),
        changed(code="GVPT 02"), changed(name="x" * 301), {"programme": "A", "modules": ["GVPT 01"]},
    ],
)  # fmt: skip
def test_a_document_that_is_no_catalogue_is_refused(document):
    with pytest.raises(BadCatalogue):
        read_catalogue(document)


@pytest.mark.parametrize(
    ("position", "audience"),
    [("teacher", Audience.TEACHER), ("group_head", Audience.TEACHER), ("vice_principal", Audience.MANAGER),
     ("staff", None), ("province_officer", None)],
)  # fmt: skip
def test_each_position_learns_the_modules_of_one_audience(position, audience):
    assert audience_of(position) is audience


@pytest.mark.both_databases
def test_the_bundled_modules_come_in_once(app):
    import_bundled()
    first = [module.code for module in all_modules()]
    import_bundled()
    assert len(first) == 18 and [module.code for module in all_modules()] == first
    assert first[0] == "ETEP-GV-01"


@pytest.mark.both_databases
def test_a_name_may_be_corrected_but_not_whose_module_it_is(app):
    assert import_catalogue(SYSTEM, DOCUMENT) == 2
    assert import_catalogue(SYSTEM, changed(name="Một, đã sửa")) == 1
    module = module_by_code("GVPT 01")
    assert module.title == "Mô đun 1: Một, đã sửa" and modules_by_id([module.id])[module.id] is module
    with pytest.raises(BadCatalogue):
        import_catalogue(SYSTEM, changed(audience="manager"))


@pytest.mark.both_databases
def test_the_codes_of_circular_17_2019_live_beside_the_numbers_of_etep(app):
    import_bundled()
    assert import_catalogue(SYSTEM, DOCUMENT | {"by_code": True}) == 2
    assert import_catalogue(SYSTEM, DOCUMENT | {"by_code": True}) == 0
    titles = [module.title for module in all_modules()]
    assert len(titles) == 20 and titles[-2:] == ["Mô đun GVPT 01: Một", "Mô đun GVPT 02: Hai"]
    assert module_by_code("ETEP-GV-01").title.startswith("Mô đun 1: ") and module_by_code("GVPT 01").short == "GVPT 01"
    with pytest.raises(BadCatalogue):
        read_catalogue(DOCUMENT | {"by_code": "có"})
    with pytest.raises(BadCatalogue):
        read_catalogue(DOCUMENT | {"programme": "x" * 21})
