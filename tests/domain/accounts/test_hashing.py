"""AUTH-1: Argon2id at 19 MiB, two passes; composed before hashing, never cut; nobody's hash costs as much."""

import unicodedata

import pytest

from app.domain.accounts import hashing
from app.domain.accounts.hashing import hash_password, is_password, needs_rehash

STORED = hash_password("con mèo ngủ trên mái")


def test_AUTH_1_is_argon2id_with_the_parameters_of_the_standard() -> None:
    assert STORED.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not needs_rehash(STORED)


def test_AUTH_1_takes_the_same_password_however_it_was_composed() -> None:
    assert is_password(unicodedata.normalize("NFD", "con mèo ngủ trên mái"), STORED)
    assert not is_password("con meo ngu tren mai", STORED)


def test_AUTH_1_counts_every_one_of_256_characters() -> None:
    stored = hash_password("x" * 255 + "y")
    assert is_password("x" * 255 + "y", stored)
    assert not is_password("x" * 256, stored)
    assert not is_password("x" * 255 + "yz", stored)
    with pytest.raises(ValueError, match="256"):
        hash_password("x" * 257)


def test_AUTH_1_renews_a_hash_of_weaker_parameters() -> None:
    assert needs_rehash("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$N0y8Uk0y2oBcmyQ7SdTTgA")


def test_AUTH_5_works_as_hard_when_there_is_no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    worked = []

    class Counting:
        def verify(self, known: str, password: str) -> bool:
            worked.append(known)
            return True

        def hash(self, password: str) -> str:
            return STORED

    monkeypatch.setattr(hashing, "_hasher", Counting())
    assert not is_password("whatever", None)
    assert is_password("whatever", STORED)
    assert [known[:30] for known in worked] == [STORED[:30], STORED[:30]]


def test_a_broken_hash_opens_nothing() -> None:
    assert not is_password("x", "not a hash")
