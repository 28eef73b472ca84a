"""What do tests of the LMS door ask for?  The machines of two providers, and modules."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.lms import Machine, make_machine
from tests.training import make_modules


@pytest.fixture
def modules(app: Flask) -> dict[str, int]:
    return make_modules()


@pytest.fixture
def viettel(app: Flask, cast: Cast, modules: dict[str, int]) -> Machine:
    return make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"])


@pytest.fixture
def vnpt(app: Flask, cast: Cast, modules: dict[str, int]) -> Machine:
    return make_machine(app, cast.ministry_admin.viewer, cast.units["vnpt"])
