"""What does a refused act of an evaluation answer?  404 for what does not exist for the viewer, 409 for the rest."""

from werkzeug.exceptions import HTTPException, NotFound

from app.domain.evaluation.self_assessment import Incomplete, NotNow
from app.web.errors import Conflict
from app.web.formats import instant
from app.web.labels import label


def refusal(error: Exception) -> HTTPException:
    """The answer to a LookupError, NotNow, Incomplete or StaleVersion, with its Vietnamese reason."""
    if isinstance(error, LookupError):
        return NotFound()
    if isinstance(error, Incomplete):
        numbers = ", ".join(map(str, error.missing))
        return Conflict(label("incomplete", "evaluation_refusal").format(numbers=numbers))
    return Conflict(words_of(error) if isinstance(error, NotNow) else label("changed_elsewhere", "evaluation_refusal"))


def words_of(refused: NotNow) -> str:
    """Why not now; from or since when, where it is a matter of time."""
    if refused.at is None:
        return label(refused.reason, "evaluation_refusal")
    return label(refused.reason, "evaluation_time").format(at=instant(refused.at))
