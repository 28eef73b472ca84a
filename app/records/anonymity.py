"""How is anonymity kept, and against whom?  (ANON-2)"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.surveys.rules import FEWEST, ROUGH_BELOW
from app.records.blueprint import blueprint


@blueprint.get("/anonymity")
def show_anonymity() -> ResponseReturnValue:
    """What is kept, who sees what, which attacks it stands and which it does not."""
    return render_template("records/anonymity.html", fewest=FEWEST, rough=ROUGH_BELOW)
