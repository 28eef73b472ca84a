"""What does somebody type who hands results in, checks or accepts them?"""

import re
from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.evaluation.hand_in.queries import Row
from app.domain.evaluation.hand_in.rules import SHORTEST_REASON, WITH_REASON, Move
from app.web.forms import REQUIRED, BaseForm, LongTextField, VersionForm, offered, refuse
from app.web.labels import label

LONGEST_REASON = 1000
MOST_AT_ONCE = 50
PAIR = re.compile(r"[0-9]{1,9}:[0-9]{1,9}")


class SendForm(VersionForm):
    """The results go up as they are shown."""

    sure = BooleanField("Tôi đã kiểm tra các con số trên và nộp kết quả của đơn vị")

    def validate_sure(self, field: Any) -> None:
        """After it nothing of the unit changes until it comes back."""
        refuse(not field.data, "Hãy xác nhận: nộp rồi thì không ai của đơn vị sửa được nữa.")


class DecideForm(VersionForm):
    """Check, accept, give back or open again."""

    decision = RadioField("Quyết định")
    reason = LongTextField("Lý do", longest=LONGEST_REASON)

    def offer(self, moves: list[Move]) -> None:
        """What the office may decide now."""
        self.decision.choices = offered((str(move), label(move, "hand_in_decision")) for move in moves)
        if len(moves) == 1 and not self.is_submitted():
            self.decision.data = str(moves[0])

    def validate_reason(self, field: Any) -> None:
        """Whoever gets it back must know what to correct."""
        needed = self.decision.data in {str(move) for move in WITH_REASON}
        short = len(field.data or "") < SHORTEST_REASON
        refuse(needed and short, "Hãy viết rõ lý do, ít nhất 10 chữ cái." if field.data else REQUIRED)


class SeveralForm(BaseForm):
    """Which units are checked or accepted now, each with the version that was seen ("12:3")."""

    units = SelectMultipleField(
        "Đơn vị", choices=[], validate_choice=False, widget=ListWidget(), option_widget=CheckboxInput()
    )

    def offer(self, rows: list[tuple[Row, str]]) -> None:
        """The units that wait, with their numbers; none is ticked: each is looked at."""
        self.units.choices = offered((f"{row.unit_id}:{row.version}", words) for row, words in rows)

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """`(unit id, version shown)` of each."""
        pairs = (one.split(":") for one in self.units.data or [] if PAIR.fullmatch(one))
        return [(int(unit_id), int(version)) for unit_id, version in pairs]

    def validate_units(self, field: Any) -> None:
        """One at least, a page at most."""
        refuse(not self.chosen, "Hãy chọn ít nhất một đơn vị.")
        refuse(len(self.chosen) > MOST_AT_ONCE, f"Mỗi lần nhiều nhất {MOST_AT_ONCE} đơn vị.")
