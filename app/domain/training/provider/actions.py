"""How does a Sở put down its choice of an LMS?"""

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Problem
from app.domain.training.provider.models import ProviderChoice
from app.domain.training.provider.queries import may_choose, newest_id
from app.domain.training.provider.rules import Choice, Item, check_choice
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

CHOOSE = "choose_provider"


class ChangedMeanwhile(RuntimeError):
    """Somebody else of the Sở has put down a choice since the page was opened (CON-1)."""


def choose_provider(
    viewer: Viewer, choice: Choice, shown_id: int, submit_key: str = ""
) -> tuple[int | None, list[Problem]]:
    """Keep the choice; from now on the province's people are shown this system's way.  Its id, or what is wrong.

    `shown_id` is the choice that held when the page was opened.  Raises LookupError for who may not choose,
    ChangedMeanwhile.
    """
    with writing():
        if not may_choose(viewer) or viewer.unit_id is None or viewer.person_id is None:
            raise LookupError(viewer.unit_id)
        if is_repeat(viewer, CHOOSE, submit_key):
            return result_of(viewer, CHOOSE, submit_key), []
        # Two who choose for one province act one after the other.
        province = db.session.get_one(Unit, viewer.unit_id, with_for_update=True, populate_existing=True)
        if newest_id(province.id) != shown_id:
            raise ChangedMeanwhile
        if problems := check_choice(choice, clock.today()):
            db.session.rollback()  # with the note of the key: the corrected form may be sent
            return None, problems
        before, province.lms_provider = province.lms_provider, choice.provider.value
        row = ProviderChoice(
            unit_id=province.id, provider=choice.provider.value, starts=choice.starts, document=choice.document.strip(),
            decided_on=choice.decided_on, met={item.value: bool(choice.met.get(item)) for item in Item},
            notes={item.value: text for item in Item if (text := choice.notes.get(item, "").strip())},
            remark=choice.remark.strip(), by_person_id=viewer.person_id, at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        record(
            viewer, "provider_chosen", "provider_choice", row.id, unit_id=province.id,
            before={"provider": before}, after={"provider": row.provider, "document": row.document, "met": row.held},
        )  # fmt: skip
        keep_result(viewer, CHOOSE, submit_key, row.id)
        return row.id, []
