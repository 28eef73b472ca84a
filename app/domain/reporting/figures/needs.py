"""Part C: what do people need to learn, and what is planned for next year?

Declared needs are what people say under their names, derived ones what their weak criteria propose; they stand beside
each other and are never added (letter of 2020: needs are the ground for programmes, materials, budget and ways).
"""

from collections.abc import Iterable, Sequence

from app.domain.reporting.figures.signs import (
    HERE,
    MANAGERS,
    NOT_YET,
    SEASONS,
    WAYS,
    YES,
    Cell,
    Part,
    Track,
    Who,
)
from app.domain.reporting.figures.tables import Column, Context, Counting, Line, Number, Table

ASKED = f"{NOT_YET}{YES}"


def _people(audience: str) -> Part:
    return Part(who=Who.TEACHER if audience == "teacher" else MANAGERS)


def by_module(counting: Counting, context: Context, *, managers: bool = True) -> Table:
    """C.1: each module of the catalogue: asked for by how many, proposed to how many by their weak criteria."""
    lines = []
    for place, module in enumerate(context.catalogue):
        if module.audience != "teacher" and not managers:
            continue
        part = _people(module.audience)
        numbers: list[Number] = []
        for track in (Track.DECLARED, Track.DERIVED):
            wanting = counting.number(Cell(track, YES, place, part))
            numbers += (wanting, wanting.share_of(counting.value(Cell(track, ASKED, place, part)), 1))
        lines.append(module.line(numbers))
    columns = (
        Column("declared", "declared"), Column("declared_share", "declared"), Column("derived", "derived"),
        Column("derived_share", "derived"),
    )  # fmt: skip
    return Table("C.1", columns, tuple(lines), ("declared", "derived", "beside"))


def wishes(counting: Counting) -> Table:
    """C.2: in which way and when people want to learn, of those who handed in a form."""
    lines = []
    for track, signs in ((Track.WAY, WAYS), (Track.SEASON, SEASONS)):
        forms = counting.value(Cell(track, "".join(signs.values())))
        for name, sign in signs.items():
            people = counting.number(Cell(track, sign))
            lines.append(Line(track.value, f"{track.value}.{name}", (people, people.share_of(forms, 1))))
    return Table("C.2", (Column("people"), Column("share")), tuple(lines), ("forms",))


def plan(counting: Counting, context: Context) -> Table:
    """C.3: next year's modules × people × cost × way of organising, and in all; the cost is in đồng."""
    places = {module.id: place for place, module in enumerate(context.catalogue)}
    lines = []
    for module in context.plan:
        part = _people(module.audience)
        learners = counting.number(Cell(Track.HERE, HERE, part=part))
        wish = counting.number(Cell(Track.DECLARED, YES, places.get(module.id, 0), part))
        cost = None if module.cost is None else module.cost * learners.count
        way = Number(None, word=f"way.{module.way}" if module.way else "")
        numbers = (learners, wish, way, Number(module.hours), Number(module.cost), Number(cost))
        lines.append(module.line(numbers))
    columns = tuple(Column(key) for key in ("learners", "wish", "way", "hours", "cost_each", "cost"))
    return Table("C.3", columns, (*lines, *_total(lines)), ("plan", "plan_total"))


def _total(lines: Sequence[Line]) -> Iterable[Line]:
    """What the plan comes to: learners are people a module, so nobody is listed behind them; costs are those known."""
    if lines:
        learners, wish, _, _, _, cost = zip(*(line.numbers for line in lines), strict=True)
        known = [number.count for number in cost if number.value is not None]
        people = [Number(sum(number.count for number in each)) for each in (learners, wish)]
        nothing = [Number(None)] * 3
        yield Line("total", "total", (*people, *nothing, Number(sum(known) if known else None)))


def tables(counting: Counting, context: Context, *, managers: bool = True) -> list[Table]:
    """All tables of Part C."""
    return [by_module(counting, context, managers=managers), wishes(counting), plan(counting, context)]
