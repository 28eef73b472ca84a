"""How does a stored certificate get on paper?  Word for word as it was kept, with its code and its state."""

from flask import current_app

from app.domain.evaluation.papers.codes import grouped_code
from app.domain.training.certificates.models import Certificate
from app.domain.training.certificates.rules import CertificateState, face_from
from app.web.certificates.paper import Printed
from app.web.labels import label
from app.web.papers.printing import ADDRESS


def on_paper(paper: Certificate) -> Printed:
    """Ready to be drawn; one that does not hold any more says so across the page."""
    base = str(current_app.extensions["settings"].base_url).rstrip("/")
    mark = "" if paper.state == CertificateState.VALID else label(paper.state, "certificate_state")
    return Printed(face_from(paper.content), grouped_code(paper.code), f"{base}{ADDRESS}{paper.code}", mark)
