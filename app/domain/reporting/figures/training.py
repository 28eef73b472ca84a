"""Part B: who has completed the year's continuous training, of whom it was due, and what do learners say of it?

Who is due learns by the rule or by hand and is not let off; completed means passed (circular 19/2019: from 5 of 10),
on whichever system, counted once.  Satisfaction is anonymous: counts only, from five answers on.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from app.domain.reporting.figures.arithmetic import share
from app.domain.reporting.figures.signs import CORE, MASS, NOT_YET, PASSED, Cell, Part, Track
from app.domain.reporting.figures.tables import (
    Column,
    Context,
    Counting,
    Cubes,
    Line,
    ModuleLine,
    Number,
    Table,
    UnitLine,
    blocks,
    unknown_in,
)

DUE, DONE = f"{NOT_YET}{PASSED}", PASSED
KINDS: dict[str, Part] = {"all": Part(), "core": Part(core=CORE), "mass": Part(core=MASS)}


def _completion(counting: Counting, due: Cell, part: Part) -> Iterable[Number]:
    """Due, completed, and the share of the due with one decimal."""
    whole = counting.number(due.within(part))
    done = counting.number(Cell(due.track, DONE, due.place, due.part.within(part)))
    yield from (whole, done, done.share_of(whole.count, 1))


def by_level(counting: Counting) -> Table:
    """B.1: who has passed all of the year's modules that are theirs, by level of schooling."""
    due = Cell(Track.FINISHED, DUE)
    columns = (
        Column("due", changes=counting.compares), Column("done", "done", changes=counting.compares),
        Column("share", "done"),
    )  # fmt: skip
    lines = blocks(
        lambda part: _completion(counting, due, part), lambda part: counting.value(due.within(part))
    )  # fmt: skip
    return Table("B.1", columns, lines, ("due", "finished", *counting.notes_on_rows, *unknown_in(lines)))


def by_module(counting: Counting, modules: Iterable[ModuleLine]) -> Table:
    """B.2: each module, of everybody, of core people and of the others."""
    lines = []
    for place, module in enumerate(modules):
        due = Cell(Track.MODULES, DUE, place)
        numbers = [each for part in KINDS.values() for each in _completion(counting, due, part)]
        lines.append(module.line(numbers))
    columns = tuple(Column(f"{key}.{kind}", kind) for kind in KINDS for key in ("due", "done", "share"))
    return Table("B.2", columns, tuple(lines), ("due", "passed", "core"))


def by_unit(counting: Counting, units: Iterable[UnitLine], beneath: Mapping[int, Cubes]) -> Table:
    """B.3: each unit right beneath, by its official code, against its target where one was set."""
    due, done = Cell(Track.FINISHED, DUE), Cell(Track.FINISHED, DONE)
    lines = []
    for unit in units:
        own = Counting(beneath.get(unit.id, {}), counting.part)
        whole, finished = own.number(due), own.number(done)
        target = Number(unit.target)
        reached = Number(share(finished.count, unit.target, 1) if unit.target else None, 1)
        numbers = (target, whole, finished, finished.share_of(whole.count, 1), reached)
        lines.append(Line("unit", f"unit.{unit.code or unit.id}", numbers, unit.name, unit.id))
    columns = (Column("target"), Column("due"), *(Column(key, "done") for key in ("done", "share", "reached")))
    return Table("B.3", columns, tuple(lines), ("target", "due", "finished"))


def satisfaction(context: Context) -> Table:
    """B.4: what learners say; nobody is behind these counts, by design."""
    lines = []
    for place, said in enumerate(context.satisfaction):
        agree = share(said.agreeing, said.of, 1) if said.of else Decimal(0)
        numbers = (Number(said.invited), Number(said.answers), Number(agree, 1))
        lines.append(Line("survey", f"survey.{place}", numbers, said.title))
    return Table("B.4", tuple(Column(key) for key in ("invited", "answers", "agree")), tuple(lines), ("anonymous",))


def tables(
    counting: Counting, context: Context, units: Iterable[UnitLine], beneath: Mapping[int, Cubes]
) -> list[Table]:
    """All tables of Part B; `beneath` has the cubes of each of the `units` right beneath the one reported on."""
    return [
        by_level(counting), by_module(counting, context.modules), by_unit(counting, units, beneath),
        satisfaction(context),
    ]  # fmt: skip
