"""How is said, on the page and on paper, what a report lacked when it was counted, or when it will be counted?"""

from datetime import timedelta

from app.domain import clock
from app.domain.reporting.beginning import job_counting
from app.domain.reporting.completeness import Lack, PartState, part_states
from app.domain.reporting.models import Report
from app.domain.reporting.queries import Reading, parts_of
from app.web import formats
from app.web.labels import label
from app.web.reporting.words import VIETNAMESE, Words


def words_of_state(state: PartState, words: Words = VIETNAMESE) -> str:
    """What a part still lacks, in words."""
    one = state.lack is Lack.UNITS and state.units == 1
    return words.say("unit" if one else state.lack, "report_lack").format(units=words.figure_words(state.units, 0))


def when_counted(report: Report) -> str:
    """When a report that has no figures yet will have them."""
    if job_counting(report) is not None:
        return "Số liệu đang được tính; hãy mở lại trang sau ít phút."
    return "Số liệu tự tính mỗi đêm, và khi đơn vị cuối cùng được chấp nhận."


def lacking_in(reading: Reading) -> list[str]:
    """Each part that lacks something, with what: for whoever is about to send the report on."""
    return [
        f"{label(part, 'report_part_short')}: {formats.within(words_of_state(state))}"
        for part, state in _incomplete(reading).items()
    ]


def lacks_on_paper(reading: Reading, words: Words) -> str:
    """The sentence of whoever signs: which parts lack what, and why; empty where the figures are complete."""
    parts: dict[str, list[str]] = {}
    for part, state in _incomplete(reading).items():
        said = f"{formats.within(words_of_state(state, words))} ({_why(part, state, words)})"
        parts.setdefault(said, []).append(words.say(part, "report_part_short"))
    told = "; ".join(f"{', '.join(names)}: {said}" for said, names in parts.items())
    return words.say("lacking", "report_paper").format(what=told) if told else ""


def _incomplete(reading: Reading) -> dict[str, PartState]:
    states = part_states(reading)
    return {part: states[part] for part in parts_of(reading) if states[part].lack is not Lack.NOTHING}


def _why(part: str, state: PartState, words: Words) -> str:
    """The reason; the end of what is not over is exclusive, and paper names the last day."""
    if state.until is None:
        return words.say(f"{state.lack}.{part[0]}", "report_lack_why")
    last = clock.campaign_instant(state.until).astimezone(clock.VIETNAM) - timedelta(seconds=1)
    return words.say(f"{state.lack}.{part[0]}", "report_lack_why").format(until=words.day_words(last.date()))
