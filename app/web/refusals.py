"""What does a refused act of an evaluation answer?  404 for what does not exist for the viewer, 409 for the rest."""

from werkzeug.exceptions import HTTPException, NotFound

from app.domain.evaluation.self_assessment import Incomplete, NotNow
from app.web.errors import Conflict
from app.web.labels import label


def refusal(error: Exception) -> HTTPException:
    """The answer to a LookupError, NotNow, Incomplete or StaleVersion, with its Vietnamese reason."""
    if isinstance(error, LookupError):
        return NotFound()
    if isinstance(error, Incomplete):
        numbers = ", ".join(map(str, error.missing))
        return Conflict(label("incomplete", "evaluation_refusal").format(numbers=numbers))
    reason = error.reason if isinstance(error, NotNow) else "changed_elsewhere"
    return Conflict(label(reason, "evaluation_refusal"))
