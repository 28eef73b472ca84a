"""What do the pages of an issuing office share?  The subject of the address, its words, the unit that is looked at."""

from collections.abc import Mapping

from flask import request
from werkzeug.exceptions import NotFound

from app.domain.organisation.models import Unit
from app.domain.organisation.queries import unit_for
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.certificates.queries import last_place
from app.domain.training.certificates.rules import CertificateKind
from app.domain.training.certificates.subjects import Offer, Subject, subject_for
from app.web.addresses import asked_id
from app.web.certificates.words import usual_place
from app.web.identity import viewer


def subject_at(about: str) -> Subject:
    """The subject that the address names, for those whose office may certify it."""
    found = subject_for(viewer(), about)
    if found is None:
        raise NotFound
    return found


def title_of(subject: Subject | Offer) -> str:
    """What is certified, in words."""
    if subject.kind is CertificateKind.YEAR:
        return f"Xác nhận hoàn thành BDTX năm {subject.year}"
    return f"Chứng chỉ chương trình {subject.programme}"


def unit_asked() -> Unit | None:
    """The unit that the address narrows to; one that is not in sight is 404."""
    unit_id = asked_id(request.args, "unit")
    unit = unit_for(viewer(), unit_id) if unit_id else None
    if unit_id and unit is None:
        raise NotFound
    return unit


def numbers_of(modules: Mapping[int, TrainingModule], missing: tuple[int, ...]) -> str:
    """ "mô đun 3, 4", "mô đun GVPT 01": what somebody has not passed."""
    return "mô đun " + ", ".join(modules[each].short for each in missing)


def place_to_sign() -> str:
    """Where the office signed the last time, else the place it is named after."""
    who = viewer()
    return last_place(who) or usual_place(who.unit_name, who.unit_kind)
