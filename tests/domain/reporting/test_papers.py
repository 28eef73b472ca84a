"""What is recorded of a report's paper: whole, one number a paper, mended with both values on record."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.reporting import papers
from app.domain.reporting.models import Report, ReportSending
from app.domain.reporting.moving import correct_report
from app.domain.reporting.rules import Addressee, Paper, is_taken
from app.domain.reporting.steps import Mended, history_of
from tests.reports import count_report, freeze, publish

REASON = "Gõ nhầm số khi ghi vào hệ thống."


@pytest.fixture
def published(cast, period):
    """Id of a published report that was sent to one of the three."""
    report_id = count_report(cast)
    freeze(cast, report_id)
    publish(cast, report_id)
    officer = cast.province_officer.viewer
    assert papers.record_sending(officer, report_id, Addressee.ETEP, clock.today(), "Hộp thư công vụ") == []
    return report_id


def version_of(report_id):
    version = db.session.scalars(select(Report.version).where(Report.id == report_id)).one()
    db.session.rollback()
    return version


def codes(problems):
    return [problem.code for problem in problems]


def next_edition(cast, report_id):
    """Id of a frozen correction of it."""
    second, problems = correct_report(cast.province_officer.viewer, report_id, REASON)
    assert problems == []
    count_report(cast)
    freeze(cast, second)
    return second


@pytest.mark.parametrize(
    ("number", "day", "taken"),
    [
        ("12/BC-SGDĐT", date(2022, 12, 30), True), ("012 / bc-sgddt", date(2022, 1, 3), True),
        ("13/BC-SGDĐT", date(2022, 12, 30), False), ("12/BC-SGDĐT", date(2023, 1, 5), False),
    ],
)  # fmt: skip
def test_an_office_gives_a_number_to_one_paper_a_calendar_year(number, day, taken):
    assert is_taken(Paper(number, day), [("12/BC-SGDĐT", date(2022, 12, 24))]) is taken


@pytest.mark.both_databases
def test_signing_wants_a_whole_paper(cast, period):
    report_id = count_report(cast)
    freeze(cast, report_id)
    version = db.session.get_one(Report, report_id).version
    db.session.rollback()
    sign = papers.sign_report
    viewer = cast.province_officer.viewer
    tomorrow = clock.today() + timedelta(days=1)
    assert [p.code for p in sign(viewer, report_id, Paper(), "", version)] == [
        "number_needed", "signer_needed", "day_needed"
    ]  # fmt: skip
    assert [p.code for p in sign(viewer, report_id, Paper("1", tomorrow, "A"), "", version)] == ["signed_in_future"]
    early = clock.today() - timedelta(days=1)
    assert [p.code for p in sign(viewer, report_id, Paper("1", early, "A"), "", version)] == ["signed_before_figures"]


@pytest.mark.both_databases
def test_what_was_typed_wrongly_is_mended_and_both_values_stay(cast, published):
    officer, day = cast.director.viewer, clock.today()
    mended = Paper("21/BC-SGDĐT", day, "Võ Thị Hương")
    assert codes(papers.mend_paper(officer, published, mended, "Giám đốc", "ngắn", version_of(published))) == [
        "reason_needed"
    ]
    version = version_of(published)
    for _ in range(2):  # a double tap is one act
        assert papers.mend_paper(officer, published, mended, "Giám đốc", REASON, version, "k1") == []
    assert codes(papers.mend_paper(officer, published, mended, "Giám đốc", REASON, version + 1)) == ["nothing_mended"]
    with pytest.raises(StaleVersion):
        papers.mend_paper(officer, published, mended, "Giám đốc", REASON, version)
    assert papers.mend_sending(officer, published, Addressee.ETEP, day, "Bưu điện, VN1", "", REASON, version + 1) == []
    report = db.session.get_one(Report, published)
    assert (report.number, report.signer, report.state) == ("21/BC-SGDĐT", "Võ Thị Hương", "published")
    sending, paper = history_of(report)[:2]
    assert (paper.name, paper.reason) == (cast.director.name, REASON)
    assert paper.mended == (Mended("number", "12/BC-SGDĐT", "21/BC-SGDĐT"),)
    assert sending.addressee == Addressee.ETEP
    assert sending.mended == (Mended("address", "Hộp thư công vụ", "Bưu điện, VN1"),)
    assert db.session.scalars(select(ReportSending.address)).all() == ["Bưu điện, VN1"]


@pytest.mark.both_databases
def test_mending_obeys_the_rules_of_recording(cast, published):
    officer, day, version = cast.province_officer.viewer, clock.today(), version_of(published)

    def paper(signed_on):
        return papers.mend_paper(officer, published, Paper("12/BC", signed_on, "A"), "", REASON, version)

    assert codes(paper(day + timedelta(days=1))) == ["signed_in_future"]
    clock.pin_today(day + timedelta(days=3))
    assert codes(paper(day + timedelta(days=2))) == ["signed_after_issue"]

    def sending(addressee, sent_on, address):
        return papers.mend_sending(officer, published, addressee, sent_on, address, "", REASON, version)

    assert codes(sending(Addressee.ETEP, day - timedelta(days=1), "A")) == ["sent_on_wrong"]
    assert codes(sending(Addressee.ETEP, day, " ")) == ["address_needed"]
    with pytest.raises(NotNow):
        sending(Addressee.UNIVERSITY, day, "A")
    assert db.session.scalar(select(JournalEntry.id).where(JournalEntry.event == papers.PAPER_MENDED)) is None


@pytest.mark.both_databases
def test_where_it_is_published_is_mended_and_what_was_hidden_is_never_opened(cast, published):
    officer, old, new = cast.province_officer.viewer, "https://bacha.example.vn/bao-cao", "http://bacha.example.vn/dung"

    def mend(link, version, suppresses, reason=REASON):
        return codes(papers.mend_publication(officer, published, link, reason, version, suppresses=suppresses))

    version = version_of(published)
    assert mend("ftp://bacha", version, False, "ngắn") == ["reason_needed", "link_needed"]
    assert mend(old, version, False) == ["nothing_mended"]
    assert mend(new, version, True) == []
    with pytest.raises(StaleVersion):
        mend(old, version, True)
    assert mend(new, version + 1, False) == ["nothing_mended"]
    report = db.session.get_one(Report, published)
    assert (report.link, report.suppresses, report.state) == (new, True, "published")
    assert history_of(report)[0].mended == (Mended("link", old, new), Mended("suppresses", False, True))


@pytest.mark.parametrize("who", ["far_officer", "district_head", "ministry_officer", "principal"])
def test_only_the_office_mends(cast, published, who):
    paper, version = Paper("1", clock.today(), "A"), version_of(published)
    with pytest.raises(LookupError):
        papers.mend_paper(cast[who].viewer, published, paper, "", REASON, version)
    with pytest.raises(LookupError):
        papers.mend_publication(cast[who].viewer, published, "https://a.vn", REASON, version, suppresses=True)


def test_nothing_is_mended_before_it_is_recorded(cast, period):
    report_id = count_report(cast)
    freeze(cast, report_id)
    with pytest.raises(NotNow):
        papers.mend_paper(
            cast.province_officer.viewer, report_id, Paper("1", clock.today(), "A"), "", REASON, version_of(report_id)
        )
    with pytest.raises(NotNow):
        papers.mend_publication(
            cast.province_officer.viewer, report_id, "https://a.vn", REASON, version_of(report_id), suppresses=True
        )


@pytest.mark.both_databases
def test_two_editions_of_a_year_never_bear_one_number_and_a_corrected_one_is_still_mended(cast, published):
    officer, day = cast.province_officer.viewer, clock.today()
    second = next_edition(cast, published)

    def sign(number):
        return papers.sign_report(officer, second, Paper(number, day, "A"), "", version_of(second))

    assert codes(sign("12 / BC-SGDĐT")) == ["number_taken"]
    assert sign("13/BC-SGDĐT") == []
    mended = papers.mend_paper(
        officer, published, Paper("13/BC-SGDĐT", day, "A"), "", REASON, version_of(published)
    )  # fmt: skip
    assert codes(mended) == ["number_taken"]
    assert (
        papers.mend_paper(officer, published, Paper("11/BC-SGDĐT", day, "A"), "", REASON, version_of(published)) == []
    )


@pytest.mark.both_databases
def test_of_two_editions_signed_at_the_same_time_with_one_number_one_is_refused(app, cast, period):
    first = count_report(cast)
    freeze(cast, first)
    second = next_edition(cast, first)
    officer, day = cast.province_officer.viewer, clock.today()
    versions = {report_id: version_of(report_id) for report_id in (first, second)}
    db.session.remove()
    barrier, said = threading.Barrier(2), []

    def sign(report_id):
        with app.app_context():
            barrier.wait()
            said.append(
                codes(papers.sign_report(officer, report_id, Paper("12/BC", day, "A"), "", versions[report_id]))
            )
            db.session.remove()

    threads = [threading.Thread(target=sign, args=(report_id,)) for report_id in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [[], ["number_taken"]]
