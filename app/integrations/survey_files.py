"""Where do the questionnaires of surveys on training come from?  Files that come with the app, in our own words."""

from pathlib import Path

from app.domain.training.feedback.rules import Questionnaire, RunKind, read_questionnaire
from app.integrations.standard_files import read_file

BUNDLED = Path(__file__).parents[1] / "data" / "surveys"


def questionnaire(kind: RunKind) -> Questionnaire:
    """What is asked after a module, or after a whole programme."""
    return read_questionnaire(read_file((BUNDLED / f"{kind}.yaml").read_bytes()))
