"""What happens when two people match one ID?  Both are told, nobody is named, and a case is opened."""

from app.domain.identity import queries
from app.domain.identity.case_opening import open_case
from app.domain.identity.case_rules import CaseKind
from app.domain.identity.models import Claim
from app.domain.notices.actions import tell
from app.domain.viewer import Viewer


def tell_of_duplicate(viewer: Viewer, claim: Claim) -> None:
    """Open a case for whoever came second, and tell both; inside the caller's `writing()`."""
    holder = queries.verified_by_others(claim.person_id, [str(claim.matched_id)]).get(str(claim.matched_id))
    open_case(viewer, claim.person_id, CaseKind.DUPLICATE, other_person_id=holder)
    tell(claim.person_id, "id_duplicate", "claim", claim.id)
    if holder is not None:
        tell(holder, "id_claimed_by_another", "claim")
