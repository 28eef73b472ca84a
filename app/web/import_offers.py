"""Which files may the viewer bring in, and what is each about?  A kind alone, or of one provider, of one year."""

from dataclasses import dataclass

from app.domain.imports.columns import ImportKind
from app.domain.imports.offices import kinds_allowed
from app.domain.training.completion_lists.queries import providers_for
from app.domain.training.years.actions import own_years
from app.domain.viewer import Viewer
from app.web.labels import label

NEWEST_YEARS = 3


@dataclass(frozen=True)
class Offer:
    """A choice of the upload form."""

    kind: ImportKind
    words: str
    subject_id: int | None = None

    @property
    def value(self) -> str:
        """As the form posts it, and as a link may choose it."""
        return str(self.kind) if self.subject_id is None else f"{self.kind}-{self.subject_id}"


def offers_for(viewer: Viewer) -> list[Offer]:
    """Every kind of file that the viewer may bring in, of everything that it may be about."""
    found: list[Offer] = []
    for kind in kinds_allowed(viewer):
        words = label(kind, "import_kind")
        if kind is ImportKind.COMPLETIONS:
            found += [Offer(kind, f"{words} {each.name}", each.id) for each in providers_for(viewer)]
        elif kind is ImportKind.LEARNERS:
            found += [Offer(kind, f"{words} năm {year.year}", year.id) for year in own_years(viewer)[:NEWEST_YEARS]]
        else:
            found.append(Offer(kind, words))
    return found
