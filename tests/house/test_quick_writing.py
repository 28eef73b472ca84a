"""The watch over `writing()` watches: each kind of slow work is really refused."""

import socket

import argon2
import pytest
from sqlalchemy import insert, text
from xhtml2pdf import pisa

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Person
from tests.quick_writing import MOST_ROWS, SlowInsideWriting

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    "slow",
    [
        lambda: argon2.PasswordHasher().hash("secret"),
        lambda: argon2.PasswordHasher().verify("$argon2id$", "secret"),
        lambda: socket.socket().connect(("127.0.0.1", 9)),
        lambda: pisa.CreatePDF("<p>"),
        lambda: open("/tmp/never-written", "w"),  # noqa: SIM115
    ],
    ids=["hash", "verify", "socket", "pdf", "file"],
)
def test_slow_work_raises_inside_writing(slow):
    with pytest.raises(SlowInsideWriting), writing():
        slow()


def people(count: int) -> list[dict]:
    return [
        {"full_name": f"Lan {n}", "given_name": "Lan", "name_fold": "lan", "sort_key": "lan", "created_at": clock.now()}
        for n in range(count)
    ]


@pytest.mark.both_databases
def test_more_rows_than_allowed_raise():
    with writing():
        db.session.execute(insert(Person), people(MOST_ROWS))
    with pytest.raises(SlowInsideWriting), writing():
        for _ in range(2):
            db.session.execute(insert(Person), people(MOST_ROWS // 2 + 1))


def test_a_change_without_writing_raises():
    with pytest.raises(AssertionError, match="outside writing"):
        db.session.execute(text("update person set phone = null"))
    db.session.rollback()
