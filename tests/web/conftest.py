"""A bare application for what needs no database: the template folder and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask


@pytest.fixture
def bare_app(tmp_path: Path) -> Iterator[Flask]:
    """An application whose templates are ours, plus a folder where a test may write its own."""
    app = Flask("bare", template_folder=str(Path(__file__).resolve().parents[2] / "templates"))
    with app.app_context():
        yield app
