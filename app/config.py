"""Which settings does this installation run with?  Read once from the environment, checked before the first request."""

import os
import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
DEMO_TODAY = date(2022, 4, 18)
DEVELOPMENT_KEY = "development-only-key-never-for-production"


class UnsafeConfiguration(RuntimeError):
    """The settings would put real people at risk; the app refuses to start (SES-8, AUTH-10)."""


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _demo_today() -> date | None:
    value = os.environ.get("TEMIS_DEMO_TODAY", "").strip()
    return date.fromisoformat(value) if value else None


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations.  `TEMIS_…` variables; see docs/operations.md."""

    env: str = field(default_factory=lambda: os.environ.get("TEMIS_ENV", "development"))
    secret_key: str = field(default_factory=lambda: os.environ.get("TEMIS_SECRET_KEY", DEVELOPMENT_KEY))
    secret_key_fallbacks: list[str] = field(default_factory=lambda: _list("TEMIS_SECRET_KEY_FALLBACKS"))
    # Seals what the database must not be able to tell: citizen numbers, TOTP secrets, activation codes.
    field_key: str = field(default_factory=lambda: os.environ.get("TEMIS_FIELD_KEY", DEVELOPMENT_KEY))
    database_url: str = field(
        default_factory=lambda: os.environ.get("TEMIS_DATABASE_URL", f"sqlite:///{INSTANCE / 'temis.db'}")
    )
    storage: Path = field(default_factory=lambda: Path(os.environ.get("TEMIS_STORAGE", str(INSTANCE / "storage"))))
    base_url: str = field(default_factory=lambda: os.environ.get("TEMIS_BASE_URL", "http://127.0.0.1:8000"))
    trusted_hosts: list[str] = field(default_factory=lambda: _list("TEMIS_TRUSTED_HOSTS"))
    proxy_hops: int = field(default_factory=lambda: int(os.environ.get("TEMIS_PROXY_HOPS", "0")))
    demo_today: date | None = field(default_factory=_demo_today)
    debug: bool = field(default_factory=lambda: _flag("FLASK_DEBUG"))
    registry_url: str = field(default_factory=lambda: os.environ.get("TEMIS_REGISTRY_URL", ""))
    registry_token: str = field(default_factory=lambda: os.environ.get("TEMIS_REGISTRY_TOKEN", ""))
    mail_server: str = field(default_factory=lambda: os.environ.get("TEMIS_MAIL_SERVER", ""))
    mail_user: str = field(default_factory=lambda: os.environ.get("TEMIS_MAIL_USER", ""))
    mail_password: str = field(default_factory=lambda: os.environ.get("TEMIS_MAIL_PASSWORD", ""), repr=False)
    mail_starttls: str = field(default_factory=lambda: os.environ.get("TEMIS_MAIL_STARTTLS", "required"))
    mail_from: str = field(default_factory=lambda: os.environ.get("TEMIS_MAIL_FROM", "temis@localhost"))
    # clamd for uploaded files: host:port or the path of its socket; "none" keeps them unscanned, as attachments (UP-6).
    scanner: str = field(default_factory=lambda: os.environ.get("TEMIS_SCANNER", "").strip() or "none")
    requests_per_minute: int = field(default_factory=lambda: int(os.environ.get("TEMIS_REQUESTS_PER_MINUTE", "300")))
    # Requests a second of one LMS client, and of its identity checks; 0 switches a limit off (API-6).
    api_per_second: int = field(default_factory=lambda: int(os.environ.get("TEMIS_API_PER_SECOND", "10")))
    identity_per_second: int = field(default_factory=lambda: int(os.environ.get("TEMIS_IDENTITY_PER_SECOND", "20")))
    # Whose OpenPGP key (of gpg) seals backups; unset = they lie in clear, on a disk that must be encrypted (REL-3).
    backup_recipient: str = field(default_factory=lambda: os.environ.get("TEMIS_BACKUP_RECIPIENT", "").strip())
    security_contact: str = field(default_factory=lambda: os.environ.get("TEMIS_SECURITY_CONTACT", ""))
    security_expires: str = field(default_factory=lambda: os.environ.get("TEMIS_SECURITY_EXPIRES", ""))

    @property
    def production(self) -> bool:
        return self.env == "production"

    def refuse_if_unsafe(self) -> None:
        """Raise `UnsafeConfiguration` naming every setting that a production start may not have."""
        if not self.production:
            return
        faults = []
        for name, key in (("TEMIS_SECRET_KEY", self.secret_key), ("TEMIS_FIELD_KEY", self.field_key)):
            if key == DEVELOPMENT_KEY or len(key.encode()) < 32:
                faults.append(f"{name} must hold at least 32 random bytes, e.g. {secrets.token_hex(4)}…")
        if self.secret_key == self.field_key:
            faults.append("TEMIS_FIELD_KEY must differ from TEMIS_SECRET_KEY")
        if self.debug:
            faults.append("FLASK_DEBUG must be off")
        if self.demo_today:
            faults.append("TEMIS_DEMO_TODAY is for demonstrations only")
        if not self.trusted_hosts:
            faults.append("TEMIS_TRUSTED_HOSTS must name the hosts this site answers to")
        if not self.base_url.startswith("https://"):
            faults.append("TEMIS_BASE_URL must be the https address people use")
        if self.mail_starttls not in {"required", "off"}:
            faults.append("TEMIS_MAIL_STARTTLS must be required or off")
        if self.mail_user and self.mail_starttls == "off":
            faults.append("TEMIS_MAIL_PASSWORD must not travel in clear: TEMIS_MAIL_STARTTLS=required")
        if bool(self.mail_user) != bool(self.mail_password):
            faults.append("TEMIS_MAIL_USER and TEMIS_MAIL_PASSWORD belong together")
        if faults:
            raise UnsafeConfiguration("; ".join(faults))

    def flask_config(self) -> dict[str, object]:
        """The same settings in the words of Flask and its extensions."""
        return {
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": self.secret_key_fallbacks or None,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(self.database_url),
            "TRUSTED_HOSTS": self.trusted_hosts or None,
            "MAX_CONTENT_LENGTH": 1_000_000,
            "MAX_FORM_MEMORY_SIZE": 1_000_000,
            "SESSION_COOKIE_NAME": "__Host-form" if self.production else "form",
            "SESSION_COOKIE_SECURE": self.production,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_CHECK_DEFAULT": False,
            "COMPRESS_ALGORITHM": ["br", "gzip"],
            "COMPRESS_BR_LEVEL": 5,
            "COMPRESS_MIN_SIZE": 400,
            "JSON_AS_ASCII": False,
            "PREFERRED_URL_SCHEME": "https" if self.production else "http",
        }


def _engine_options(url: str) -> dict[str, object]:
    # What an error says may reach a log or a screen; the people in a statement's parameters never do (LOG-1).
    hidden: dict[str, object] = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return hidden | {"connect_args": {"timeout": 5, "check_same_thread": False}, "pool_recycle": 900}
    # Compiling a statement takes PostgreSQL longer than our longest ones run.
    connecting = {"connect_timeout": 3, "options": "-c jit=off"}
    return hidden | {"pool_size": 8, "max_overflow": 4, "connect_args": connecting}
