"""How do the counts of a survey on training become a spreadsheet?  A row a statement, a column a choice."""

from io import BytesIO

from app.domain.training.feedback.queries import Result
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.exports import spreadsheet
from app.web.labels import label
from app.web.taking import taken_by


def feedback_file(result: Result, who: Viewer) -> BytesIO:
    """The file of one run, or of a unit's row in it."""
    choices = [str(number) for number in range(1, result.choices + 1)]
    headings = [
        Heading("Nhóm", 20), Heading("Nội dung", 60), *(Heading(label(each, "agreement"), 16) for each in choices),
        Heading("Tổng", 10),
    ]  # fmt: skip
    statements = [(group["name"], text) for group in result.run.groups for text in group["statements"]]
    rows: list[list[Value]] = [
        [group, text, *counts, sum(counts)]
        for (group, text), counts in zip(statements, result.counts or (), strict=True)
    ]
    place = result.unit or result.run.unit
    title = f"{result.run.title}: {place.name}, năm {result.run.year}"
    return spreadsheet(headings, rows, title, taken_by(who))
