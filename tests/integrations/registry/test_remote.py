"""Asking a registry over real HTTP, whatever it answers."""

import socket
import threading
import time
from datetime import date

import pytest

from app.integrations.registry.breaker import Breaker
from app.integrations.registry.interface import Fault, Found, NotFound, RegistryPerson, Unreachable
from app.integrations.registry.remote import MAX_ANSWER, Patience, RemoteRegistry
from app.integrations.registry.standin import Standin, Trouble

HOA = RegistryPerson("09352319252", "Lê Thanh Hòa", date(1977, 8, 10), unit_name="Trường Tiểu học Nguyễn Huệ")
LAN = RegistryPerson("08123456789", "Nguyễn Thị Lan", None)
TWIN = RegistryPerson("008123456789", "Nguyễn Thị Lan", date(1980, 1, 2))
QUICK = Patience(0.3)


@pytest.fixture
def standin():
    with Standin([HOA, LAN, TWIN]) as running:
        yield running


def registry(url, patience=QUICK, **more):
    return RemoteRegistry(url, patience=patience, **more)


def canned(answer: bytes):
    """A server that says these bytes once and closes; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listener, listener.accept()[0] as talk:
            talk.recv(4096)
            talk.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/look-up"


def json_answer(body: bytes, status: str = "200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


def test_a_record_comes_back_whole(standin):
    assert registry(standin.url).look_up("09352319252") == Found((HOA,))


def test_a_lost_zero_finds_the_record(standin):
    assert registry(standin.url).look_up("9352319252") == Found((HOA,))


def test_all_records_of_one_key_come_back(standin):
    assert registry(standin.url).look_up("8123456789") == Found((LAN, TWIN))


def test_an_unknown_id_is_not_found(standin):
    assert registry(standin.url).look_up("11111111111") == NotFound()


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        (Trouble.DOWN, Fault.REFUSED),
        (Trouble.SLOW, Fault.TIMED_OUT),
        (Trouble.GARBAGE, Fault.GARBAGE),
        (Trouble.ANOTHER_PERSON, Fault.ANOTHER_PERSON),
    ],
)
def test_each_fault_is_an_unreachable_registry_and_it_recovers(standin, trouble, fault):
    asking = registry(standin.url)
    standin.trouble = trouble
    assert asking.look_up("09352319252") == Unreachable(fault)
    standin.trouble = Trouble.NONE
    assert asking.look_up("09352319252") == Found((HOA,))


def test_changing_answers_are_taken_as_they_come(standin):
    standin.trouble = Trouble.CHANGING
    days = {registry(standin.url).look_up("09352319252").records[0].birth_date for _ in range(3)}
    assert HOA.birth_date in days and len(days) == 3


def test_nobody_listening_is_an_unreachable_registry():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert registry(f"http://127.0.0.1:{port}/look-up").look_up("09352319252") == Unreachable(Fault.REFUSED)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"people": {}}',
        b'{"people": ["x"]}',
        b'{"people": [{"sector_id": 9352319252, "full_name": "A", "birth_date": null}]}',
        b'{"people": [{"sector_id": "09352319252", "full_name": "  ", "birth_date": null}]}',
        b'{"people": [{"sector_id": "09352319252", "full_name": "A", "birth_date": "10/08/1977"}]}',
        b'{"people": [{"sector_id": "09352319252", "full_name": "A", "birth_date": 1977}]}',
        b'{"people": [{"sector_id": "09352319252", "full_name": "A\\u0000B", "birth_date": null}]}',
        b'{"people": [{"sector_id": "09352319252", "full_name": "%s", "birth_date": null}]}' % (b"A" * 301),
        b'{"people": [%s]}' % b",".join([b'{"sector_id": "09352319252", "full_name": "A"}'] * 21),
        b"[" * 40_000,
        b"\xff\xfe",
    ],
)
def test_garbage_is_never_believed(body):
    assert registry(canned(json_answer(body))).look_up("09352319252") == Unreachable(Fault.GARBAGE)


def test_an_endless_answer_is_cut_off():
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (MAX_ANSWER + 1)
    assert registry(canned(endless)).look_up("09352319252") == Unreachable(Fault.GARBAGE)


@pytest.mark.parametrize("status", ["500 Oops", "302 Found", "401 Unauthorized"])
def test_an_error_or_a_redirect_is_an_unreachable_registry(status):
    assert registry(canned(json_answer(b"{}", status))).look_up("09352319252") == Unreachable(Fault.REFUSED)


def test_a_dripping_answer_does_not_outlast_our_patience():
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip():
        with listener, listener.accept()[0] as talk:
            talk.recv(4096)
            talk.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not stop.wait(0.05):
                talk.sendall(b" ")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    started = time.monotonic()
    answer = registry(f"http://127.0.0.1:{listener.getsockname()[1]}/").look_up("09352319252")
    stop.set()
    assert answer == Unreachable(Fault.TIMED_OUT)
    assert time.monotonic() - started < 1.5


def test_a_person_is_asked_to_wait_for_one_try_only(standin):
    standin.trouble = Trouble.DOWN
    registry(standin.url).look_up("09352319252")
    assert standin.asked == 1


def test_a_job_tries_again_after_pauses(standin):
    pauses = []

    def recover(seconds):
        pauses.append(seconds)
        standin.trouble = Trouble.NONE

    standin.trouble = Trouble.DOWN
    asking = registry(standin.url, Patience(0.3, (0.5, 2.0)), pause=recover)
    assert asking.look_up("09352319252") == Found((HOA,))
    assert pauses == [0.5]


def test_after_faults_in_a_row_the_registry_rests_and_one_trial_ends_the_rest(standin):
    clock = [0.0]
    asking = registry(standin.url, breaker=Breaker(limit=2, rest=30, clock=lambda: clock[0]))
    standin.trouble = Trouble.DOWN
    faults = [asking.look_up("09352319252").fault for _ in range(4)]
    assert faults == [Fault.REFUSED, Fault.REFUSED, Fault.RESTING, Fault.RESTING]
    assert standin.asked == 2
    standin.trouble = Trouble.NONE
    clock[0] = 31.0
    assert [asking.look_up("09352319252") for _ in range(2)] == [Found((HOA,))] * 2


@pytest.mark.parametrize("trouble", [Trouble.DOWN, Trouble.GARBAGE, Trouble.ANOTHER_PERSON])
def test_log_1_a_fault_is_logged_by_its_kind_and_never_with_the_id(standin, caplog, trouble):
    asking = registry(standin.url, breaker=Breaker(limit=2, rest=30))
    standin.trouble = trouble
    fault = asking.look_up("09352319252").fault
    for _ in range(3):
        asking.look_up("09352319252")
    assert [(r.getMessage(), r.fields) for r in caplog.records] == [("registry_fault", {"fault": str(fault)})] * 2
    assert "9352319252" not in caplog.text


def test_a_failed_trial_begins_another_rest():
    clock = [0.0]
    breaker = Breaker(limit=1, rest=30, clock=lambda: clock[0])
    breaker.report(fault=True)
    clock[0] = 31.0
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.report(fault=True)
    clock[0] = 60.0
    assert not breaker.allows()


def test_the_breaker_is_shared_whatever_the_patience(standin):
    asking = registry(standin.url, breaker=Breaker(limit=1))
    standin.trouble = Trouble.DOWN
    asking.look_up("09352319252")
    assert asking.patient(Patience(1.0)).look_up("09352319252") == Unreachable(Fault.RESTING)


@pytest.mark.parametrize("url", ["http://registry.example/look-up", "ftp://127.0.0.1/", "registry", ""])
def test_only_https_is_trusted_beyond_this_machine(url):
    with pytest.raises(ValueError, match="https"):
        RemoteRegistry(url)
