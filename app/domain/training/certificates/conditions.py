"""Which modules does an issuer ask for before it gives the certificate of a programme?"""

from collections.abc import Collection

from sqlalchemy import delete, insert, select

from app.db import db, writing
from app.domain.journal.actions import record
from app.domain.organisation.rules import Problem
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.certificates.issuing import signing_office
from app.domain.training.certificates.models import CertificateCondition
from app.domain.training.certificates.subjects import asked_modules, modules_of
from app.domain.viewer import Viewer


def set_conditions(viewer: Viewer, programme: str, wanted: Collection[int], shown: Collection[int]) -> list[Problem]:
    """Ask for these modules from now on; papers given out before stay.  All of them, or none, means all.

    `shown` are those that the page showed as chosen: where they are others by now, nothing is changed.
    Raises LookupError unless the viewer signs for an issuer and the programme is known.
    """
    with writing():
        known = {module.id: module for module in modules_of(programme)}
        if signing_office(viewer) is None or not known or not known.keys() >= set(wanted):
            raise LookupError(programme)
        before = asked_modules(viewer, programme) or set(known)
        if before != set(shown):
            return [Problem("conditions_changed", "modules")]
        if {known[each].audience for each in wanted} != {module.audience for module in known.values()}:
            return [Problem("conditions_of_nobody", "modules")]
        of_programme = select(TrainingModule.id).where(TrainingModule.programme == programme)
        own = CertificateCondition.issuer_id == viewer.unit_id
        db.session.execute(delete(CertificateCondition).where(own, CertificateCondition.module_id.in_(of_programme)))
        if set(wanted) != set(known):
            rows = [{"issuer_id": viewer.unit_id, "module_id": each} for each in sorted(wanted)]
            db.session.execute(insert(CertificateCondition), rows)
        record(
            viewer, "certificate_conditions_set", "unit", viewer.unit_id or 0, unit_id=viewer.unit_id,
            before={"modules": sorted(known[each].code for each in before)},
            after={"modules": sorted(known[each].code for each in wanted)},
        )  # fmt: skip
    return []
