"""Which passwords do we refuse, and why? Long ones are welcome, whatever they are made of (AUTH-2).

No composition rules and no periodic change: a password is refused when it is short, widely known, or made of what
anybody at school knows about the person.
"""

import gzip
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from app.domain.vietnamese import fold, words_of

SHORTEST = 10
SHORTEST_FOR_APPROVERS = 12
LONGEST = 256
_DATA = Path(__file__).resolve().parents[3] / "data" / "passwords"
_TAIL = 4  # so many digits or signs after a known word do not make it unknown


class PasswordProblem(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "password_too_short"
    TOO_SHORT_FOR_APPROVER = "password_too_short_for_approver"
    TOO_LONG = "password_too_long"
    WIDELY_KNOWN = "password_widely_known"
    ONE_CHARACTER = "password_one_character"
    HOLDS_NAME = "password_holds_name"
    HOLDS_LOGIN_NAME = "password_holds_login_name"
    HOLDS_PHONE = "password_holds_phone"
    HOLDS_SCHOOL = "password_holds_school"
    HOLDS_SECTOR_ID = "password_holds_sector_id"
    HOLDS_BIRTH_DATE = "password_holds_birth_date"


@dataclass(frozen=True)
class KnownAbout:
    """What others know about the person: none of it may be the body of the password."""

    full_name: str = ""
    login_name: str = ""
    phones: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    sector_ids: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()  # as ddmmyyyy


def shortest_for(approver: bool) -> int:
    """The least number of characters, for approvers (principals and above) or for others."""
    return SHORTEST_FOR_APPROVERS if approver else SHORTEST


def normalise(password: str) -> str:
    """The one form in which a password is judged, hashed and compared: NFC, nothing else."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, about: KnownAbout, *, approver: bool) -> list[PasswordProblem]:
    """Answer every reason to refuse the password; an empty list accepts it."""
    password = normalise(password)
    if len(password) > LONGEST:
        return [PasswordProblem.TOO_LONG]
    problems = []
    if len(password) < SHORTEST:
        problems.append(PasswordProblem.TOO_SHORT)
    elif len(password) < shortest_for(approver):
        problems.append(PasswordProblem.TOO_SHORT_FOR_APPROVER)
    if password and len(set(password)) < 3:
        problems.append(PasswordProblem.ONE_CHARACTER)
    if _is_widely_known(password):
        problems.append(PasswordProblem.WIDELY_KNOWN)
    return problems + _known_about(password, about)


def _known_about(password: str, about: KnownAbout) -> list[PasswordProblem]:
    text, digits = _plain(password), re.sub(r"\D", "", password)
    problems = []
    if _is_mostly_name(text, about.full_name):
        problems.append(PasswordProblem.HOLDS_NAME)
    if len(about.login_name) >= 4 and _plain(about.login_name) in text:
        problems.append(PasswordProblem.HOLDS_LOGIN_NAME)
    if any(_holds_number(digits, phone) for phone in about.phones):
        problems.append(PasswordProblem.HOLDS_PHONE)
    if any(_holds_school(text, school) for school in about.schools):
        problems.append(PasswordProblem.HOLDS_SCHOOL)
    if any(_holds_number(digits, sector_id) for sector_id in about.sector_ids):
        problems.append(PasswordProblem.HOLDS_SECTOR_ID)
    if any(date and date in digits for date in about.birth_dates):
        problems.append(PasswordProblem.HOLDS_BIRTH_DATE)
    return problems


def _is_mostly_name(text: str, full_name: str) -> bool:
    """Two neighbouring parts of the name run together, or the given name with little besides figures.

    One syllable alone is no reason ("an", "lan" stand in a thousand sentences).
    """
    parts = [plain for plain in (_plain(part) for part in full_name.split()) if plain]
    if any(first + second in text for first, second in zip(parts, parts[1:], strict=False)):
        return True
    letters = re.sub(r"\d", "", text)
    return bool(parts) and (letters == parts[-1] or letters == "".join(p[0] for p in parts[:-1]) + parts[-1])


def _holds_school(text: str, school: str) -> bool:
    """The school's own name, with or without the words for its kind."""
    words = [word for word in words_of(school) if word not in _KINDS_OF_SCHOOL]
    own = "".join(words)
    return len(own) >= 5 and own in text


_KINDS_OF_SCHOOL = frozenset(
    words_of("Trường Tiểu học và Trung học cơ sở Phổ thông TH THCS THPT Phòng Giáo dục Đào tạo")
)


def _holds_number(digits: str, number: str) -> bool:
    """The number, its zeros in front or not; shorter than six figures it is too common to tell."""
    core = re.sub(r"\D", "", number).lstrip("0")
    return len(core) >= 6 and core in digits


def _is_widely_known(password: str) -> bool:
    known = _known_passwords()
    forms = {password.lower(), fold(password), _plain(password)}
    bodies = {re.sub(rf"[^a-z]{{1,{_TAIL}}}$", "", form) for form in forms}
    return any(form in known for form in forms) or any(len(body) >= 4 and body in known for body in bodies)


@lru_cache(maxsize=1)
def _known_passwords() -> frozenset[str]:
    common = gzip.decompress((_DATA / "common.txt.gz").read_bytes()).decode().split("\n")
    local = (_DATA / "local.txt").read_text(encoding="utf-8").lower().split("\n")
    return frozenset(common) | frozenset(word for word in local if word)


def _plain(text: str) -> str:
    """Only the letters a to z and the figures, without marks."""
    return re.sub(r"[^a-z0-9]", "", fold(text))
