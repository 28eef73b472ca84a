"""Do a training board's numbers equal the people behind them, whatever happens to records, IDs and people?"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Position
from app.domain.progress.actions import compare, rebuild, recount_all_marked
from app.domain.progress.models import Figure
from app.domain.progress.queries import campaign_about
from app.domain.reporting.extraction import extract
from app.domain.reporting.figures.signs import PASSED, Track
from app.domain.training.board.indicators import scope_of_module, scope_of_year
from app.domain.training.board.listing import list_page
from app.domain.training.board.roll import FURTHEST, Wanted, counted, entries, roll, states_of
from app.domain.training.catalogue.rules import Audience, Way
from app.domain.training.records.actions import put, void
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Status
from app.domain.training.years.actions import add_learner, open_year
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.queries import required_of
from app.domain.training.years.rules import MODULE, YEAR, Wish, YearPlan
from app.domain.viewer import SYSTEM
from tests.factories import make_appointment, make_person
from tests.training import make_modules, make_provider, report, verify

pytestmark = pytest.mark.both_databases
DUE = clock.start_of(date(2022, 4, 10))
LATE = datetime(2022, 4, 12, tzinfo=UTC)


@pytest.fixture
def year_id(cast):
    wishes = tuple(Wish(each, Way.ONLINE) for each in make_modules().values())
    found, _ = open_year(cast["province_officer"].viewer, YearPlan(2022, clock.start_of(date(2022, 1, 1)), DUE, wishes))
    provider, modules = make_provider(), make_modules()
    waiting = make_person("Ngô Thị Chờ", listed_sector_id="01101000777")
    make_appointment(waiting, db.session.get_one(Unit, cast["teacher"].unit_id), Position.TEACHER)
    reports = [
        report("a", module="MD-01"), report("b", module="MD-02", completed_at=LATE),
        report("c", sector_id="01101000002", status=Status.IN_PROGRESS, progress=30),
        report("d", sector_id="01101000003", status=Status.FAILED, score=Decimal(2), completed_at=LATE),
        report("e", sector_id="01101000005", module="QL-01"), report("f", sector_id="01101000777"),
        report("g", sector_id="01101000002", module="MD-02"),
    ]  # fmt: skip
    put(SYSTEM, provider, reports, modules)
    verify(*(cast[key].person_id for key in ("teacher", "peer", "group_head", "principal")))
    rebuild()
    db.session.rollback()
    return found


def scopes(year_id):
    year = db.session.get_one(TrainingYear, year_id)
    yield scope_of_year(year), campaign_about(YEAR, year_id)
    for row in required_of(year_id):
        yield scope_of_module(row), campaign_about(MODULE, row.id)


def shown(viewer, scope, campaign, state) -> int:
    """What the board says of the viewer's unit."""
    code = state if state and state != "late" else "passed"
    column = Figure.expected if not state else Figure.late if state == "late" else Figure.done
    found = select(column).where(
        Figure.campaign_id == campaign.id, Figure.unit_id == viewer.unit_id, Figure.indicator == code
    )
    return db.session.scalar(found) or 0


def check_every_number(cast, year_id):
    """Each number equals its list, in a school, above it, and page by page."""
    assert compare() == []
    for member in ("principal", "district_officer", "province_officer"):
        viewer = cast[member].viewer
        for scope, campaign in scopes(year_id):
            for state in ("", *states_of(scope)):
                wanted = Wanted((viewer.unit_path,), scope, state=state)
                number = shown(viewer, scope, campaign, state)
                assert counted(roll(viewer, wanted)) == number, (member, state)
                wide = member == "province_officer"
                page = list_page(viewer, campaign.id, wanted, wide=wide, sort="unit", size=50, number=1)
                assert (page.total, len(page.entries)) == (number, number), (member, state)


def figures(cast, year_id, code=None):
    """The figures of the cast's school: of the module of this code, or of the year."""
    viewer = cast["principal"].viewer
    for scope, campaign in scopes(year_id):
        row = next((r for r in required_of(year_id) if r.module.code == code), None)
        if (code is None) == scope.whole and (row is None or set(scope.modules) == {row.module_id}):
            return {state: shown(viewer, scope, campaign, state) for state in ("", *states_of(scope))}
    raise AssertionError(code)


def test_every_number_opens_exactly_its_people(cast, year_id):
    check_every_number(cast, year_id)
    assert figures(cast, year_id, "MD-01") == {
        "": 4, "passed": 1, "late": 0, "completed": 2, "failed": 1, "in_progress": 1, "enrolled": 0, "begun": 2,
        "not_started": 1, "waiting": 1, "passed_lately": 0,
    }  # fmt: skip
    assert figures(cast, year_id, "MD-02")["late"] == 1
    whole = figures(cast, year_id)
    assert (whole[""], whole["passed"], whole["late"], whole["begun"], whole["not_started"]) == (6, 2, 1, 2, 2)


def test_the_board_follows_voids_verifications_and_moves(cast, year_id):
    provider = db.session.scalars(select(LearningRecord.provider_id).limit(1)).one()
    void(SYSTEM, provider, "a", "ghi nhầm")
    waiting = db.session.scalars(select(Person.id).where(Person.listed_sector_id == "01101000777")).one()
    verify(waiting)
    recount_all_marked()
    check_every_number(cast, year_id)
    told = figures(cast, year_id, "MD-01")
    assert (told["passed"], told["waiting"], told["not_started"]) == (1, 0, 1)


def test_a_list_begins_with_those_who_have_not_begun(cast, year_id):
    viewer = cast["principal"].viewer
    scope = scope_of_module(required_of(year_id, Audience.TEACHER)[0])
    wanted = Wanted((viewer.unit_path,), scope)
    lines = entries(wanted, roll(viewer, wanted), sort=FURTHEST)
    assert lines[0].reached == {} and lines[-1].passed == 1
    assert [line.name for line in lines][-1] == cast["teacher"].name


def test_az2_a_list_holds_nobody_of_another_unit(cast, year_id):
    scope, _ = next(scopes(year_id))
    for member in ("teacher", "ministry_officer", "viettel_staff", "far_officer"):
        viewer = cast[member].viewer
        assert counted(roll(viewer, Wanted(("/",), scope))) == 0, member
    stranger = cast["stranger_principal"].viewer
    assert counted(roll(stranger, Wanted((cast["principal"].viewer.unit_path,), scope))) == 0


def test_az_11_a_list_put_together_once_gives_each_viewer_their_own(cast, year_id):
    """Asked in turn by one process, of one module after another: nobody reads what was made for the one before."""
    for scope, campaign in [*scopes(year_id)] * 2:
        for member in ("principal", "stranger_principal", "principal"):
            viewer = cast[member].viewer
            wanted = Wanted((viewer.unit_path,), scope)
            page = list_page(viewer, campaign.id, wanted, wide=False, sort="name", size=50, number=1)
            assert {line.unit_id for line in page.entries} == {viewer.unit_id}, member
            assert {tuple(line.learns) for line in page.entries} <= {
                tuple(each for each, audience in scope.modules.items() if audience is asked) for asked in Audience
            }
            assert page.total == counted(roll(viewer, wanted)) == len(page.entries)


def test_nobody_is_done_by_the_modules_of_the_other_audience(cast, year_id):
    """A vice principal with what they learnt as a teacher, and a teacher who is to learn the managers' modules."""
    vice = make_person("Ngô Văn Phó", listed_sector_id="01101000778")
    make_appointment(vice, db.session.get_one(Unit, cast["teacher"].unit_id), Position.VICE_PRINCIPAL)
    before = figures(cast, year_id)
    reports = [
        report("h", sector_id="01101000006"), report("i", sector_id="01101000006", module="MD-02"),
        report("j", sector_id="01101000778"),
    ]  # fmt: skip
    put(SYSTEM, make_provider("Nơi học khác"), reports, make_modules())
    verify(cast["vice_principal"].person_id)
    add_learner(cast["province_officer"].viewer, year_id, cast["peer"].person_id, Audience.MANAGER, "kế cận")
    rebuild()
    check_every_number(cast, year_id)
    viewer, (scope, _) = cast["principal"].viewer, next(scopes(year_id))
    told = figures(cast, year_id)
    assert (told["passed"], told["begun"], told["waiting"]) == (2, 1, before["waiting"])
    for state, at_all in {"passed": True, "begun": True, "not_started": False}.items():
        wanted = Wanted((viewer.unit_path,), scope, state=state)
        lines = entries(wanted, roll(viewer, wanted), sort=FURTHEST)
        assert len(lines) == told[state]
        assert all((line.passed >= len(line.learns)) == (state == "passed") for line in lines), state
        assert all(bool(line.reached) == at_all for line in lines), state
    named = {line.name for line in lines}  # of those who have not begun
    assert {cast["vice_principal"].name, cast["peer"].name, vice.full_name} <= named
    of_report = extract(cast.units["province"], 2022).facts
    reported = {fact.person_id for fact in of_report if fact.tracks.get(Track.FINISHED) == PASSED}
    done = roll(cast["province_officer"].viewer, Wanted((scope.path,), scope, state="passed"))
    assert reported == set(db.session.scalars(done)) and len(reported) == told["passed"]
