"""Which addresses does the app have, and with what can they be asked for?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from werkzeug.routing import IntegerConverter, Rule

from tests.cast import Cast

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
NOWHERE = 999_999_999


@dataclass(frozen=True)
class Address:
    endpoint: str
    url: str
    methods: frozenset[str]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.url}"


def samples(cast: Cast, variable: str, rule: Rule) -> list[Any]:
    """Values for one variable of an address: things of several units, and things that do not exist."""
    if variable == "unit_id":
        return [cast.units["school"], cast.units["province"], cast.units["far_school"], NOWHERE]
    if variable == "province_id":
        return [cast.units["province"], cast.units["far_province"], NOWHERE]
    if variable == "person_id":
        return [cast.teacher.person_id, cast.district_officer.person_id, cast.far_teacher.person_id, NOWHERE]
    if isinstance(rule._converters[variable], IntegerConverter):
        return [1, NOWHERE]
    return ["khong-co"]


def addresses(app: Flask, cast: Cast, *, method: str, once: bool = False) -> Iterator[Address]:
    """Each endpoint that knows the method, with sample values for its variables (all at once, not every mixture);
    with the first of them only where what is asked comes before anybody reads them (`once`)."""
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
            methods = frozenset(rule.methods or ())
            if method not in methods or rule.endpoint == "static":
                continue
            variables = rule.arguments - set(rule.defaults or {})
            columns = {variable: samples(cast, variable, rule) for variable in variables}
            longest = max(map(len, columns.values()), default=1)
            for turn in range(1 if once else longest):
                values = {variable: given[turn % len(given)] for variable, given in columns.items()}
                yield Address(rule.endpoint, url_for(rule.endpoint, **values), methods)
