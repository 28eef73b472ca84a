"""What does an office type that proposes a core person or decides about one?"""

from typing import Any

from wtforms import RadioField

from app.domain.training.core_people.rules import SHORTEST_REASON, WITH_REASON, Move
from app.web.forms import REQUIRED, BaseForm, DayField, LongTextField, VersionForm, offered, refuse
from app.web.labels import label

LONGEST = 1000
CLEARER = "Hãy viết rõ lý do, ít nhất 10 chữ cái."


class ProposeForm(BaseForm):
    """Somebody is proposed, with a remark where a condition is lacking."""

    remark = LongTextField("Nhận xét của nơi đề xuất", longest=LONGEST)


class DecideForm(VersionForm):
    """Confirm, recognise, give back or refuse."""

    decision = RadioField("Quyết định")
    reason = LongTextField("Lý do", longest=LONGEST)

    def offer(self, moves: list[Move]) -> None:
        """What the office may decide now."""
        self.decision.choices = offered((str(move), label(move, "core_decision")) for move in moves)

    def validate_reason(self, field: Any) -> None:
        """Whoever proposed must know why."""
        needed = self.decision.data in {str(move) for move in WITH_REASON}
        short = len(field.data or "") < SHORTEST_REASON
        refuse(needed and short, CLEARER if field.data else REQUIRED)


class AgainForm(VersionForm):
    """A proposal that came back is sent once more."""

    reason = LongTextField("Nhận xét của nơi đề xuất", longest=LONGEST)


class EndForm(VersionForm):
    """Somebody is a core person no more, from a day on and with a reason."""

    on = DayField("Từ ngày")
    reason = LongTextField("Lý do", longest=LONGEST)

    def validate_on(self, field: Any) -> None:
        """Without a day nobody knows until when it held."""
        refuse(not field.data, REQUIRED)

    def validate_reason(self, field: Any) -> None:
        """The person and the school read it."""
        refuse(len(field.data or "") < SHORTEST_REASON, CLEARER if field.data else REQUIRED)
