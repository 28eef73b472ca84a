"""What is a module, and whom is it for?  A catalogue is data: a document in, modules out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.organisation.rules import MANAGERS, Position

CODE_LENGTH, NAME_LENGTH = 20, 300


class Audience(StrEnum):
    """Whose module it is: teachers', or managers' (CBQL)."""

    TEACHER = "teacher"
    MANAGER = "manager"


POSITIONS: dict[Audience, frozenset[Position]] = {
    Audience.TEACHER: frozenset({Position.TEACHER, Position.GROUP_HEAD, Position.DEPUTY_GROUP_HEAD}),
    Audience.MANAGER: MANAGERS,
}
"""Who is to learn the modules of an audience (letter 95, II.1: GVPT and CBQLCSGDPT; staff are not)."""


class ModuleKind(StrEnum):
    """Whether the programme asks everybody for a module, core people only, or leaves it to choice."""

    COMPULSORY = "compulsory"
    COMPULSORY_CORE = "compulsory_core"
    ELECTIVE = "elective"


class Way(StrEnum):
    """How the learning of a module is organised (hình thức tổ chức bồi dưỡng)."""

    ONLINE = "online"
    CLASSROOM = "classroom"
    BLENDED = "blended"


@dataclass(frozen=True)
class Module:
    """One module of a programme; its code is what providers name it by, and people too where `by_code`."""

    code: str
    programme: str
    number: int
    audience: Audience
    name: str
    kind: ModuleKind
    by_code: bool = False


class BadCatalogue(ValueError):
    """The document is no catalogue of modules; the text says where it fails."""


def read_catalogue(document: Mapping[str, Any]) -> tuple[Module, ...]:
    """The modules of a document `{programme, by_code, modules: [{code, number, audience, kind, name}, …]}`.

    `by_code`: people name these modules by their codes, as those of circular 17/2019 ("mô đun GVPT 01"), where others
    have numbers only ("mô đun 1").  Raises BadCatalogue.
    """
    programme, rows, by_code = document.get("programme"), document.get("modules"), document.get("by_code", False)
    if not isinstance(programme, str) or not programme or not isinstance(rows, list) or not rows:
        raise BadCatalogue("programme, modules")
    if len(programme) > CODE_LENGTH or not isinstance(by_code, bool):
        raise BadCatalogue("programme, by_code")
    modules = tuple(_module(programme, number, row, by_code=by_code) for number, row in enumerate(rows, start=1))
    codes = [module.code for module in modules]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise BadCatalogue(f"twice: {', '.join(twice)}")
    return modules


def _module(programme: str, line: int, row: object, *, by_code: bool) -> Module:
    if not isinstance(row, Mapping):
        raise BadCatalogue(f"module {line}")
    try:
        module = Module(
            str(row["code"]), programme, int(row["number"]), Audience(row["audience"]), str(row["name"]),
            ModuleKind(row["kind"]), by_code,
        )  # fmt: skip
    except (KeyError, ValueError, TypeError) as error:
        raise BadCatalogue(f"module {line}: {error}") from error
    if not 0 < len(module.code) <= CODE_LENGTH or not 0 < len(module.name) <= NAME_LENGTH:
        raise BadCatalogue(f"module {line}: code, name")
    return module


_AUDIENCES: dict[str, Audience] = {position: audience for audience, held in POSITIONS.items() for position in held}


def audience_of(position: str) -> Audience | None:
    """Whose modules somebody in this position learns; None for everybody else."""
    return _AUDIENCES.get(position)
