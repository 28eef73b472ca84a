"""Who may be given a certificate, and what becomes of one?  By table."""

from datetime import date
from itertools import product

import pytest

from app.domain.evaluation.papers.rules import Signer
from app.domain.training.certificates.rules import (
    CertificateKind,
    CertificateMove,
    CertificateState,
    Facts,
    Known,
    Learnt,
    Readiness,
    face_from,
    kept,
    moves_of,
    readiness,
)
from app.web.certificates.words import face_of, usual_place

ALL = Known(held=False, verified=True, needed=frozenset({1, 2}), passed=frozenset({1, 2, 3}), born=True, confirmed=True)
FACTS = Facts(
    kind=CertificateKind.YEAR, year=2022, programme=None, audience="teacher", issuer="Sở GDĐT Bắc Hà", superior="",
    name="Trần Thị Lan", gender="female", birth_date=date(1985, 5, 2), sector_id="01101000001",
    unit="Trường THCS Nguyễn Du", modules=(Learnt("Mô đun 1: A", 40), Learnt("Mô đun 2: B", 30)), number=12,
    counted_in=2022, place="Bắc Hà", day=date(2022, 2, 5), signer=Signer("director", "Võ Thị Hương"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "ready"), ({"held": True}, "held"), ({"verified": False}, "unverified"),
        ({"passed": frozenset({1})}, "missing"), ({"passed": frozenset()}, "missing"),
        ({"needed": frozenset()}, "missing"), ({"born": False}, "no_birth_date"), ({"confirmed": False}, "unconfirmed"),
        ({"passed": frozenset(), "confirmed": False}, "missing"), ({"held": True, "verified": False}, "held"),
    ],
)  # fmt: skip
def test_the_first_that_is_in_the_way(changes, expected):
    values = ALL.__dict__ | changes
    assert readiness(Known(**values)) == expected


def test_ready_only_when_everything_holds():
    for held, verified, born, confirmed in product((True, False), repeat=4):
        for passed in (frozenset(), frozenset({1}), frozenset({1, 2})):
            known = Known(held, verified, frozenset({1, 2}), passed, born, confirmed)
            everything = not held and verified and born and confirmed and len(passed) == 2
            assert (readiness(known) is Readiness.READY) == everything


@pytest.mark.parametrize(
    ("state", "flagged", "open_"),
    [("valid", False, {"revoke", "reissue"}), ("valid", True, {"revoke", "keep"}), ("revoked", False, set()),
     ("replaced", False, set())],
)  # fmt: skip
def test_what_may_be_done_with_a_paper(state, flagged, open_):
    assert set(moves_of(CertificateState(state), flagged=flagged)) == {CertificateMove(each) for each in open_}


def test_the_words_of_a_paper_and_back_from_what_is_kept():
    face = face_of(FACTS)
    assert face.number == "00012/2022/XN-BDTX" and face.hours == "Tổng cộng: 70 tiết"
    assert face.issuer == "Sở Giáo dục và Đào tạo Bắc Hà" and face.lead == "Xác nhận bà"
    assert face.place_date == "Bắc Hà, ngày 05 tháng 02 năm 2022" and face.signer_titles == ("GIÁM ĐỐC",)
    assert "năm 2022" in face.statement and "2 mô đun" in face.statement
    assert face_from(kept(face)) == face


@pytest.mark.parametrize(
    ("office", "instead", "titles"),
    [
        ("director", "deputy_director", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        ("director", "province_officer", ("TUQ. GIÁM ĐỐC", "CHUYÊN VIÊN")),
        ("rector", None, ("HIỆU TRƯỞNG",)),
    ],
)
def test_who_signs_for_whom(office, instead, titles):
    signer = Signer(office, "Ai", instead)
    assert face_of(Facts(**FACTS.__dict__ | {"signer": signer})).signer_titles == titles


def test_hours_are_summed_only_where_all_are_known():
    modules = (Learnt("A", 40), Learnt("B", None))
    assert face_of(Facts(**FACTS.__dict__ | {"modules": modules})).hours == ""


def test_a_programme_says_its_name_and_the_place_of_a_province_is_its_own():
    face = face_of(Facts(**FACTS.__dict__ | {"kind": CertificateKind.PROGRAMME, "programme": "ETEP", "year": None}))
    assert (face.title, face.number) == ("Chứng chỉ", "00012/2022/CC-ETEP") and "ETEP" in face.statement
    assert (
        usual_place("Sở GDĐT Hậu Giang", "province") == "Hậu Giang" and usual_place("Trường ĐHSP", "university") == ""
    )
