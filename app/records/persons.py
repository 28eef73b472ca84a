"""Who works beneath me, and what is known of one of them?"""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.identity import queries
from app.domain.identity.case_queries import open_case_about
from app.domain.organisation.access import SEES_BY_PROVINCE, SEES_PEOPLE_BELOW, kinds_with_people, people_paths
from app.domain.organisation.leaves import leaves_of
from app.domain.organisation.models import Appointment
from app.domain.organisation.queries import (
    appointments_of,
    may_change_post,
    person_for,
    person_to_administer,
    unit_for,
)
from app.domain.organisation.rules import POSITIONS_IN, Position, Role, UnitKind, is_valid_on, kinds_beneath
from app.domain.organisation.search import people_page
from app.records.blueprint import blueprint
from app.web.forms import BaseForm
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import choices
from app.web.paging import page_number, page_size, paged
from app.web.trace import note_security

LOOKING_ROLES = SEES_PEOPLE_BELOW | {Role.UNIVERSITY}


@blueprint.get("/persons")
def list_persons() -> ResponseReturnValue:
    """The people of the viewer's units, found by any part of their name, with or without marks."""
    if viewer().role not in LOOKING_ROLES:
        abort(404)
    unit = unit_for(viewer(), unit_id) if (unit_id := asked_unit()) else None
    if unit_id and unit is None:
        abort(404)
    query, position = request.args.get("q", "")[:100], request.args.get("position", "")
    paths = (unit.path,) if unit else (people_paths(viewer()) or (viewer().unit_path,))
    number, size = page_number(), page_size()
    found = people_page(viewer(), query, position, paths, (number - 1) * size, size)

    def address(number: int) -> str:
        wanted = {"q": query or None, "position": position or None, "unit": unit_id or None}
        return url_for("records.list_persons", page=number, **wanted)

    pager = paged(found.total, address)
    if not found.lines and found.total:
        found = people_page(viewer(), query, position, paths, pager.offset, size)
    kinds = kinds_beneath(UnitKind(unit.kind)) if unit else kinds_with_people(viewer())
    held = frozenset().union(*(POSITIONS_IN[kind] for kind in kinds)) - {Position.ADMIN}
    positions = [(code, words) for code, words in choices("position") if code in held]
    return page_or_partial(
        "records/persons.html", "records/_persons.html",
        found=found, pager=pager, query=query, position=position, positions=positions, unit=unit,
        may_add=viewer().role == Role.ADMIN,
    )  # fmt: skip


def asked_unit() -> int:
    text = request.args.get("unit", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@blueprint.get("/persons/<int:person_id>")
def show_person(person_id: int) -> ResponseReturnValue:
    """One person: particulars, positions, leaves; looking at somebody else is noted (AUD-4)."""
    person = person_for(viewer(), person_id) or abort(404)
    if person.id != viewer().person_id:
        note_security("person_viewed", about_person_id=person.id)
    posts = [(post, state_of(post)) for post in appointments_of(person.id)]
    mine = person_to_administer(viewer(), person.id) is not None
    standing = queries.standing_of(person, queries.claim_of(person.id))
    changeable = {post.id for post, state in posts if mine and state != "over" and may_change_post(viewer(), post)}
    return page_or_partial(
        "records/person.html", "records/person.html",
        person=person, posts=posts, leaves=leaves_of(person.id), mine=mine, changeable=changeable,
        full=viewer().role not in SEES_BY_PROVINCE, standing=standing, claim=queries.claim_for(viewer(), person.id),
        case=open_case_about(viewer(), person.id), form=BaseForm(), today=clock.today(),
    )  # fmt: skip


def state_of(post: Appointment) -> str:
    day = clock.today()
    if is_valid_on(post.starts, post.ends, day):
        return "current"
    return "coming" if post.starts > day else "over"
