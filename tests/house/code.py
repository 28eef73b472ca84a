"""What does the code itself say?  Reading our own source: calls, their constants, the domain's enums."""

import ast
import enum
import functools
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import app.domain
from app.config import ROOT


@functools.cache
def sources() -> list[tuple[Path, ast.Module]]:
    """Every module of the app with its syntax tree."""
    paths = sorted((ROOT / "app").rglob("*.py"))
    return [(path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def constants_given_to(function: str, position: int, keyword: str = "") -> dict[str, str]:
    """Text constants passed at `position` (or as `keyword`) to calls of `function`, each with the place of one call."""
    found = {}
    for path, tree in sources():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name != function:
                continue
            given = [each.value for each in call.keywords if each.arg == keyword]
            given += call.args[position : position + 1]
            for argument in given:
                for value in _texts(argument):
                    found[value] = f"{path}:{call.lineno}"
    return found


def _texts(node: ast.expr) -> Iterator[str]:
    """The text of a constant, or both of a choice between two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def domain_enums() -> list[type[enum.StrEnum]]:
    """Every text enum that the domain defines, once."""
    found: dict[str, type[enum.StrEnum]] = {}
    for module in pkgutil.walk_packages(app.domain.__path__, "app.domain."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, enum.StrEnum) and value is not enum.StrEnum:
                found[f"{value.__module__}.{value.__qualname__}"] = value
    return [found[name] for name in sorted(found)]
