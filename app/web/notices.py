"""How does a notice read?  Its kind's sentence, filled with the values it carries."""

from app.domain.notices.models import Notice
from app.web.formats import within
from app.web.labels import label

CODED = {"assigned": "assignment_task"}
"""Values that are codes, with the kind of their words."""


def notice_text(notice: Notice) -> str:
    """The Vietnamese sentence of a notice."""
    values = {
        name: within(label(value, CODED[name])) if name in CODED else value
        for name, value in (notice.values or {}).items()
    }
    return label(notice.kind, "notice").format_map(values)
