"""How does a catalogue come in?  New modules are added, names and kinds corrected; a code is never taken away."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from app.db import db, writing
from app.domain.journal.actions import record
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import BadCatalogue, Module, read_catalogue
from app.domain.viewer import Viewer


def import_catalogue(viewer: Viewer, document: Mapping[str, Any]) -> int:
    """Take in a catalogue; returns how many modules are new or changed.

    Raises BadCatalogue; also where a known code would change its programme or audience, which records rely on.
    """
    modules = read_catalogue(document)
    with writing():
        known = {row.code: row for row in db.session.scalars(select(TrainingModule))}
        return sum(_take_in(viewer, known.get(module.code), module) for module in modules)


def _take_in(viewer: Viewer, row: TrainingModule | None, module: Module) -> bool:
    fields = asdict(module)
    if row is None:
        row = TrainingModule(**fields)
        db.session.add(row)
        db.session.flush()
        record(viewer, "module_imported", "training_module", row.id, after=fields)
        return True
    before = {name: getattr(row, name) for name in fields}
    if before == fields:
        return False
    if (row.programme, row.audience) != (module.programme, module.audience):
        raise BadCatalogue(f"{module.code}: programme, audience")
    row.number, row.name, row.kind, row.by_code = module.number, module.name, module.kind, module.by_code
    record(viewer, "module_imported", "training_module", row.id, before=before, after=fields)
    return True
