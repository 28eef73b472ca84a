"""What does somebody type who approves plans, gives one back, or comments on it?"""

import re
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.training.support.actions import SHORTEST_COMMENT
from app.domain.training.support.queries import Row
from app.domain.training.support.rules import DECISIONS, SHORTEST_REASON, Content, Move
from app.web.forms import REQUIRED, BaseForm, LongTextField, VersionForm, offered, refuse
from app.web.labels import label

LONGEST = 1000
MOST_AT_ONCE = 50
PAIR = re.compile(r"[0-9]{1,9}:[0-9]{1,9}")
ACTIVITY = re.compile(r"activity-([0-9]{1,9})")


class DecideForm(VersionForm):
    """Approve, or give back with a reason."""

    decision = RadioField("Quyết định")
    reason = LongTextField("Lý do trả lại hoặc lưu ý", longest=LONGEST)

    def offer(self) -> None:
        """What may be decided."""
        self.decision.choices = offered((str(move), label(move, "plan_decision")) for move in DECISIONS)

    def validate_reason(self, field: Any) -> None:
        """The author must know what to correct."""
        short = self.decision.data == Move.RETURN and len(field.data or "") < SHORTEST_REASON
        refuse(short, label("plan_reason_needed", "plan_problem") if field.data else REQUIRED)


class SeveralForm(BaseForm):
    """Which plans and reports are approved now, each with the version that was seen ("12:3")."""

    plans = SelectMultipleField(
        "Kế hoạch, báo cáo", choices=[], validate_choice=False, widget=ListWidget(), option_widget=CheckboxInput()
    )

    def offer(self, rows: list[tuple[Row, str]]) -> None:
        """What waits, with what there is to know; none is ticked: each is looked at."""
        self.plans.choices = offered((f"{row.id}:{row.version}", words) for row, words in rows)

    @property
    def chosen(self) -> dict[int, int]:
        """The version shown, by plan."""
        pairs = (one.split(":") for one in self.plans.data or [] if PAIR.fullmatch(one))
        return {int(plan_id): int(version) for plan_id, version in pairs}

    def validate_plans(self, field: Any) -> None:
        """One at least, a page at most."""
        refuse(not self.chosen, "Hãy chọn ít nhất một mục.")
        refuse(len(self.chosen) > MOST_AT_ONCE, f"Mỗi lần nhiều nhất {MOST_AT_ONCE} mục.")


class CommentForm(BaseForm):
    """What a lecturer says about one item."""

    item = SelectField("Góp ý về")
    text = LongTextField("Nội dung góp ý", longest=LONGEST)

    def offer(self, content: Content, *, reported: bool) -> None:
        """The items that are there."""
        acts = [
            (f"activity-{each.id}", f"{label('activity', 'plan_item')}: {each.what}") for each in content.activities
        ]
        items = [(each, label(each, "plan_item")) for each in ("people", "modules")]
        rest = ["expected", *(["report"] if reported else [])]
        self.item.choices = offered(items + acts + [(each, label(each, "plan_item")) for each in rest])

    @property
    def about(self) -> tuple[str, int | None]:
        """The item, and the activity if it is one."""
        found = ACTIVITY.fullmatch(self.item.data or "")
        return ("activity", int(found.group(1))) if found else (str(self.item.data), None)

    def validate_text(self, field: Any) -> None:
        """The author must understand it."""
        short = len(field.data or "") < SHORTEST_COMMENT
        refuse(short, label("comment_short", "plan_problem") if field.data else REQUIRED)
