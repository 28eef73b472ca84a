"""Does each number of the needs equal the people behind it, for whoever looks, whatever people and evaluations do?"""

from datetime import date

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain.evaluation import deciding, sheets
from app.domain.evaluation.models import Evaluation
from app.domain.organisation.models import Appointment, Leave
from app.domain.progress.actions import compare, rebuild, recount_all_marked
from app.domain.training.catalogue.rules import Audience, Way
from app.domain.training.needs.people import Wanted
from app.domain.training.needs.queries import declared_by_module, derived_by_module, tally_of
from app.domain.training.needs.roll import Asked, Roll
from app.domain.training.needs.rules import AREAS, STATES, Kind, Season, Slice
from app.domain.work.stale import mark_stale
from tests.evaluations import assess, evaluation_of
from tests.needs import declare, draft, etep_modules, open_needs, the_round

pytestmark = pytest.mark.both_databases


@pytest.fixture
def modules(cast) -> dict[str, int]:
    return etep_modules()


@pytest.fixture
def round_id(cast, modules, period) -> int:
    found = open_needs(cast)
    assess(cast, evaluation_of(cast, period, "teacher"), "teacher", "3311" + "3" * 11)
    assess(cast, evaluation_of(cast, period, "peer"), "peer", "3310" + "3" * 6 + "1" + "3" * 4)
    assess(cast, evaluation_of(cast, period, "stranger"), "stranger", "1" * 15)
    assess(cast, evaluation_of(cast, period, "principal"), "principal", "33333" + "1" + "3" * 12)
    declare(cast, found, "teacher", modules["ETEP-GV-04"], modules["ETEP-GV-09"], areas=("language",))
    declare(cast, found, "peer", modules["ETEP-GV-04"], way="online", season="weekends")
    draft(cast, found, "group_head", modules["ETEP-GV-01"])
    declare(cast, found, "principal", modules["ETEP-CBQL-02"])
    declare(cast, found, "stranger", areas=("research", "subject"))
    rebuild()
    db.session.rollback()
    return found


ASKED_FOR = ("ETEP-GV-01", "ETEP-GV-04", "ETEP-GV-06", "ETEP-GV-08", "ETEP-GV-09", "ETEP-CBQL-02")
NOBODYS = "ETEP-CBQL-05"


def every_figure(modules):
    """Of modules those that somebody declares or is proposed, and one of the others, behind which nobody stands."""
    shown = [modules[code] for code in (*ASKED_FOR, NOBODYS)]
    yield from ((kind, "") for kind in (*STATES, Kind.KNOWN, Kind.FINAL))
    yield from ((kind, str(module)) for kind in (Kind.MODULE, Kind.WEAK) for module in shown)
    yield from ((Kind.AREA, str(area)) for area in AREAS)
    yield from ((Kind.WAY, str(way)) for way in Way)
    yield from ((Kind.SEASON, str(season)) for season in Season)


EVERYBODY = ("principal", "stranger_principal", "district_officer", "province_officer")


def check_every_number(cast, round_id, modules, keys=("principal", "province_officer")):
    """In a school, above it, page by page; for parts of the people where both schools are seen by name."""
    assert compare() == []
    round_ = the_round(round_id)
    parts = [Slice(), Slice(Audience.MANAGER), Slice(level="THCS"), Slice(Audience.TEACHER, "THPT")]
    for key in keys:
        viewer = cast[key].viewer
        tally = tally_of(viewer, round_, viewer.unit_path)
        wide = key == "province_officer"
        for kind, name in every_figure(modules):
            for part in parts if key == "district_officer" and kind not in STATES else parts[:1]:
                roll = Roll(viewer, Asked(round_, viewer.unit_path, Wanted(kind, name, part)))
                shown = tally.number(kind, name, part) if kind not in STATES else _of_states(tally, kind, roll)
                page = roll.page(wide=wide, size=50, number=1)
                counts = (shown, roll.how_many(), page.total, len(page.entries), len(roll.everybody(100)))
                assert len(set(counts)) == 1, (key, kind, name, part, counts)


def _of_states(tally, kind, roll):
    return tally.number(Kind.DONE) if kind is Kind.HANDED_IN else roll.how_many()


def test_prom6_every_number_opens_as_many_people(cast, round_id, modules):
    check_every_number(cast, round_id, modules, EVERYBODY)


@pytest.mark.both_databases
def test_a_search_through_a_province_finds_whom_the_list_names(cast, round_id, modules):
    round_, viewer = the_round(round_id), cast.province_officer.viewer
    found_any = set()
    for kind, name in every_figure(modules):
        wanted = Wanted(kind, name)
        everybody = Roll(viewer, Asked(round_, viewer.unit_path, wanted)).everybody(100)
        for word in sorted({part for each in everybody for part in each.name.split()} | {"Không ai"}):
            roll = Roll(viewer, Asked(round_, viewer.unit_path, wanted, word))
            page, listed = roll.page(wide=True, size=50, number=1), roll.everybody(100)
            assert page.entries == listed and page.total == len(listed), (kind, name, word)
            assert {each.person_id for each in listed} <= {each.person_id for each in everybody}
            found_any |= {kind} if listed else set()
    assert {Kind.WEAK, Kind.KNOWN, Kind.MODULE, Kind.HANDED_IN} <= found_any


def test_what_is_declared_and_what_is_proposed_stand_apart(cast, round_id, modules):
    round_, officer = the_round(round_id), cast.district_officer.viewer
    declared = declared_by_module(officer, round_, officer.unit_path)
    derived = derived_by_module(officer, round_, officer.unit_path)
    assert declared == {modules["ETEP-GV-04"]: 2, modules["ETEP-GV-09"]: 1, modules["ETEP-CBQL-02"]: 1}
    assert derived[modules["ETEP-GV-04"]] == 3 and derived[modules["ETEP-GV-01"]] == 3
    assert derived[modules["ETEP-GV-08"]] == 2 and derived[modules["ETEP-CBQL-02"]] == 1
    assert "ETEP-GV-06" in modules and derived[modules["ETEP-GV-06"]] == 1


def test_az3_a_school_learns_nothing_of_what_is_proposed_to_its_head(cast, round_id, modules):
    round_ = the_round(round_id)
    for key in ("principal", "vice_principal"):
        viewer = cast[key].viewer
        assert modules["ETEP-CBQL-02"] not in derived_by_module(viewer, round_, viewer.unit_path)
        rolled = Roll(viewer, Asked(round_, viewer.unit_path, Wanted(Kind.WEAK, str(modules["ETEP-CBQL-02"]))))
        assert rolled.how_many() == 0 and rolled.everybody(10) == []
        assert declared_by_module(viewer, round_, viewer.unit_path)[modules["ETEP-CBQL-02"]] == 1


@pytest.mark.parametrize("key", ["teacher", "school_admin", "lecturer", "ministry_officer", "far_officer"])
def test_az2_nobody_else_has_lists(cast, round_id, modules, key):
    round_ = the_round(round_id)
    for kind, name in every_figure(modules):
        rolled = Roll(cast[key].viewer, Asked(round_, round_.unit.path, Wanted(kind, name)))
        assert rolled.how_many() == 0


def test_az2_the_other_province_has_no_numbers(cast, round_id):
    round_ = the_round(round_id)
    for key in ("far_officer", "far_principal", "teacher", "stranger", "viettel_staff"):
        assert tally_of(cast[key].viewer, round_, round_.unit.path).cells == ()
    assert tally_of(cast.lecturer.viewer, round_, round_.unit.path).number(Kind.DONE) == 4
    assert tally_of(cast.stranger_principal.viewer, round_, cast.principal.viewer.unit_path).cells == ()


def test_what_the_head_has_published_takes_the_place_of_the_own_assessment(cast, round_id, modules):
    principal = cast.principal.viewer
    found = select(Evaluation.id).where(Evaluation.person_id == cast.teacher.person_id)
    evaluation_id = db.session.scalars(found).one()
    levels = dict.fromkeys(range(1, 16), 2) | {15: 1}
    version = deciding.rate(principal, evaluation_id, levels, dict.fromkeys(range(1, 16), "đã trao đổi rõ"), 0)
    ruled = sheets.sheet_of(db.session.get_one(Evaluation, evaluation_id)).ranking.rank
    assert ruled is not None
    deciding.decide(principal, evaluation_id, ruled, "", version)
    recount_all_marked()
    weak = derived_by_module(principal, the_round(round_id), principal.unit_path)
    assert weak[modules["ETEP-GV-04"]] == 2 and modules["ETEP-GV-09"] not in weak  # decided, but nobody was told yet
    deciding.publish(principal, [evaluation_id])
    recount_all_marked()
    weak = derived_by_module(principal, the_round(round_id), principal.unit_path)
    assert weak[modules["ETEP-GV-04"]] == 1 and weak[modules["ETEP-GV-09"]] == 1
    check_every_number(cast, round_id, modules)


def test_numbers_follow_people_who_move_or_are_on_leave(cast, round_id, modules):
    with writing():
        db.session.add(Leave(person_id=cast.peer.person_id, kind="maternity", starts=date(2022, 4, 1)))
        mark_stale([cast.units["school"]])
    recount_all_marked()
    check_every_number(cast, round_id, modules)
    officer, principal = cast.district_officer.viewer, cast.principal.viewer
    assert declared_by_module(officer, the_round(round_id), officer.unit_path)[modules["ETEP-GV-04"]] == 1
    with writing():
        moved = update(Appointment).where(Appointment.person_id == cast.teacher.person_id)
        db.session.execute(moved.values(unit_id=cast.units["other_school"], group_id=None))
        mark_stale([cast.units["school"], cast.units["other_school"]])
    recount_all_marked()
    check_every_number(cast, round_id, modules)
    round_ = the_round(round_id)
    assert modules["ETEP-GV-04"] not in declared_by_module(principal, round_, principal.unit_path)
    far = cast.stranger_principal.viewer
    assert declared_by_module(far, round_, far.unit_path)[modules["ETEP-GV-04"]] == 1
    assert derived_by_module(far, round_, far.unit_path)[modules["ETEP-GV-04"]] == 1  # the stranger's own, not theirs
