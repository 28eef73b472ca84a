"""SUP: what we did not write is pinned, hashed, licensed and unchanged."""

import hashlib
import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

from app.config import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
# What a public body may run and pass on; LGPL only as a separate library.
ALLOWED = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software|ISC|ZPL|Zope|MPL|Mozilla|LGPL|Unlicense|HPND|0BSD|Public Domain|CC0", re.I
)
# Licence text lies in the package, its metadata names none.
READ_BY_HAND = {"css-inline", "pip", "setuptools"}


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]+\])?==([^\s;\\]+)", (ROOT / lock).read_text(), re.M))


@pytest.mark.parametrize("lock", LOCKS)
def test_sup_every_package_is_pinned_with_hashes(lock: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9._-]+(?:\[[^\]]+\])?==)", (ROOT / lock).read_text(), flags=re.M)[1:]
    assert len(blocks) > 20
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_sup_both_locks_agree() -> None:
    runtime, dev = (_pins(lock) for lock in LOCKS)
    assert {name: dev.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", LOCKS)
def test_sup_locks_name_no_host(lock: str) -> None:
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", (ROOT / lock).read_text())


def _licence(distribution) -> str:
    meta = distribution.metadata
    told = [meta.get("License-Expression") or "", meta.get("License") or ""]
    return " ".join(told + [each for each in meta.get_all("Classifier") or [] if each.startswith("License")])


def test_sup_runtime_licences_are_allowed() -> None:
    runtime = _pins("requirements.txt")
    installed = {each.metadata["Name"].lower().replace("_", "-"): each for each in distributions()}
    unfit = {
        name: _licence(installed[name])[:60]
        for name in runtime
        if name in installed and name not in READ_BY_HAND and not ALLOWED.search(_licence(installed[name]))
    }
    assert unfit == {}


def test_sup_vendored_files_are_unchanged() -> None:
    vendored = ROOT / "static" / "vendor"
    told = (vendored / "README.md").read_text()
    files = [path for path in vendored.iterdir() if path.suffix == ".js"]
    assert files
    for path in files:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in told, path.name


def test_sup_top_level_holds_only_what_was_agreed() -> None:
    agreed = {"app", "migrations", "templates", "static", "instance", "tests", "docs"}
    folders = {path.name for path in Path(ROOT).iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders - agreed <= {"build", "node_modules", "__pycache__"}
