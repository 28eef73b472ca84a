"""Which units lie beneath me, and what is known of one of them?"""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.organisation import successions
from app.domain.organisation.access import may_administer_unit
from app.domain.organisation.queries import ancestors_of, unit_for
from app.domain.organisation.rules import Role, UnitKind
from app.domain.organisation.search import admins_in, groups_of, units_page
from app.domain.organisation.unit_admins import unit_below
from app.records.blueprint import blueprint
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import choices
from app.web.paging import page_number, page_size, paged

SEES_UNITS = frozenset(Role) - {Role.TEACHER, Role.SYSTEM}


@blueprint.get("/units")
def list_units() -> ResponseReturnValue:
    """The units in sight, found by name or code."""
    if viewer().role not in SEES_UNITS:
        abort(404)
    query, kind = request.args.get("q", "")[:100], request.args.get("kind", "")
    number, size = page_number(), page_size()
    units, total = units_page(viewer(), query, kind, (number - 1) * size, size)

    def address(number: int) -> str:
        return url_for("records.list_units", page=number, q=query or None, kind=kind or None)

    pager = paged(total, address)
    if not units and total:
        units, total = units_page(viewer(), query, kind, pager.offset, size)
    return page_or_partial(
        "records/units.html", "records/_units.html",
        units=units, pager=pager, query=query, kind=kind, kinds=choices("unit_kind"),
    )  # fmt: skip


@blueprint.get("/units/<int:unit_id>")
def show_unit(unit_id: int) -> ResponseReturnValue:
    """One unit: where it hangs, what it is, who administers it, its subject groups."""
    unit = unit_for(viewer(), unit_id) or abort(404)
    if viewer().role not in SEES_UNITS:
        abort(404)
    trail = [(each.name, url_for("records.show_unit", unit_id=each.id)) for each in ancestors_of(viewer(), unit)]
    return page_or_partial(
        "records/unit.html", "records/unit.html",
        unit=unit, trail=[*trail[:-1], (unit.name, None)], admins=admins_in(unit.id),
        groups=groups_of(unit.id) if unit.kind == UnitKind.SCHOOL else [],
        mine=may_administer_unit(viewer(), unit.path), below=unit_below(viewer(), unit.id) is not None,
        joined=successions.units_joined(unit.id), successor=successions.taken_over_by(unit.id),
        joins=successions.may_join(viewer(), unit) and unit.valid_to is None,
        sees_people=viewer().role in (Role.ADMIN, Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE),
    )  # fmt: skip
