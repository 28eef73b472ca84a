"""`flask progress`: an administrator recounts, and is told where stored figures are wrong."""

from sqlalchemy import update

from app.db import db, writing
from app.domain.progress.models import Figure
from tests.cast import Cast


def test_compare_finds_a_wrong_figure_and_rebuild_mends_it(app, cast: Cast) -> None:
    run = app.test_cli_runner().invoke
    told = run(args=["progress", "rebuild"])
    assert told.exit_code == 0 and "units recounted" in told.output
    assert run(args=["progress", "compare"]).exit_code == 0
    with writing():
        wrong = Figure.unit_id == cast.units["school"], Figure.indicator == "not_started"
        db.session.execute(update(Figure).where(*wrong).values(done=1, on_time=1))
    told = run(args=["progress", "compare"])
    assert told.exit_code == 1 and f"unit {cast.units['school']} not_started" in told.output
    assert "2 differences" in told.output  # the school, and the sum of its district
    run(args=["progress", "rebuild"])
    assert run(args=["progress", "compare"]).exit_code == 0
