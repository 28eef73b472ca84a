"""How can the registry's faults be tried without the registry? A stand-in that serves records over real HTTP.

Its fault is switched while it runs: by `switch`, which is `POST /fault` with {"fault": "down"}, or by the object. It is
a tool for demonstrations and tests: loopback only, no HTTPS, no token.
"""

from __future__ import annotations

import csv
import http.client
import json
import threading
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from app.domain.organisation.sector_id import sector_key
from app.integrations.registry.interface import RegistryPerson

HOST = "127.0.0.1"
PATH = "/look-up"
SLOW_SECONDS = 10.0
MAX_QUESTION = 4096
COLUMNS = {
    "sector_id": "Mã định danh Bộ GD&ĐT",
    "full_name": "Họ và tên",
    "birth_date": "Ngày sinh",
    "gender": "Giới tính",
    "unit_code": "Mã đơn vị",
    "unit_name": "Tên đơn vị",
    "position": "Vị trí việc làm",
    "subject": "Môn dạy",
    "qualification": "Trình độ chuyên môn",
    "status": "Trạng thái",
}


class Trouble(StrEnum):
    """How the stand-in misbehaves."""

    NONE = "none"
    SLOW = "slow"
    DOWN = "down"
    GARBAGE = "garbage"
    ANOTHER_PERSON = "another_person"
    CHANGING = "changing"


def read_people(path: Path) -> list[RegistryPerson]:
    """The records of a registry export in CSV: UTF-8 with or without BOM, `;` between the columns, dates dd/mm/yyyy."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [_person_of(row) for row in csv.DictReader(lines, delimiter=";")]


def _person_of(row: dict[str, str]) -> RegistryPerson:
    values = {name: row.get(heading) or "" for name, heading in COLUMNS.items()}
    day = values.pop("birth_date")
    return RegistryPerson(birth_date=datetime.strptime(day, "%d/%m/%Y").date() if day else None, **values)


class Standin:
    """A running stand-in: use as a context manager, or call `start` and `stop`. Port 0 takes any free port."""

    def __init__(self, people: Iterable[RegistryPerson], port: int = 0):
        self._people: dict[str, list[RegistryPerson]] = defaultdict(list)
        for person in people:
            self._people[sector_key(person.sector_id)].append(person)
        self._stopping = threading.Event()
        self.trouble = Trouble.NONE
        self.slow_seconds = SLOW_SECONDS
        self.asked = 0
        self._server = ThreadingHTTPServer((HOST, port), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Where to look up."""
        return f"http://{HOST}:{self._server.server_address[1]}{PATH}"

    def start(self) -> Standin:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Standin:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def replace(self, person: RegistryPerson) -> None:
        """Change what the registry says about one ID from now on."""
        self._people[sector_key(person.sector_id)] = [person]

    def answer(self, sector_id: str) -> tuple[int, bytes] | None:
        """Status and body for one question, in the mood of the present trouble; None = close without a word."""
        self.asked += 1
        if self.trouble is Trouble.DOWN:
            return None
        if self.trouble is Trouble.SLOW:
            self._stopping.wait(self.slow_seconds)
        if self.trouble is Trouble.GARBAGE:
            return 200, b'{"people": [{"sector_id": 9.35E+10, "full_name": ["?"]'
        return self._honest(self._who_to_name(sector_id))

    def _who_to_name(self, sector_id: str) -> list[RegistryPerson]:
        people = self._people.get(sector_key(sector_id), [])
        if self.trouble is Trouble.ANOTHER_PERSON:
            return next((p for key, p in self._people.items() if key != sector_key(sector_id)), [])
        if self.trouble is Trouble.CHANGING and self.asked % 2:
            return [replace(p, birth_date=p.birth_date and p.birth_date + timedelta(days=self.asked)) for p in people]
        return people

    @staticmethod
    def _honest(people: list[RegistryPerson]) -> tuple[int, bytes]:
        listed = [asdict(p) | {"birth_date": p.birth_date and p.birth_date.isoformat()} for p in people]
        return (200 if people else 404), json.dumps({"people": listed}, ensure_ascii=False).encode()


def _handler(standin: Standin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 (the name is http.server's)
            try:
                length = min(int(self.headers.get("Content-Length", 0)), MAX_QUESTION)
                question = json.loads(self.rfile.read(length))
                reply = self._switch(question) if self.path == "/fault" else standin.answer(str(question["sector_id"]))
            except (ValueError, KeyError, TypeError):
                reply = 400, b"{}"
            self._send(reply)

        def _switch(self, question: dict) -> tuple[int, bytes]:
            standin.trouble = Trouble(question["fault"])
            return 200, json.dumps({"fault": standin.trouble}).encode()

        def _send(self, reply: tuple[int, bytes] | None) -> None:
            if reply is None:
                self.close_connection = True
                return
            status, body = reply
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # the asker did not wait

        def log_message(self, format: str, *args: object) -> None:
            """Silent: a line a question would put IDs into a log."""

    return Handler


def serve(people: Iterable[RegistryPerson], port: int, trouble: Trouble) -> None:
    """Answer from these records until interrupted."""
    standin = Standin(people, port)
    standin.trouble = trouble
    with standin, suppress(KeyboardInterrupt):
        print(f"registry stand-in: {standin.url}", flush=True)
        threading.Event().wait()


def switch(port: int, trouble: Trouble) -> None:
    """Have the stand-in at this port misbehave so from now on.  OSError if none is running there."""
    line = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        line.request("POST", "/fault", json.dumps({"fault": trouble}))
        if line.getresponse().status != 200:
            raise OSError("not a stand-in")
    except http.client.HTTPException as error:
        raise OSError("not a stand-in") from error
    finally:
        line.close()
