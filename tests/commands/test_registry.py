"""The stand-in registry on the command line: fed from the records here, made ill and well while it runs."""

import socket

import pytest

from app.integrations.registry import standin
from app.integrations.registry.interface import Fault, Found, NotFound, Unreachable
from app.integrations.registry.remote import Patience, RemoteRegistry

LAN = "09300000011"


@pytest.fixture
def running(app, register, monkeypatch):
    """What the command starts, held here instead of by a terminal; on any free port."""
    register(LAN, "Trần Thị Lan")
    kept = []
    monkeypatch.setattr(standin, "serve", lambda people, port, trouble: kept.append(standin.Standin(people)))
    result = app.test_cli_runner().invoke(args=["registry-standin"])
    assert result.exit_code == 0, result.output
    with kept[0] as running:
        yield running


def port_of(running) -> int:
    return int(running.url.split(":")[2].split("/")[0])


def test_without_a_file_the_records_of_this_database_are_served(running):
    answer = RemoteRegistry(running.url).look_up(LAN)
    assert isinstance(answer, Found) and answer.records[0].full_name == "Trần Thị Lan"
    assert RemoteRegistry(running.url).look_up("09300000099") == NotFound()


def test_a_fault_is_switched_on_and_off_by_a_command(app, running):
    asked, cli = RemoteRegistry(running.url, patience=Patience(1.0)), app.test_cli_runner()
    assert cli.invoke(args=["registry-fault", "garbage", "--port", str(port_of(running))]).exit_code == 0
    assert asked.look_up(LAN) == Unreachable(Fault.GARBAGE)
    assert cli.invoke(args=["registry-fault", "none", "--port", str(port_of(running))]).exit_code == 0
    assert isinstance(asked.look_up(LAN), Found)


def test_where_no_stand_in_runs_the_command_says_so(app):
    with socket.socket() as nobody:  # bound but not listening: whoever calls is refused
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        result = app.test_cli_runner().invoke(args=["registry-fault", "down", "--port", str(port)])
    assert result.exit_code == 1 and f"cổng {port}" in result.output
