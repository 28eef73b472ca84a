"""Which university serves which province, and which schools form a cluster?"""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.admin.blueprint import blueprint
from app.admin.sending import sent_once
from app.domain.organisation import territories
from app.domain.organisation.rules import UnitKind
from app.web.forms import REQUIRED, BaseForm, TextField, offered
from app.web.identity import viewer
from app.web.labels import label


class UniversityForm(BaseForm):
    university = SelectField("Trường đại học phụ trách", coerce=int)


class ClusterForm(BaseForm):
    name = TextField("Tên cụm trường", longest=200, validators=[DataRequired(REQUIRED)])
    schools = SelectMultipleField(
        "Các trường trong cụm", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


def _only(*kinds: UnitKind) -> None:
    if viewer().unit_kind not in kinds:
        abort(404)


@blueprint.get("/universities")
def list_universities() -> ResponseReturnValue:
    """Every province with its university."""
    _only(UnitKind.MINISTRY)
    return render_template("admin/universities.html", rows=territories.provinces_with_university(viewer()))


@blueprint.route("/universities/<int:province_id>", methods=["GET", "POST"])
def edit_university(province_id: int) -> ResponseReturnValue:
    """Choose the university that serves one province from today on."""
    _only(UnitKind.MINISTRY)
    rows = {unit.id: (unit, area) for unit, area, _ in territories.provinces_with_university(viewer())}
    province, area = rows.get(province_id) or abort(404)
    form = UniversityForm.from_request(data={"university": area.university_id if area else 0})
    universities = ((each.id, each.name) for each in territories.universities())
    form.university.choices = offered([(0, "Chưa phân công"), *universities])
    name = province.name
    if form.passes():
        problems = territories.set_university(viewer(), province_id, form.university.data or None)
        if not problems:
            flash(f"Đã ghi trường đại học phụ trách {name}.", "ok")
            return redirect(url_for("admin.list_universities"), 303)
        form.university.errors = [label(each.code, "territory_problem") for each in problems]
    status = 422 if request.method == "POST" else 200
    return render_template("admin/university.html", form=form, province_name=name), status


@blueprint.get("/clusters")
def list_clusters() -> ResponseReturnValue:
    """The clusters of one's own unit, with their schools."""
    _only(UnitKind.MIDDLE, UnitKind.PROVINCE)
    names = {school.id: school.name for school in territories.schools_below(viewer())}
    clusters = [
        (cluster, sorted(names[each] for each in territories.members_of(cluster) if each in names))
        for cluster in territories.clusters_of(viewer())
    ]
    return render_template("admin/clusters.html", clusters=clusters)


@blueprint.route("/clusters/new", methods=["GET", "POST"], defaults={"cluster_id": None})
@blueprint.route("/clusters/<int:cluster_id>", methods=["GET", "POST"])
def edit_cluster(cluster_id: int | None) -> ResponseReturnValue:
    """Make a cluster, or change its name and schools."""
    _only(UnitKind.MIDDLE, UnitKind.PROVINCE)
    cluster = (territories.cluster_for(viewer(), cluster_id) or abort(404)) if cluster_id else None
    start = {"name": cluster.name, "schools": list(territories.members_of(cluster))} if cluster else None
    form = ClusterForm.from_request(data=start)
    schools = territories.schools_below(viewer())
    form.schools.choices = offered((each.id, f"{each.name} ({each.code})") for each in schools)
    if form.passes():
        asked = (form.name.data, frozenset(form.schools.data))
        about = viewer().unit_id or 0
        problems = sent_once("cluster", lambda: territories.save_cluster(viewer(), cluster_id, *asked), about)
        if isinstance(problems, int):
            flash("Đã lưu cụm trường.", "ok")
            return redirect(url_for("admin.list_clusters"), 303)
        form.name.errors = [label(each.code, "territory_problem") for each in problems]
    status = 422 if request.method == "POST" else 200
    return render_template("admin/cluster.html", form=form, cluster_id=cluster_id), status
