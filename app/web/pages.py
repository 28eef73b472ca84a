"""What does every template know?  The viewer, the navigation, the words, the addresses of static files."""

import hashlib
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, current_app, g, url_for

from app.domain import clock
from app.domain.viewer import Viewer
from app.web import formats
from app.web.labels import identity, imports, label, organisation
from app.web.navigation import links_for
from app.web.notices import notice_text
from app.web.papers.document import figure
from app.web.trace import known_viewer


@cache
def _address(path: Path, filename: str, _changed: float) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
    return url_for("static", filename=filename, v=digest)


def static_url(filename: str) -> str:
    """Address of a static file with its content's hash, so that browsers may keep it for a year."""
    path = Path(str(current_app.static_folder)) / filename
    return _address(path, filename, path.stat().st_mtime)


def _shown(viewer: Viewer | None) -> SimpleNamespace | None:
    if viewer is None:
        return None
    return SimpleNamespace(
        name=viewer.name, role=viewer.role, salutation=formats.salutation(viewer), unit_name=viewer.unit_name,
        at_school=viewer.unit_kind == "school",
        position_label=label(viewer.position, "position") if viewer.position else "",
        has_other_roles=viewer.appointments > 1,
    )  # fmt: skip


def init_app(app: Flask) -> None:
    """Register filters, globals and the context of every page."""
    app.jinja_env.filters.update(formats.FILTERS)
    for words in (identity, imports, organisation):
        app.jinja_env.filters.update(words.FILTERS)
    app.jinja_env.filters.update(label=label, notice_text=notice_text, figure=figure)
    app.jinja_env.globals.update(static_url=static_url, percent=formats.percent)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def shared() -> dict[str, Any]:
        who = known_viewer()
        found = g.get("session_found")
        pinned = clock.pinned_today()
        return {
            "viewer": _shown(who), "nav": links_for(who), "service_name": "TEMIS",
            "idle_seconds": found.seconds_left(clock.now()) if who and found else None,
            "tagline": "Đánh giá và bồi dưỡng theo chuẩn", "demo_today": formats.day(pinned) if pinned else None,
        }  # fmt: skip
