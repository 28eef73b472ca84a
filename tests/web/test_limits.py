"""REL-7: one session cannot crowd out the others; addresses are never limited."""

from flask import Flask

from app import create_app
from app.config import Settings
from app.web.limits import MINUTE, REMEMBERED, Counter


def test_rel7_a_minute_begins_anew() -> None:
    counter = Counter()
    assert [counter.add("a", float(second))[0] for second in range(3)] == [1, 2, 3]
    assert counter.add("b", 3.0) == (1, MINUTE)
    assert counter.add("a", MINUTE) == (1, MINUTE)


def test_rel7_memory_is_bounded() -> None:
    counter = Counter()
    for number in range(REMEMBERED + 50):
        counter.add(str(number), 0.0)
    assert len(counter._minutes) == REMEMBERED
    assert counter.add(str(REMEMBERED + 49), 1.0)[0] == 2


def test_rel7_past_the_limit_the_answer_is_429_with_a_time(app: Flask) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    limited = create_app(Settings(env="test", database_url=url, requests_per_minute=5))
    client = limited.test_client()
    client.set_cookie("sid", "some-session")
    answers = [client.get("/healthz") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    seconds = int(answers[-1].headers["Retry-After"])
    assert 0 < seconds <= 61
    assert f"Hãy chờ {seconds} giây" in answers[-1].get_data(as_text=True)
    other = limited.test_client()
    assert other.get("/healthz").status_code == 200
