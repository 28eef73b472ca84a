"""Who brings in which kind of file?"""

from app.domain.imports.columns import ImportKind
from app.domain.organisation.rules import Role, UnitKind
from app.domain.viewer import Viewer

#: Whose admins bring in what.  A roster may come from any unit; the unit list and the registry from an office.
KINDS_OF: dict[str, tuple[ImportKind, ...]] = {
    UnitKind.SCHOOL: (ImportKind.ROSTER,),
    UnitKind.MIDDLE: (ImportKind.ROSTER,),
    UnitKind.PROVINCE: (ImportKind.ROSTER, ImportKind.UNITS, ImportKind.REGISTRY),
    UnitKind.MINISTRY: (ImportKind.ROSTER, ImportKind.UNITS, ImportKind.REGISTRY),
}
#: Who brings in the results of evaluations held on paper; whether a result is theirs to enter, each row is asked.
ENTER_RESULTS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE})
#: What else an office brings in: a province the lists of its LMSs and of its years of training, a provider its own.
OF_TRAINING: dict[tuple[str, str], tuple[ImportKind, ...]] = {
    (Role.PROVINCE, UnitKind.PROVINCE): (ImportKind.COMPLETIONS, ImportKind.LEARNERS),
    (Role.PARTNER, UnitKind.PROVIDER): (ImportKind.COMPLETIONS,),
}
#: Kinds of which a file is about one thing: a provider, a year.
OF_ONE = frozenset({ImportKind.COMPLETIONS, ImportKind.LEARNERS})


def kinds_allowed(viewer: Viewer) -> tuple[ImportKind, ...]:
    """Which kinds of file the viewer may bring in."""
    if viewer.role == Role.ADMIN:
        return KINDS_OF.get(viewer.unit_kind, ())
    results = (ImportKind.RESULTS,) if viewer.role in ENTER_RESULTS else ()
    return results + OF_TRAINING.get((viewer.role, viewer.unit_kind), ())
