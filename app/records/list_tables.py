"""How do the lists of an evaluation period become spreadsheets?  The rows of the screen, all of them, typed."""

from collections.abc import Sequence

from app.domain.evaluation.appeals.queries import Waiting
from app.domain.evaluation.excuses.queries import NotDue
from app.domain.evaluation.hand_in.figures import rank_names
from app.domain.evaluation.hand_in.people import Behind
from app.domain.evaluation.hand_in.queries import Row
from app.domain.evaluation.models import Period
from app.domain.evaluation.opinions.queries import Surveyed
from app.domain.evaluation.peers.watching import GroupLine, RaterLine
from app.domain.standards.queries import standard_of
from app.integrations.spreadsheets.writing import Heading, Value
from app.web.labels import label

NO_GROUP = "Người không ở tổ nào"
NAME, POST, UNIT = Heading("Họ và tên", 28), Heading("Chức vụ", 22), Heading("Đơn vị", 36)
STATE = Heading("Tình trạng", 24)
NUMBER = Heading("Số hiệu", 10)
"""A person's number, as it stands in lists: what tells two of one name apart, and what samples are drawn by."""

SURVEYS = [NAME, POST, Heading("Trường", 36), Heading("Được hỏi"), Heading("Đã gửi"), Heading("Đóng lúc", 20), STATE]
NOT_DUE = [NAME, Heading("Trường", 36), Heading("Lý do", 28), Heading("Ghi rõ", 50)]
APPEALS = [
    NAME, POST, UNIT, Heading("Năm", 8), Heading("Gửi lúc", 20), Heading("Giải quyết trước", 20), STATE,
    Heading("Kết quả", 22),
]  # fmt: skip
GROUPS = [
    Heading("Tổ", 30), Heading("Trong tổ"), Heading("Được hỏi"), Heading("Đã gửi đủ"), Heading("Chưa gửi đủ"),
    Heading("Hỏi thêm người của tổ", 30), Heading("Không tổng hợp vì", 40),
]  # fmt: skip
RATERS = [NAME, Heading("Tổ", 30), Heading("Được hỏi về"), Heading("Đã gửi về"), STATE]
BEHIND = [NAME, POST, Heading("Tổ", 24), UNIT, Heading("Tự đánh giá", 20), STATE, Heading("Xếp loại", 12)]


def surveys_table(rows: Sequence[Surveyed]) -> list[list[Value]]:
    """On whom surveys are run, and where each stands; the number of answers is that of the morning (ANON-3)."""
    return [
        [
            one.name, label(one.position, "position"), one.school, one.invited, _answers(one), one.closes_at,
            "Đã nghe trực tiếp" if one.heard else label(one.standing, "opinions_standing"),
        ]
        for one in rows
    ]  # fmt: skip


def _answers(one: Surveyed) -> int | None:
    if one.closes_at is None:
        return None
    return one.counted if one.answers is None else one.answers


def not_due_table(rows: Sequence[NotDue]) -> list[list[Value]]:
    """Who is excused, and why."""
    return [[one.name, one.unit, label(one.excused, "excused"), one.note] for one in rows]


def appeals_table(rows: Sequence[Waiting]) -> list[list[Value]]:
    """The appeals that the office settles."""
    return [
        [
            one.name, label(one.position, "position"), one.unit, one.year, one.filed_at, one.due,
            label(one.state, "appeal_state"), label(one.outcome, "appeal_outcome") if one.outcome else None,
        ]
        for one in rows
    ]  # fmt: skip


def groups_table(lines: Sequence[GroupLine]) -> list[list[Value]]:
    """How far each subject group is."""
    return [
        [
            one.name or NO_GROUP, one.people, one.asked, one.done, one.asked - one.done, ", ".join(one.joined),
            one.remark,
        ]
        for one in lines
    ]  # fmt: skip


def raters_table(rows: Sequence[RaterLine]) -> list[list[Value]]:
    """Who is asked and who has answered; never what was said."""
    return [
        [
            one.name, one.group, one.asked, one.answered,
            label("done", "rater_state") if one.done else "Gửi một phần" if one.answered else "Chưa gửi",
        ]
        for one in rows
    ]  # fmt: skip


def units_headings(period: Period) -> list[Heading]:
    """The columns of the units' list: one for each rank, by its name."""
    return [
        UNIT, Heading("Trực thuộc", 30), Heading("Thuộc diện"), Heading("Đã xếp loại"),
        *(Heading(name) for name in rank_names(period).values()),
        Heading("Nộp lúc", 20), Heading("Muộn hạn"), STATE, Heading("Có thay đổi sau khi nộp"),
    ]  # fmt: skip


def units_table(rows: Sequence[Row]) -> list[list[Value]]:
    """The units that hand in, with the numbers of each."""
    return [
        [
            one.name, one.above, one.numbers["due"], one.numbers["ranked"], *(many for _, many in one.numbers.ranks),
            one.sent_at, _yes(one.late), label(one.state, "hand_in_state"), _yes(one.amended),
        ]
        for one in rows
    ]  # fmt: skip


def _words(one: Behind) -> str:
    """Which words say the state: those of the office where the rank is shown, not of oneself before it is known."""
    return "office_state" if one.rank is not None else "evaluation_state"


def behind_table(rows: Sequence[Behind]) -> list[list[Value]]:
    """The people behind a number of a unit's results."""
    return [
        [
            one.name, label(one.position, "position"), one.group, one.unit,
            one.sent_at if one.state != "returned" else None,
            label(one.excused, "excused") if one.excused else label(one.state, _words(one)),
            standard_of(one.standard_id).level(one.rank).name if one.rank is not None else None,
        ]
        for one in rows
    ]  # fmt: skip


def _yes(what: bool) -> str | None:
    return "Có" if what else None
