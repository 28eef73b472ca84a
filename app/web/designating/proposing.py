"""How does an office choose whom it proposes as a core person, with what the ranks say beside each name?"""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation.core.queries import Candidate, periods_with_ranks
from app.domain.standards.queries import standard_of
from app.domain.training.core_people import actions, proposing
from app.domain.training.core_people.proposing import Wanted
from app.domain.vietnamese import search_patterns
from app.web.core_words import UNKNOWN, lack_words
from app.web.designating.forms import ProposeForm
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import paged


def choose_core_person() -> ResponseReturnValue:
    """The office's own people who are eligible, or all of them; a name opens the form."""
    if proposing.office_to_propose(viewer()) is None:
        raise NotFound
    period = next(iter(periods_with_ranks(viewer())), None)
    asked, query = request.args.get("state", ""), request.args.get("q", "")[:100]
    usual = "eligible" if period is not None and not query else "all"
    wanted = Wanted(asked if asked in proposing.FIGURES else usual, search_patterns(query))
    many = proposing.number_proposable(viewer(), period, wanted)
    if not many and not asked:
        wanted = Wanted("all", wanted.patterns)
        many = proposing.number_proposable(viewer(), period, wanted)
    pager = paged(
        many, lambda number: url_for(".choose_core_person", state=wanted.figure, q=query or None, page=number)
    )  # fmt: skip
    people = proposing.people_proposable(viewer(), period, wanted, pager.offset, pager.size)
    answer = page_or_partial(
        "designating/choose.html", "designating/_proposable.html", 200, people=people, pager=pager, wanted=wanted,
        query=query, period=period, words=words_of, rank=_rank,
    )  # fmt: skip
    answer.vary.add("Save-Data")
    return answer


def propose_core_person(person_id: int) -> ResponseReturnValue:
    """Who, what the ranks say, a remark; then the proposal goes up."""
    found = proposing.person_to_propose(viewer(), person_id)
    if found is None and request.method == "GET":
        raise NotFound
    form = ProposeForm.from_request()
    if form.passes():
        try:
            made, problems = actions.propose(
                viewer(), person_id, form.remark.data or "", form.sending
            )  # fmt: skip
        except LookupError as unknown:
            raise NotFound from unknown
        if made is not None:
            return go_to(".show_core_person", core_id=made)
        form.remark.errors = [label(problem.code, "core_problem") for problem in problems]
    if found is None:
        raise NotFound
    one, period = found
    shown: dict[str, Any] = {"one": one, "period": period, "lacking": words_of(one.record), "rank": _rank(one.record)}
    return render_template("designating/propose.html", **shown, form=form), 422 if request.method == "POST" else 200


def words_of(record: Candidate | None) -> str:
    """What somebody lacks, in one line; empty where nothing is."""
    if record is None:
        return UNKNOWN
    return "; ".join(lack_words(record.standard_id, each) for each in record.missing)


def _rank(record: Candidate | None) -> str:
    return standard_of(record.standard_id).level(record.rank).name if record else "–"
