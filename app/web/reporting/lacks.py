"""How is said what a part of the report lacked when its figures were taken, or when it will have figures at all?"""

from app.domain.reporting.beginning import job_counting
from app.domain.reporting.completeness import Lack, PartState, part_states
from app.domain.reporting.models import Report
from app.domain.reporting.queries import Reading, parts_of
from app.web import formats
from app.web.labels import label


def words_of_state(state: PartState) -> str:
    """What a part still lacks, in words."""
    if state.lack is Lack.UNITS:
        return f"Thiếu {formats.number(state.units)} đơn vị"
    return label(state.lack, "report_lack")


def when_counted(report: Report) -> str:
    """When a report that has no figures yet will have them."""
    if job_counting(report) is not None:
        return "Số liệu đang được tính; hãy mở lại trang sau ít phút."
    return "Số liệu tự tính mỗi đêm, và khi đơn vị cuối cùng được chấp nhận."


def lacking_in(reading: Reading) -> list[str]:
    """Each part that lacks something, with what: for whoever is about to send the report on."""
    states = part_states(reading)
    lacking = [part for part in parts_of(reading) if states[part].lack is not Lack.NOTHING]
    return [f"{label(part, 'report_part_short')}: {formats.within(words_of_state(states[part]))}" for part in lacking]
