"""How is said what a part of the report lacked when its figures were taken?"""

from app.domain.reporting.completeness import Lack, PartState, part_states
from app.domain.reporting.queries import Reading, parts_of
from app.web import formats
from app.web.labels import label


def words_of_state(state: PartState) -> str:
    """What a part still lacks, in words."""
    if state.lack is Lack.UNITS:
        return f"Thiếu {formats.number(state.units)} đơn vị"
    return label(state.lack, "report_lack")


def lacking_in(reading: Reading) -> list[str]:
    """Each part that lacks something, with what: for whoever is about to send the report on."""
    states = part_states(reading)
    lacking = [part for part in parts_of(reading) if states[part].lack is not Lack.NOTHING]
    return [f"{label(part, 'report_part_short')}: {formats.within(words_of_state(states[part]))}" for part in lacking]
