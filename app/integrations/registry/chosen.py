"""Which registry does this installation ask?  The remote one if its address is set, else the imported export."""

from flask import current_app

from app.config import Settings
from app.integrations.registry.embedded import EmbeddedRegistry
from app.integrations.registry.interface import Registry
from app.integrations.registry.remote import RemoteRegistry

SLOT = "sector_registry"


def registry() -> Registry:
    """The one registry object of this process."""
    if SLOT not in current_app.extensions:
        settings: Settings = current_app.extensions["settings"]
        use_registry(
            RemoteRegistry(settings.registry_url, settings.registry_token)
            if settings.registry_url
            else EmbeddedRegistry()
        )
    chosen: Registry = current_app.extensions[SLOT]
    return chosen


def use_registry(chosen: Registry) -> None:
    """Ask this registry from now on."""
    current_app.extensions[SLOT] = chosen
