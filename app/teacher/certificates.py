"""Which certificates do I hold, and is what would be printed about me right?"""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.training.certificates.confirming import confirm_particulars, own_particulars
from app.domain.training.certificates.queries import own_certificates
from app.teacher.blueprint import blueprint
from app.web.errors import Conflict
from app.web.forms import VersionForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal


@blueprint.route("/training/certificates", methods=["GET", "POST"])
def show_certificates() -> ResponseReturnValue:
    """Name, birth date and ID as they would be printed, to be confirmed; below, the papers one holds."""
    who = viewer()
    particulars = own_particulars(who)
    if particulars is None:
        raise NotFound
    form = VersionForm.from_request(data={"version": str(particulars.version)})
    if form.passes():
        try:
            confirm_particulars(who, form.shown_version, form.sending)
        except StaleVersion as stale:
            raise Conflict(label("particulars_changed", "evaluation_refusal")) from stale
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        flash("Đã xác nhận. Giấy xác nhận, chứng chỉ sẽ in đúng như vậy.", "ok")
        return go_to("teacher.show_certificates")
    return render_template(
        "teacher/certificates.html", particulars=particulars, form=form, papers=own_certificates(who)
    )  # fmt: skip
