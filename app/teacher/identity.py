"""How does a teacher declare and verify the own sector ID?  Both ways of letter 95, with its steps and words."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.identity import actions, case_actions, queries
from app.domain.identity.case_queries import history, own_case
from app.domain.identity.comparison import Identity, compare, played_back
from app.domain.identity.flows import FAILED, STEPS, UNSAVED, ClaimState, Move, Step, Way, may_move
from app.domain.identity.models import Claim
from app.domain.organisation.models import Person
from app.domain.organisation.sector_id import lost_zero_suggestion
from app.integrations.registry.verification import verify
from app.teacher.blueprint import blueprint
from app.teacher.forms import BirthDateForm, HelpForm, SectorIdForm
from app.web.errors import Conflict
from app.web.forms import VersionForm
from app.web.identity import viewer
from app.web.labels import label

LINKED_STEPS = {Step.OPEN_PROFILE: "teacher.show_identity", Step.ENTER_ID: "teacher.enter_identity"}


@blueprint.get("/identity")
def show_identity() -> ResponseReturnValue:
    """Step 2 of both ways: the profile ("Thông tin Cơ bản" or "Hồ sơ cá nhân"), the state, the next step."""
    return render_template("teacher/identity.html", **_page(Step.OPEN_PROFILE), form=HelpForm())


@blueprint.route("/identity/birth-date", methods=["GET", "POST"])
def give_birth_date() -> ResponseReturnValue:
    """The birth date, asked once and only if the account has none."""
    if queries.own_person(viewer()).birth_date is not None:
        return redirect(url_for("teacher.enter_identity"), 303)
    form = BirthDateForm.from_request()
    if form.passes() and form.day is not None:
        actions.give_birth_date(viewer(), form.day)
        return redirect(url_for("teacher.enter_identity"), 303)
    return render_template("teacher/birth_date.html", form=form), _status()


@blueprint.route("/identity/enter", methods=["GET", "POST"])
def enter_identity() -> ResponseReturnValue:
    """Step 3: the ID.  With Viettel the button "Hoàn thành" is step 4 and verifies; with VNPT step 4 has a page."""
    if queries.own_person(viewer()).birth_date is None:
        return redirect(url_for("teacher.give_birth_date"), 303)
    page = _page(Step.ENTER_ID)
    claim, way = page["claim"], page["way"]
    proposed = _proposed(page["person"], claim)
    form = SectorIdForm.from_request(data={"sector_id": proposed, "version": str(claim.version if claim else 0)})
    if form.passes():
        _submit_id(form, way)
        step = "teacher.verify_identity" if way is Way.VNPT else "teacher.show_identity_result"
        return redirect(url_for(step), 303)
    if request.method == "GET" and claim is not None and claim.state == ClaimState.VERIFIED:
        return redirect(url_for("teacher.show_identity_result"), 303)
    suggestion = lost_zero_suggestion(proposed) if proposed else None
    return render_template("teacher/identity_enter.html", **page, form=form, suggestion=suggestion), _status()


@blueprint.route("/identity/verify", methods=["GET", "POST"])
def verify_identity() -> ResponseReturnValue:
    """Step 4 of VNPT: verify, and see what came of it; nothing is declared yet."""
    page = _page(Step.VERIFY)
    claim = page["claim"]
    form = VersionForm.from_request(data={"version": str(claim.version if claim else 0)})
    if form.passes():
        _check(Move.VERIFY, form)
        return redirect(url_for("teacher.verify_identity"), 303)
    if page["way"] is not Way.VNPT or claim is None:
        return redirect(url_for("teacher.show_identity"), 303)
    if claim.state not in UNSAVED:
        return redirect(url_for("teacher.show_identity_result"), 303)
    may_save = may_move(ClaimState(claim.state), Move.SAVE)
    return render_template("teacher/identity_verify.html", **page, form=form, may_save=may_save), _status()


@blueprint.post("/identity/save")
def save_identity() -> ResponseReturnValue:
    """Step 5 of VNPT, "LƯU THÔNG TIN"."""
    form = VersionForm.from_request()
    if not form.passes():
        raise Conflict(label("changed_meanwhile", "refusal"))
    if not _was_sent(actions.SAVE, form):
        try:
            actions.save_claim(viewer(), form.shown_version, form.sending)
        except actions.ChangedMeanwhile as stale:
            raise Conflict(label("changed_meanwhile", "refusal")) from stale
    return redirect(url_for("teacher.show_identity_result"), 303)


@blueprint.get("/identity/result")
def show_identity_result() -> ResponseReturnValue:
    """Where the declaration stands: state, time, reference, what comes next."""
    page = _page(Step.SAVE)
    claim = page["claim"]
    if claim is None or claim.state in UNSAVED:
        return redirect(url_for("teacher.show_identity"), 303)
    if page["failed"] and page["way"] is Way.VNPT:
        page["current"] = _number(Way.VNPT, Step.VERIFY)  # a failed check never came as far as step 5
    suggestion = lost_zero_suggestion(claim.sector_id) if claim.state == ClaimState.NOT_FOUND else None
    return render_template("teacher/identity_result.html", **page, suggestion=suggestion, form=HelpForm())


@blueprint.post("/identity/help")
def ask_for_help() -> ResponseReturnValue:
    """One click: everything goes to the school's admin."""
    form = HelpForm.from_request()
    if not form.passes():
        page = _page(Step.OPEN_PROFILE)
        return render_template("teacher/identity.html", **page, form=form), 422
    case_actions.ask_for_help(viewer(), form.note.data or "", form.sending)
    return redirect(url_for("teacher.show_identity", _anchor="yeu-cau"), 303)


def _submit_id(form: SectorIdForm, way: Way) -> None:
    if way is Way.TEMIS:
        _check(Move.COMPLETE, form, form.cleaned)
    elif not _was_sent(actions.ENTER, form):
        try:
            actions.enter_id(viewer(), form.cleaned, form.shown_version, form.sending)
        except actions.ChangedMeanwhile as stale:
            raise Conflict(label("changed_meanwhile", "refusal")) from stale


def _check(move: Move, form: VersionForm, sector_id: str | None = None) -> None:
    me = viewer()
    try:
        verify(
            me, int(me.person_id or 0), move, sector_id=sector_id, version=form.shown_version,
            submit_key=form.sending,
        )  # fmt: skip
    except (actions.ChangedMeanwhile, actions.BirthDateNeeded) as stale:
        raise Conflict(label("changed_meanwhile", "refusal")) from stale


def _was_sent(act: str, form: VersionForm) -> bool:
    return actions.was_done(viewer(), act, form.sending)


def _proposed(person: Person, claim: Claim | None) -> str | None:
    """What the field holds at first: the own claim, else the roster's proposal; `?zero=1` takes the suggested zero."""
    proposed = claim.sector_id if claim else person.listed_sector_id
    if proposed and request.args.get("zero"):
        return lost_zero_suggestion(proposed) or proposed
    return proposed


def _page(step: Step) -> dict[str, Any]:
    """What every page of the way shows."""
    person, claim = queries.own_person(viewer()), queries.own_claim(viewer())
    way = queries.way_at(viewer().unit_path)
    case = own_case(viewer())
    return {
        "person": person, "claim": claim, "way": way, "standing": queries.standing_of(person, claim),
        "steps": _steps(way), "current": _number(way, step),
        "attempt": queries.last_attempt(person.id), "played": _played(person, claim), "case": case,
        "case_lines": history(case) if case else [], "failed": claim is not None and claim.state in FAILED,
        "profile_title": label(way, "profile_title"),
    }  # fmt: skip


def _number(way: Way, step: Step) -> int:
    """Which step of the way this is, from 1; the last one where the way has no such step."""
    return STEPS[way].index(step) + 1 if step in STEPS[way] else len(STEPS[way])


def _steps(way: Way) -> list[tuple[str, str | None]]:
    return [
        (label(f"{way}_{step}", "identity_step"), url_for(LINKED_STEPS[step]) if step in LINKED_STEPS else None)
        for step in STEPS[way]
    ]


def _played(person: Person, claim: Claim | None) -> object:
    """The registry's record for the person's own eyes, by the rule that everything compared must match."""
    record = queries.stored_record(claim.matched_id) if claim else None
    if record is None:
        return None
    return played_back(compare(Identity(person.full_name, person.birth_date), record), record)


def _status() -> int:
    return 422 if request.method == "POST" else 200
