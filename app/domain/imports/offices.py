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


def kinds_allowed(viewer: Viewer) -> tuple[ImportKind, ...]:
    """Which kinds of file the viewer may bring in."""
    if viewer.role == Role.ADMIN:
        return KINDS_OF.get(viewer.unit_kind, ())
    return (ImportKind.RESULTS,) if viewer.role in ENTER_RESULTS else ()
