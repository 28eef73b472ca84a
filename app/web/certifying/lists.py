"""What may the office certify, and who may be given it now, who not and why?"""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.organisation.models import Unit
from app.domain.organisation.queries import ancestors_of
from app.domain.training.certificates.candidates import Wanted, candidates, named, numbers
from app.domain.training.certificates.issuing import signing_office
from app.domain.training.certificates.queries import flagged_number, issued_below
from app.domain.training.certificates.rules import Readiness
from app.domain.training.certificates.subjects import Subject, offers_for, office_with_parent
from app.web.certifying.parts import numbers_of, subject_at, title_of, unit_asked
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.paging import paged

FILTERS = ("state", "q", "unit")
WIDE = frozenset({"ministry", "province"})


def choose_subject() -> ResponseReturnValue:
    """The years and programmes that the office may certify, and what waits for its decision."""
    who = viewer()
    return render_template(
        "certifying/subjects.html", offers=offers_for(who), title_of=title_of, flagged=flagged_number(who),
        signs=signing_office(who) is not None,
    )  # fmt: skip


def list_candidates(about: str) -> ResponseReturnValue:
    """The people beneath a unit with how each stands; a whole province by its units, or by a name."""
    subject, unit = subject_at(about), unit_asked()
    query = request.args.get("q", "")[:100]
    wide = unit is None or unit.kind in WIDE
    if wide and not query:
        return _by_unit(subject, unit)
    return _people(subject, unit, query, wide=wide)


def _by_unit(subject: Subject, unit: Unit | None) -> ResponseReturnValue:
    """The units of each province, with how many people hold a paper; a unit opens its people."""
    roots = [unit] if unit is not None else _roots(subject)
    groups = [(root, issued_below(viewer(), subject.about, root)) for root in roots]
    return render_template(
        "certifying/units.html", subject=subject, title=title_of(subject), groups=groups, unit=unit,
        signs=signing_office(viewer()) is not None,
    )  # fmt: skip


def _people(subject: Subject, unit: Unit | None, query: str, *, wide: bool) -> ResponseReturnValue:
    who, asked = viewer(), request.args.get("state", "")
    state = Readiness(asked) if asked in set(Readiness) else None
    wanted = Wanted(unit.path if unit else "", state, query)
    few, cut = named(who, subject, wanted) if wide else ([], False)
    among = {each: sum(one.readiness is each for one in few) for each in Readiness}
    counted = among if wide else numbers(who, subject, wanted)
    total = counted[state] if state else sum(counted.values())
    pager = paged(total, lambda number: address(subject, page=number))
    chosen = [each for each in few if state in (None, each.readiness)][pager.offset : pager.offset + pager.size]
    rows = chosen if wide else candidates(who, subject, wanted, pager.offset, pager.size)
    modules = {module.id: module for module in subject.modules}
    answer = page_or_partial(
        "certifying/people.html", "certifying/_candidates.html", 200, subject=subject, title=title_of(subject),
        unit=unit, counted=counted, cut=cut, state=state, query=query, pager=pager, rows=rows, address=address,
        trail=ancestors_of(who, unit)[-3:] if unit else [], signs=signing_office(who) is not None,
        missing=lambda row: numbers_of(modules, row.missing), readiness=Readiness,
    )  # fmt: skip
    answer.vary.add("Save-Data")
    return answer


def address(subject: Subject, endpoint: str = ".list_candidates", **changes: Any) -> str:
    """The list with this address's filters; `changes` go over them, None takes one out."""
    asked: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name, "")[:100])}
    kept = {name: value for name, value in (asked | changes).items() if value is not None}
    return url_for(endpoint, about=subject.about, **kept)


def _roots(subject: Subject) -> list[Unit]:
    """The provinces beneath which people may be certified."""
    ids = [int(path.strip("/").rpartition("/")[2]) for path in subject.paths]
    return [office_with_parent(each) for each in ids]
