"""SES-8, AUTH-10, REL-4: a production start refuses whatever would put real people at risk."""

from datetime import date
from pathlib import Path

import pytest
from flask_migrate import upgrade

from app import create_app
from app.config import DEVELOPMENT_KEY, Settings, UnsafeConfiguration
from app.db import db

SOUND = {
    "env": "production",
    "secret_key": "s" * 40,
    "field_key": "f" * 40,
    "trusted_hosts": ["temis.example"],
    "base_url": "https://temis.example",
    "demo_today": None,
    "debug": False,
}


def _settings(folder: Path, **changes: object) -> Settings:
    return Settings(**{**SOUND, "database_url": f"sqlite:///{folder / 'p.db'}", "storage": folder, **changes})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"secret_key": DEVELOPMENT_KEY}, "TEMIS_SECRET_KEY"),
        ({"secret_key": "short"}, "TEMIS_SECRET_KEY"),
        ({"field_key": DEVELOPMENT_KEY}, "TEMIS_FIELD_KEY"),
        ({"field_key": "s" * 40}, "TEMIS_FIELD_KEY"),
        ({"debug": True}, "FLASK_DEBUG"),
        ({"demo_today": date(2022, 4, 18)}, "TEMIS_DEMO_TODAY"),
        ({"trusted_hosts": []}, "TEMIS_TRUSTED_HOSTS"),
        ({"base_url": "http://temis.example"}, "TEMIS_BASE_URL"),
    ],
)
def test_ses8_unsafe_settings_are_refused_by_name(tmp_path: Path, change: dict, named: str) -> None:
    with pytest.raises(UnsafeConfiguration, match=named):
        create_app(_settings(tmp_path, **change))


def test_rel4_an_unmigrated_database_is_refused_but_can_be_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnsafeConfiguration, match="migrations"):
        create_app(_settings(tmp_path))
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    app = create_app(_settings(tmp_path))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    monkeypatch.delenv("FLASK_RUN_FROM_CLI")
    assert create_app(_settings(tmp_path)).config["SESSION_COOKIE_SECURE"] is True
