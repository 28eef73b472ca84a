"""One's own copy: what one wrote, what was published, one's evidence; nobody else's words (DP-2, ANON-9, ANON-10)."""

import pytest

from app.domain.evaluation import deciding, own_data, self_assessment
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.evidence import actions
from app.domain.evaluation.evidence.actions import Details
from app.domain.evaluation.evidence.rules import FileKind, ScanState
from app.domain.evaluation.evidence.stored import KeptFile
from app.domain.evaluation.self_assessment import Words
from tests.evaluations import assess, evaluation_of, give_opinions

pytestmark = pytest.mark.both_databases
FILE = KeptFile("uploads/ab/cd/" + "0" * 32, "Giáo án.pdf", FileKind.PDF, 1000, "0" * 64, ScanState.CLEAN)


@pytest.fixture
def mine(cast, period):
    """The teacher's evaluation: evidence applied, words written, sent."""
    lan, evaluation = cast.teacher.viewer, evaluation_of(cast, period, "teacher")
    actions.add_piece(lan, Details("Kế hoạch bài dạy"), FILE, (evaluation, 3))
    version = self_assessment.save_levels(lan, evaluation, dict.fromkeys(range(1, 16), 2), 0)
    words = Words("Kiên nhẫn", goal="Học thêm", modules=["GVPT 01", "GVPT 02"])
    self_assessment.send(lan, evaluation, self_assessment.save_words(lan, evaluation, words, version))
    return evaluation


def rank(cast, mine):
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0, "Cố gắng hơn")
    deciding.decide(cast.principal.viewer, mine, 2, "", version)


def test_dp_2_what_was_written_and_sent_is_there(cast, mine):
    own = own_data.own_sections(cast.teacher.person_id)
    assert (own["evaluations"][0]["year"], own["evaluations"][0]["state"]) == (2022, "sent")
    now, sent = own["self_assessments"]
    assert (now["edition"], sent["edition"]) == (None, 1)
    for row in (now, sent):
        assert row["levels"].startswith("1 Khá; 2 Khá") and row["strengths"] == "Kiên nhẫn"
        assert row["modules"] == "GVPT 01; GVPT 02" and row["improvements"] is None
    assert sent["applied"] == "3: MC-0001"
    assert own["evidence"][0]["name"] == "Kế hoạch bài dạy" and own["evidence"][0]["files"] == "Giáo án.pdf"
    assert own["decisions"] == own["appeals"] == own["colleague_counts"] == []
    assert [(each.name, each.stored_name) for each in own_data.own_files(cast.teacher.person_id)] == [
        ("minh-chung/MC-0001/1 Giáo án.pdf", FILE.stored_name)
    ]


def test_dp_2_a_rank_is_told_once_it_is_published_and_not_by_whom(cast, mine):
    rank(cast, mine)
    own = own_data.own_sections(cast.teacher.person_id)
    assert own["decisions"] == [] and own["evaluations"][0]["state"] == "considered"
    deciding.publish(cast.principal.viewer, [mine])
    file_appeal(cast.teacher.viewer, mine, "Tiêu chí 3 đã có minh chứng.", [3])
    own = own_data.own_sections(cast.teacher.person_id)
    told = own["decisions"][0]
    assert told["rank"] == "Khá" and told["comment"] == "Cố gắng hơn" and told["levels"].startswith("1 Khá")
    assert own["appeals"][0]["criteria"] == "3" and own["appeals"][0]["rank"] is None
    assert cast.principal.name not in str(own)


def test_anon_10_colleagues_are_counts_once_published_and_never_below_three(cast, period, mine):
    give_opinions(cast, period, "peer", 3)
    give_opinions(cast, period, "group_head", 2)
    rank(cast, mine)
    deciding.publish(cast.principal.viewer, [mine])
    own = own_data.own_sections(cast.teacher.person_id)
    assert own["colleague_counts"] == []
    assert "Nguyễn Thị Hoa" not in str(own)


def test_what_one_said_about_others_is_theirs(cast, period):
    assess(cast, evaluation_of(cast, period, "peer"), "peer", "3" * 15)
    give_opinions(cast, period, "teacher", 0)
    assert "Chưa đạt" not in str(own_data.own_sections(cast.teacher.person_id))


def test_infected_files_stay_out_of_the_copy(cast, mine):
    waiting = KeptFile("uploads/ab/cd/" + "1" * 32, "x.pdf", FileKind.PDF, 9, "0" * 64, ScanState.CHECKING)
    actions.add_file(cast.teacher.viewer, 1, waiting)
    actions.settle_scan(2, ScanState.INFECTED)
    assert len(own_data.own_files(cast.teacher.person_id)) == 1
