"""How `make run` starts, and where it refuses to."""

import socket
from datetime import date

import pytest

from app.commands import serve


def test_make_run_says_that_a_port_is_taken_before_it_starts_anything(monkeypatch, capsys):
    monkeypatch.setattr(serve, "prepare", lambda: pytest.fail("started"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr("sys.argv", ["serve", "--port", str(port)])
        assert serve.main() == 1
    assert f"Cổng {port}" in capsys.readouterr().out


def test_make_run_starts_the_stand_in_before_those_who_ask_it():
    started = [command[5] for command in serve.commands(8000, 8090)[:2]]
    assert started == ["registry-standin", "work"]
    assert len(serve.commands(8000)) == 2


def test_another_day_is_for_demonstrations_only(monkeypatch, capsys):
    played = []
    monkeypatch.setattr(serve, "serve", lambda port, demo, standin: played.append(demo) or 0)
    monkeypatch.setattr(serve, "is_taken", lambda port: False)
    monkeypatch.setattr("sys.argv", ["serve", "--today", "2022-05-25"])
    monkeypatch.setattr(serve, "prepare", lambda: None)
    assert serve.main() == 1 and not played
    assert "bản trình diễn" in capsys.readouterr().out
    monkeypatch.setattr(serve, "prepare", lambda: date(2022, 4, 18))
    assert serve.main() == 0 and played == [date(2022, 5, 25)]
