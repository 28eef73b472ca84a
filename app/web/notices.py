"""How does a notice read?  Its kind's sentence, filled with the values it carries."""

from app.domain.notices.models import Notice
from app.web.labels import label


def notice_text(notice: Notice) -> str:
    """The Vietnamese sentence of a notice."""
    return label(notice.kind, "notice").format_map(notice.values or {})
