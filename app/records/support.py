"""How do support plans leave the screen?  Plan and report on paper, every version that was sent, the list as a file."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.evaluation.papers.places import place_of
from app.domain.training.support import queries
from app.domain.training.support.access import READERS
from app.domain.training.support.content import content_for, content_from, editions_of
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import REPORTED, PlanState, without_report
from app.integrations.spreadsheets.writing import Heading
from app.records.blueprint import blueprint
from app.records.exports import send_paper, send_table, whole
from app.web import formats
from app.web.approving.lists import wanted_part
from app.web.identity import viewer
from app.web.labels import label
from app.web.labels.paper import APPROVED, DRAFT
from app.web.papers.drawing import Printed, draw
from app.web.papers.parts import day_of
from app.web.papers.support import plan_document, report_document
from app.web.trace import note_security

NOT_APPROVED = frozenset({PlanState.DRAFT, PlanState.SUBMITTED, PlanState.RETURNED})
HEADINGS = [
    Heading("Người lập", 28), Heading("Chức vụ", 22), Heading("Trường", 34), Heading("Đối tượng", 24),
    Heading("Năm", 8), Heading("Tình trạng", 22), Heading("Nộp lúc", 18), Heading("Số người được hỗ trợ", 14),
    Heading("Số mô đun", 10), Heading("Số hoạt động", 12), Heading("Lượt người tham gia", 14),
]  # fmt: skip


@blueprint.get("/support/<int:plan_id>/plan.pdf")
def print_support_plan(plan_id: int) -> ResponseReturnValue:
    """The plan as the viewer reads it; one that is not approved says that it is a draft."""
    plan = _plan(plan_id)
    content, approved = content_for(viewer(), plan, clock.today()), plan.state not in NOT_APPROVED
    document = plan_document(
        plan, without_report(content), place_of(plan.unit), queries.approved_by(plan, "plan_approved"),
        day_of(plan.approved_at) if approved else None,
    )  # fmt: skip
    paper = Printed(document, mark=APPROVED if approved else DRAFT, printed_at=formats.instant(clock.now()))
    return send_paper(draw([paper]), f"ke-hoach-{plan.id}")


@blueprint.get("/support/<int:plan_id>/report.pdf")
def print_support_report(plan_id: int) -> ResponseReturnValue:
    """The completion report; its author may print it before it is sent."""
    plan = _plan(plan_id)
    own = plan.person_id == viewer().person_id and plan.state == PlanState.IN_PROGRESS
    if plan.state not in REPORTED and not own:
        abort(404)
    completed = plan.state == PlanState.COMPLETED
    document = report_document(
        plan, content_for(viewer(), plan, clock.today()), place_of(plan.unit),
        queries.approved_by(plan, "report_approved") if completed else None, day_of(plan.completed_at),
    )  # fmt: skip
    paper = Printed(document, mark=APPROVED if completed else DRAFT, printed_at=formats.instant(clock.now()))
    return send_paper(draw([paper]), f"bao-cao-{plan.id}")


@blueprint.get("/support/<int:plan_id>/editions/<int:edition_id>")
def show_support_edition(plan_id: int, edition_id: int) -> ResponseReturnValue:
    """A version that was sent, word for word."""
    plan = _plan(plan_id)
    edition = next((each for each in editions_of(viewer(), plan) if each.id == edition_id), None) or abort(404)
    return render_template(
        "records/support_edition.html", plan=plan, edition=edition, content=content_from(edition.content)
    )


@blueprint.get("/support-plans.xlsx")
def export_support_plans() -> ResponseReturnValue:
    """The list as it is filtered now, logged (EXP-1 to EXP-3)."""
    if viewer().role not in READERS and viewer().role != "university":
        abort(404)
    listed = wanted_part()
    whole(queries.numbers(viewer(), listed)[listed.figure], "kế hoạch")
    rows = queries.rows_of(viewer(), listed)
    cells = [
        [
            row.name, label(row.position, "position"), row.unit, label(row.audience, "core_audience"), row.year,
            label(row.state, "plan_state"), row.sent_at,
            *(row.figures[name] for name in ("people", "modules", "activities", "took_part")),
        ]
        for row in rows
    ]  # fmt: skip
    title = f"Kế hoạch hỗ trợ đồng nghiệp: {label(listed.figure, 'plan_filter')}"
    return send_table("ke-hoach-ho-tro", "support_plans", HEADINGS, cells, title)


def _plan(plan_id: int) -> SupportPlan:
    """A plan in sight; whoever looks at somebody else's is noted (AUD-4)."""
    plan = queries.plan_for(viewer(), plan_id) or abort(404)
    if plan.person_id != viewer().person_id:
        note_security("plan_opened", about_person_id=plan.person_id, detail={"plan": plan.id})
    return plan
