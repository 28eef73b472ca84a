"""What stands on an official sheet, and does a printed one still hold?  Values only, of letters 4529 and 4530.

A sheet is what page, paper and spreadsheet are made from.  `final` says that it may carry a verification code;
`edition` names what was printed, so that the same edition always carries the same code.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.evaluation.rules.tally import Hidden, Tally
from app.domain.standards.rules.standard import Form


class PaperKind(StrEnum):
    """The sheets that are printed from what is stored."""

    SELF = "self"  # 4530 BM01, 4529 BM01
    RESULT = "result"  # 4530 BM04 of one person, 4529 BM04
    TALLY = "tally"  # 4530 BM03
    SCHOOL = "school"  # 4530 BM04
    REPORT = "report"  # 4530 BM05
    SURVEY = "survey"  # 4529 BM03


class PaperStanding(StrEnum):
    """Does a sheet with a code still say what holds?"""

    VALID = "valid"
    REPLACED = "replaced"  # there is a newer edition
    WITHDRAWN = "withdrawn"  # taken back (recalled, returned, reopened), nothing in its place yet


@dataclass(frozen=True)
class Place:
    """Where a sheet comes from: the unit, the one above it, and its middle level and province."""

    unit: str
    superior: str
    middle: str
    province: str


@dataclass(frozen=True)
class Signer:
    """Who signs: the office's position; by delegation ("ký thay") the signer's own position beneath it."""

    office: str
    name: str
    instead_as: str | None = None


@dataclass(frozen=True)
class Rated:
    """The person a sheet is about, as of the cut-off day."""

    name: str
    position: str
    subject: str
    level: str


@dataclass(frozen=True)
class SelfSheet:
    """4530 BM01 and 4529 BM01.  `evidence` gives names of evidence by criterion, `modules` those of the modules
    registered for; `number` is that of the receipt.
    """

    place: Place
    rated: Rated
    year: int
    standard_id: int
    levels: Form
    evidence: dict[int, tuple[str, ...]]
    strengths: str
    improvements: str
    goal: str
    content: str
    modules: tuple[str, ...]
    schedule: str
    conditions: str
    rank: int | None
    number: str
    made_at: datetime | None
    edition: str | None
    homeroom: str = ""  # the class whose head teacher they say they are

    @property
    def final(self) -> bool:
        """It was sent and is not taken back."""
        return self.edition is not None


@dataclass(frozen=True)
class ResultRow:
    """One teacher on BM04: the own levels and rank, the colleagues' counts, the head's levels and rank."""

    name: str
    own: Form | None
    own_rank: int | None
    colleagues: Tally
    head: Form | None
    head_rank: int | None


@dataclass(frozen=True)
class PaperSource:
    """The signed paper from which a result was taken over."""

    document: str
    signed_on: date | None


@dataclass(frozen=True)
class ResultSheet:
    """What the office of `issuer` decided about one person: 4529 BM04, or 4530 BM04 with a single teacher."""

    place: Place
    issuer: Place
    rated: Rated
    year: int
    standard_id: int
    row: ResultRow
    comment: str
    rank_reason: str
    signer: Signer
    made_at: datetime
    edition: str
    source: PaperSource | None = None
    rank_before: int | None = None  # what an appeal replaced

    @property
    def final(self) -> bool:
        """Only what was decided comes on this sheet at all."""
        return True


@dataclass(frozen=True)
class TallySheet:
    """4530 BM03: for each member of a subject group how often colleagues gave each level."""

    place: Place
    group: str
    year: int
    standard_id: int
    rows: tuple[tuple[str, Tally], ...]
    head: str
    final: bool
    joined: tuple[str, ...] = ()  # groups whose members were asked too
    remark: str | None = None  # why the head of the school has nothing collated

    @property
    def edition(self) -> str:
        """Named after its content."""
        return digest(self)


@dataclass(frozen=True)
class SchoolSheet:
    """4530 BM04: every teacher of a school."""

    place: Place
    group: str
    year: int
    standard_id: int
    rows: tuple[ResultRow, ...]
    signer: Signer
    final: bool
    last_decision: int = 0  # id of the newest decision: whatever is decided anew makes a new edition

    @property
    def edition(self) -> str:
        """Named after its content."""
        return digest(self)


@dataclass(frozen=True)
class LevelCount:
    """One level of schooling: teachers who are due, and how many have each rank (by ordinal)."""

    level: str
    due: int
    ranks: tuple[int, ...]

    @property
    def ranked(self) -> int:
        return sum(self.ranks)


@dataclass(frozen=True)
class ReportSheet:
    """4530 BM05: a unit's teachers by level of schooling, those of the units beneath it summed."""

    place: Place
    year: int
    standard_id: int
    rows: tuple[LevelCount, ...]
    schools: int
    signer: Signer
    final: bool
    last_decision: int = 0

    @property
    def total(self) -> LevelCount:
        """The sum of all levels of schooling."""
        sums = (sum(column) for column in zip(*(row.ranks for row in self.rows), strict=True))
        return LevelCount("", sum(row.due for row in self.rows), tuple(sums))

    @property
    def edition(self) -> str:
        """Named after its content."""
        return digest(self)


@dataclass(frozen=True)
class SurveySheet:
    """4529 BM03: how often teachers and staff chose each degree of agreement, a row of counts a statement.

    `counts` is None where too few were asked or answered; `heard` says when people were heard in person instead.
    """

    place: Place
    rated: Rated
    school: str
    year: int
    standard_id: int
    statements: tuple[str, ...]
    choices: int
    invited: int
    answers: int
    counts: tuple[tuple[int, ...], ...] | None
    heard: str
    heard_on: date | None
    signer: Signer

    @property
    def final(self) -> bool:
        """Counts of a closed survey never change; where there are none, what was heard stands in their place."""
        return self.counts is not None or self.heard_on is not None

    @property
    def edition(self) -> str:
        """Named after its content."""
        return digest(self)


Sheet = SelfSheet | ResultSheet | TallySheet | SchoolSheet | ReportSheet | SurveySheet


@dataclass(frozen=True)
class Subject:
    """What a printed sheet is about: an evaluation, or a unit (or one of its groups) in a period."""

    kind: PaperKind
    period_id: int
    evaluation_id: int | None = None
    unit_id: int | None = None
    group_id: int | None = None

    @property
    def key(self) -> str:
        """One text for the same subject, whoever prints it."""
        if self.evaluation_id is not None:
            return f"evaluation:{self.evaluation_id}"
        return f"period:{self.period_id}:unit:{self.unit_id}:group:{self.group_id or 0}"


@dataclass(frozen=True)
class Found:
    """A sheet with what it is about."""

    subject: Subject
    sheet: Sheet
    person_id: int | None = None


def digest(sheet: Sheet) -> str:
    """A name for a sheet's content: equal content, equal name."""
    return hashlib.sha256(repr(sorted(asdict(sheet).items())).encode()).hexdigest()


def standing(edition: str, current: str | None) -> PaperStanding:
    """How a printed edition stands to the one that holds now (None: none does)."""
    if current is None:
        return PaperStanding.WITHDRAWN
    return PaperStanding.VALID if edition == current else PaperStanding.REPLACED


def most_given(tally: Tally, criterion: int) -> tuple[int, ...]:
    """The levels that colleagues gave most often to a criterion, the best first; empty where too few answered."""
    return tuple(sorted(tally.modes(criterion), reverse=True))


def reasons_hidden(tallies: Iterable[Tally]) -> tuple[Hidden, ...]:
    """Why some of these counts are not shown: each reason once, in the order of `Hidden`."""
    found = {tally.hidden for tally in tallies}
    return tuple(reason for reason in Hidden if reason in found)


def share(part: int, whole: int) -> float:
    """Percent with two decimals; of nothing it is 0 (domain: an empty denominator prints 0)."""
    return round(100 * part / whole, 2) if whole else 0.0
