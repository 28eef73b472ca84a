"""How do we keep what a copy of the database must not tell?  Sealed or digested with a key outside it.

One key from the settings (`TEMIS_FIELD_KEY`); each purpose gets a key of its own made from it, so that a digest of one
kind says nothing about another.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

_field_key = b""


class CannotUnseal(ValueError):
    """The text was sealed with another key, or changed."""


def use_key(field_key: str) -> None:
    """Take the installation's key; called once when the app is put together."""
    global _field_key
    _field_key = field_key.encode()


def key_for(purpose: str) -> bytes:
    """The 32-byte key of a purpose such as "activation"."""
    if not _field_key:
        raise RuntimeError("no field key: the app was not put together")
    return hmac.new(_field_key, f"temis:{purpose}".encode(), hashlib.sha256).digest()


def digest(purpose: str, value: str) -> str:
    """A keyed fingerprint (64 hex letters) by which a value is found again and never read back."""
    return hmac.new(key_for(purpose), value.encode(), hashlib.sha256).hexdigest()


def seal(purpose: str, value: str, *, timeless: bool = False) -> str:
    """Encrypt and sign a short text.  Sealed texts carry the second they were made in; `timeless` ones do not."""
    box = _box(purpose)
    return (box.encrypt_at_time(value.encode(), 0) if timeless else box.encrypt(value.encode())).decode()


def unseal(purpose: str, sealed: str) -> str:
    """The text again; raises `CannotUnseal`."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotUnseal(purpose) from error


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for(purpose)))
