"""Who audits which report until when; samples are random, can be drawn again, and open nobody else's papers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.refusals import StaleVersion
from app.domain.journal.actions import record_security
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import UnitSuccession
from app.domain.reporting.audits import log, mandates, samples
from app.domain.reporting.audits.models import AuditMandate
from app.domain.reporting.audits.rules import Finding, check_finding, check_invitation, check_size, drawn
from app.domain.reporting.figures.signs import Cell, Track
from app.domain.reporting.queries import reading_of, report_for, reports_listed
from tests.audits import BASIS, invitation, invited
from tests.reports import count_report, freeze

EVERYBODY = Cell(Track.RANK, "x-0123")


@given(st.sets(st.integers(1, 10**6), min_size=1, max_size=60), st.integers(1, 60), st.text(max_size=16))
def test_a_sample_is_drawn_again_from_its_seed_whatever_order_the_list_is_in(ids, size, seed):
    first, again = drawn(sorted(ids), size, seed), drawn(sorted(ids, reverse=True), size, seed)
    assert first == again and len(first) == len(set(first)) == min(size, len(ids)) and set(first) <= ids


def test_every_person_is_drawn_about_as_often_as_any_other():
    times = dict.fromkeys(range(20), 0)
    for turn in range(2000):
        for each in drawn(times, 5, str(turn)):
            times[each] += 1
    assert all(400 < each < 600 for each in times.values())  # 500 expected; four deviations are 78


@pytest.mark.parametrize(
    ("size", "good"), [(1, True), (20, True), (200, True), (201, False), (0, False), (None, False)]
)
def test_how_many_may_be_drawn(size, good):
    assert (check_size(size, 1000) == []) is good
    assert check_size(21, 20)


TODAY = date(2022, 4, 18)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None), ({"provinces": []}, "audit_provinces_needed"), ({"basis": "ngắn"}, "audit_basis_needed"),
        ({"ends": TODAY}, "audit_ends_wrong"), ({"starts": TODAY - timedelta(9), "ends": TODAY}, "audit_ends_wrong"),
        ({"ends": TODAY + timedelta(367)}, "audit_too_long"),
    ],
)  # fmt: skip
def test_what_speaks_against_an_invitation(changes, code):
    asked = {"provinces": [1], "basis": BASIS, "starts": TODAY, "ends": TODAY + timedelta(30)} | changes
    assert [each.code for each in check_invitation(**asked, today=TODAY)] == ([code] if code else [])


def test_what_does_not_fit_is_said_in_words():
    assert check_finding(Finding.FITS, "") == []
    assert [each.code for each in check_finding(Finding.MISSING, " ")] == ["audit_remark_needed"]
    assert [each.code for each in check_finding(None, "x")] == ["audit_finding_needed"]


@pytest.fixture
def report(cast, period) -> int:
    report_id = count_report(cast)
    freeze(cast, report_id)
    return report_id


def sample_of(cast, report_id, size=2, cell=EVERYBODY, key="") -> int:
    viewer = cast.auditor.viewer
    reading = reading_of(viewer, report_for(viewer, report_id))
    sample_id, problems = samples.draw_sample(viewer, reading, cell, size, key)
    assert problems == []
    return sample_id


@pytest.mark.both_databases
def test_az_2_an_auditor_reads_frozen_reports_of_a_mandate_that_holds_and_nothing_else(cast, period):
    report_id, viewer = count_report(cast), cast.auditor.viewer
    assert report_for(viewer, report_id) is None
    assert invited(cast) == []
    assert report_for(viewer, report_id) is None  # not frozen yet
    freeze(cast, report_id)
    assert [each.id for each in reports_listed(viewer)] == [report_id]


@pytest.mark.both_databases
@pytest.mark.parametrize("how", ["over", "ahead", "taken_back"])
def test_az_2_a_mandate_that_does_not_hold_opens_nothing(cast, report, how):
    today = clock.today()
    assert invited(cast, starts=today + timedelta(3) if how == "ahead" else today) == []
    if how == "taken_back":
        mandate = db.session.scalars(select(AuditMandate)).one()
        assert mandates.state_of(mandate) == "holding"
        mandates.take_back(cast.ministry_officer.viewer, mandate.id)
        mandates.take_back(cast.ministry_officer.viewer, mandate.id)  # a second tap
    elif how == "over":
        clock.pin_today(today + timedelta(31))
    assert report_for(cast.auditor.viewer, report) is None and mandates.mandates_holding(cast.auditor.viewer) == []


@pytest.mark.both_databases
def test_only_the_ministry_invites_whoever_is_an_auditor_and_once(cast, period):
    for who in ("province_officer", "director", "ministry_admin", "auditor", "lecturer"):
        with pytest.raises(PermissionError):
            mandates.invite(cast[who].viewer, invitation(cast))
    assert [each.code for each in invited(cast, person_id=cast.lecturer.person_id)] == ["auditor_unknown"]
    assert [each.code for each in invited(cast, provinces=[cast.units["school"]])] == ["unit_unknown"]
    officer = cast.ministry_officer.viewer
    assert [mandates.invite(officer, invitation(cast), "k") for _ in range(2)] == [[], []]
    assert [each.code for each in invited(cast)] == ["audit_held_already"]
    assert len(db.session.scalars(select(AuditMandate)).all()) == 1
    told = db.session.execute(select(Notice.person_id, Notice.kind).where(Notice.kind.like("audit%"))).all()
    assert set(map(tuple, told)) == {
        (cast.director.person_id, "audit_announced"), (cast.auditor.person_id, "audit_invited")
    }  # fmt: skip


@pytest.mark.both_databases
def test_of_a_province_of_the_past_whoever_took_it_over_is_told(cast, period):
    far, today = cast.units["far_province"], clock.today()
    with writing():
        db.session.add(UnitSuccession(unit_id=far, successor_id=cast.units["province"], since=today))
    assert invited(cast, provinces=[far]) == []
    told = select(Notice.person_id).where(Notice.kind == "audit_announced")
    assert db.session.scalars(told).all() == [cast.director.person_id]


@pytest.mark.both_databases
def test_who_was_dismissed_may_be_invited_again_the_same_day(cast, period):
    assert invited(cast) == []
    assert [each.code for each in invited(cast, until=date.max)] == ["audit_too_long"]
    mandates.take_back(cast.ministry_officer.viewer, db.session.scalars(select(AuditMandate.id)).one())
    assert invited(cast) == [] and len(mandates.mandates_holding(cast.auditor.viewer)) == 1


@pytest.mark.both_databases
def test_a_sample_is_drawn_once_kept_and_looked_at(cast, report):
    invited(cast)
    first = sample_of(cast, report, key="k1")
    assert sample_of(cast, report, key="k1") == first
    viewer = cast.auditor.viewer
    sample = samples.sample_for(viewer, first)
    lines = samples.lines_of(sample)
    reading = reading_of(viewer, report_for(viewer, report))
    ids = samples.ids_behind(viewer, reading, EVERYBODY)
    assert [line.person_id for line in lines] == drawn(ids, 2, sample.seed) and sample.population == len(ids)
    assert samples.note_finding(viewer, first, 1, Finding.DIFFERS, "Phiếu ghi khác.", 1) == []
    with pytest.raises(StaleVersion):
        samples.note_finding(viewer, first, 1, Finding.FITS, "", 1)
    summary = samples.samples_of(viewer)
    assert [(each.sample.id, each.found, each.amiss) for each in summary] == [(first, 1, 1)]
    events = set(db.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "report")))
    assert {"audit_sample_drawn", "audit_finding_noted"} <= events


@pytest.mark.both_databases
def test_drawing_again_makes_another_sample_and_keeps_the_one_before(cast, report):
    invited(cast)
    viewer = cast.auditor.viewer
    first = sample_of(cast, report, size=1, key="k1")
    kept = [line.person_id for line in samples.lines_of(samples.sample_for(viewer, first))]
    assert samples.note_finding(viewer, first, 1, Finding.FITS, "", 1) == []
    others = [sample_of(cast, report, size=1, key=f"k{number}") for number in range(2, 7)]
    assert len({first, *others}) == 6
    assert len({samples.sample_for(viewer, each).seed for each in (first, *others)}) == 6
    lines = samples.lines_of(samples.sample_for(viewer, first))
    assert [(line.person_id, line.finding) for line in lines] == [(kept[0], Finding.FITS)]
    assert [each.sample.id for each in samples.samples_of(viewer)] == [*reversed(others), first]


@pytest.mark.both_databases
def test_aud_4_a_look_belongs_to_its_mandate_and_an_older_one_without_to_all_of_its_report(cast, report):
    invited(cast)
    mandate = db.session.scalars(select(AuditMandate)).one()
    auditor = cast.auditor
    details = [{"report": report}, {"report": report, "mandate": mandate.id}, {"report": report, "mandate": 99}, None]
    who = {"account_id": auditor.account_id, "role": "auditor", "at": clock.now(), "event": "audit_report_read"}
    seen = mandate.id
    db.session.rollback()
    record_security([who | {"detail": each} for each in details])
    mandate = mandates.mandate_for(cast.ministry_officer.viewer, seen)
    looks = log.looks_of(cast.ministry_officer.viewer, mandate, limit=9)
    assert [each.detail for each in looks] == [details[1], details[0]] and log.number_of_looks(mandate) == 2


@pytest.mark.both_databases
@pytest.mark.parametrize("how", ["over", "taken_back", "holding", "ahead"])
def test_a_mandate_is_over_once_it_has_ended_and_only_for_its_auditor(cast, report, how):
    today = clock.today()
    invited(cast, starts=today + timedelta(3) if how == "ahead" else today)
    mandate_id = db.session.scalars(select(AuditMandate.id)).one()
    db.session.rollback()
    if how == "taken_back":
        mandates.take_back(cast.ministry_officer.viewer, mandate_id)
    elif how == "over":
        clock.pin_today(today + timedelta(31))
    over = mandates.mandate_over(cast.auditor.viewer, report)
    assert (over.id if over else None) == (mandate_id if how in ("over", "taken_back") else None)
    assert mandates.mandate_over(cast.province_officer.viewer, report) is None


def test_nobody_else_draws_or_reads_a_sample_and_the_mandates_end_closes_it(cast, report):
    invited(cast)
    sample_id = sample_of(cast, report)
    for who in ("province_officer", "ministry_officer", "lecturer"):
        assert samples.sample_for(cast[who].viewer, sample_id) is None
    officer = cast.province_officer.viewer
    with pytest.raises(PermissionError):
        samples.draw_sample(officer, reading_of(officer, report_for(officer, report)), EVERYBODY, 1)
    clock.pin_today(clock.today() + timedelta(31))
    assert samples.sample_for(cast.auditor.viewer, sample_id) is None
    with pytest.raises(LookupError):
        samples.note_finding(cast.auditor.viewer, sample_id, 1, Finding.FITS, "", 1)
