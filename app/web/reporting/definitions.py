"""What does a number of the report count, and what does the report know of one person?  In sentences."""

from collections.abc import Mapping, Sequence

from app.domain.reporting.figures.signs import CORE, SEASONS, TRAITS, WAYS, YES, Cell, Part, Track
from app.domain.reporting.figures.tables import Context
from app.domain.standards.rules.standard import Standard
from app.web.labels import kinds, label

Standards = Mapping[str, Standard]
SIGN_WORDS = {
    Track.HERE: {"h": "đang công tác"},
    Track.RANK: {"x": "được miễn", "-": "chưa hoàn thành"},
    Track.LEVELS: {"-": "chưa có mức"},
    Track.LOWEST: {"-": "chưa có mức"},
    Track.FINISHED: {"-": "chưa hoàn thành", "p": "hoàn thành"},
    Track.MODULES: {"-": "chưa đạt", "p": "đạt"},
    Track.DECLARED: {"-": "không chọn", "y": "tự đăng ký"},
    Track.DERIVED: {"-": "không đề xuất", "y": "được đề xuất"},
}


def definition(cell: Cell, context: Context, standards: Standards) -> str:
    """What a number counts, in a sentence: the fact, then the traits that narrow it."""
    parts = [_what(cell, context, standards)]
    parts += [_trait(trait, signs) for trait, signs in cell.part.named().items()]
    return "; ".join(parts)


def _what(cell: Cell, context: Context, standards: Standards) -> str:
    standard = standards.get("teacher" if cell.part.who == "t" else "manager")
    words = dict(SIGN_WORDS.get(cell.track, {}))
    if cell.track in (Track.RANK, Track.LEVELS, Track.LOWEST) and standard is not None:
        words |= {str(level.ordinal): level.name for level in standard.levels}
    if cell.track is Track.WAY:
        words = {sign: label(f"way.{name}", "report_line") for name, sign in WAYS.items()}
    if cell.track is Track.SEASON:
        words = {sign: label(f"season.{name}", "report_line") for name, sign in SEASONS.items()}
    said = ", ".join(words[sign] for sign in cell.signs if sign in words)
    if cell.track is Track.EFFECT:
        said = kinds()["report_effect"].get(cell.signs, "")
    return f"{label(cell.track, 'report_track')}{_subject(cell, context, standard)}: {said}"


def _subject(cell: Cell, context: Context, standard: Standard | None) -> str:
    """Of which criterion, standard or module."""
    names: Sequence[str] = ()
    if cell.track in (Track.LEVELS, Track.EFFECT) and standard is not None:
        names = [f" {each.no} ({each.name})" for each in standard.criteria]
    elif cell.track is Track.LOWEST and standard is not None:
        names = [f" {part.no} ({part.name})" for part in standard.parts]
    elif cell.track is Track.MODULES:
        names = [f" ({module.title})" for module in context.modules]
    elif cell.track in (Track.DECLARED, Track.DERIVED):
        names = [f" ({module.title})" for module in context.catalogue]
    return names[cell.place] if cell.place < len(names) else ""


TRAIT_KINDS = {
    "who": "report_who", "level": "report_schooling", "sex": "report_sex", "ethnicity": "report_ethnicity",
    "place": "report_place", "core": "report_core",
}  # fmt: skip


def _trait(trait: str, signs: str) -> str:
    words = kinds()[TRAIT_KINDS[trait]]
    return words.get(signs) or ", ".join(words[sign] for sign in signs if sign in words) or "không ai"


def facts_of(slice_: str, signs: dict[Track, str], context: Context, standards: Standards) -> list[tuple[str, str]]:
    """What a report knows of one person, fact by fact, in words; what is not known of them is left out."""
    part = Part(who=slice_[0])
    found = []
    for track in (Track.RANK, Track.FINISHED):
        if signs[track].strip():
            found.append(_fact(Cell(track, signs[track], part=part), context, standards))
    for track in (Track.LEVELS, Track.MODULES, Track.DECLARED, Track.DERIVED):
        for place, sign in enumerate(signs[track]):
            if sign.strip() and (track in (Track.LEVELS, Track.MODULES) or sign == YES):
                found.append(_fact(Cell(track, sign, place, part), context, standards))
    for track in (Track.WAY, Track.SEASON):
        if signs[track].strip():
            found.append(_fact(Cell(track, signs[track]), context, standards))
    return found


def _fact(cell: Cell, context: Context, standards: Standards) -> tuple[str, str]:
    name, _, said = _what(cell, context, standards).rpartition(": ")
    return name, said


def slice_words(slice_: str) -> str:
    """Who somebody is in the report, but for what is sensitive."""
    said = [
        label(sign, TRAIT_KINDS[trait])
        for trait, sign in zip(TRAITS, slice_, strict=True)
        if trait != "ethnicity" and (trait != "core" or sign == CORE)
    ]
    return ", ".join(said)


def traits_of(slice_: str) -> dict[str, str]:
    """The same one by one, by what each is called: "Giới tính": "Nữ"."""
    return {
        label(trait, "report_trait"): label(sign, TRAIT_KINDS[trait])
        for trait, sign in zip(TRAITS, slice_, strict=True)
        if trait != "ethnicity"
    }
