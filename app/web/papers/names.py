"""What is a sheet called, as a file that somebody keeps?"""

from app.domain.evaluation.papers.rules import Found
from app.domain.vietnamese.text import words_of
from app.web.labels import label


def name_of(found: Found) -> str:
    """The kind of the sheet and whose it is: "Kết quả đánh giá - Trần Thị Lan"."""
    whose = getattr(found.sheet, "rated", None)
    about = whose.name if whose is not None else getattr(found.sheet, "group", "") or found.sheet.place.unit
    return f"{label(found.subject.kind, 'paper_kind')} - {about}"


def file_name(name: str) -> str:
    """The same without marks and signs that an old computer trips over, without its ending."""
    return "-".join(words_of(name))[:120]
