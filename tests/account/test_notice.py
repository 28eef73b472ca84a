"""DP-1: the notice says what is kept, why, for whom, how long; reading it comes first, and is on record."""

import hashlib
import re

from sqlalchemy import select, update

from app.config import ROOT
from app.db import db, writing
from app.domain.accounts.models import Account
from app.domain.accounts.rules import NOTICE_VERSION
from app.domain.accounts.sweep import ORIGINS_KEPT, SESSIONS_KEPT
from app.domain.journal.models import JournalEntry
from app.domain.work.files import KEPT_FOR
from app.jobs.imports.sweeping import APPLIED_LIVES
from tests.pages import words

# The digest of each version's text: whoever changes a word gives the notice a new version, and everybody reads it anew.
TEXTS = {"2022-05": "9541ecdce60b64a0", "2022-06": "ea6deed83dc16eef", "2022-07": "2c6c303ec84145c4"}


def test_dp_1_a_new_text_has_a_new_version() -> None:
    text = " ".join((ROOT / "templates" / "shared" / "data_notice.html").read_text(encoding="utf-8").split())
    assert TEXTS[NOTICE_VERSION] == hashlib.sha256(text.encode()).hexdigest()[:16]


def test_dp_1_a_new_version_is_read_before_anything_else_and_put_on_record(clients, cast) -> None:
    with writing():
        mine = Account.id == cast.teacher.account_id
        db.session.execute(update(Account).where(mine).values(notice_version="2020-01"))
    for path in ("/teacher/", "/teacher/identity", "/records/jobs/1"):
        assert clients.teacher.get(path).location == "/account/notice", path
    part = clients.teacher.get("/teacher/identity", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/account/notice"
    assert clients.teacher.submit("/account/notice").status_code == 422
    assert clients.teacher.submit("/account/notice", read="y").status_code == 303
    entry = db.session.scalar(select(JournalEntry).where(JournalEntry.event == "notice_acknowledged"))
    assert (entry.account_id, entry.after) == (cast.teacher.account_id, {"version": NOTICE_VERSION})
    assert clients.teacher.get("/teacher/").status_code == 200


def test_dp_1_each_kind_of_data_names_its_purpose_ground_and_readers(client) -> None:
    page = client.get("/du-lieu-ca-nhan").get_data(as_text=True)
    rows = re.findall(r"<tr><th scope=.row.>(.*?)</tr>", page, flags=re.S)
    kinds = ("ngày sinh", "Mã định danh", "Dân tộc", "điện thoại", "xếp loại", "Ý kiến", "Nhật ký")
    assert [[kind for kind in kinds if kind in row] != [] for row in rows] == [True] * len(kinds)
    for row in rows:
        cells = re.findall(r'<td data-label="(.*?)">(.*?)</td>', row)
        assert [name for name, _ in cells] == ["Để làm gì", "Căn cứ", "Ai xem được"]
        assert all(text.strip() for _, text in cells)


def test_dp_1_the_notice_tells_the_times_that_the_code_keeps(client) -> None:
    said = words(client.get("/du-lieu-ca-nhan"))
    assert f"Phiên đăng nhập: {SESSIONS_KEPT.days} ngày" in said
    assert f"máy đã dùng: {ORIGINS_KEPT.days // 365} năm" in said
    assert f"Tệp kết xuất: {KEPT_FOR.total_seconds() / 3600:.0f} giờ" in said
    assert f"tệp danh sách đã nhập: {APPLIED_LIVES.days} ngày" in said
