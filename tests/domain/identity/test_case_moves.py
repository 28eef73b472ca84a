"""AZ-7: of two moves made at one instant on one case, one is made and the other is told."""

import threading

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain.identity import case_actions
from app.domain.identity.actions import ChangedMeanwhile
from app.domain.identity.case_opening import open_case
from app.domain.identity.models import CaseEvent, IdCase
from app.domain.viewer import SYSTEM

pytestmark = pytest.mark.both_databases


def test_az_7_of_two_moves_at_once_one_is_made(app, cast):
    with writing():
        case = open_case(SYSTEM, cast.teacher.person_id, "correction")
    case_id, version = case.id, case.version
    db.session.remove()
    ready, came_of_it = threading.Barrier(2), []

    def go(move) -> None:
        with app.app_context():
            ready.wait(10)
            try:
                move(cast.school_admin.viewer, case_id, version, "Cùng lúc")
                came_of_it.append("made")
            except ChangedMeanwhile:
                came_of_it.append("refused")
            db.session.remove()

    moves = (case_actions.escalate, case_actions.mark_registry_wrong)
    threads = [threading.Thread(target=go, args=(move,)) for move in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(came_of_it) == ["made", "refused"]
    now = db.session.get_one(IdCase, case_id)
    assert now.version == version + 1
    assert (now.state == "at_middle") != now.registry_wrong
    made = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.note == "Cùng lúc")
    assert len(db.session.scalars(made).all()) == 1
