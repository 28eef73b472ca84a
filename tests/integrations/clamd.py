"""What plays the virus scanner in tests?  A stand-in for clamd on loopback that knows one signature."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.evidence_files import EICAR


def _received(line: socket.socket, size: int) -> bytes:
    parts = b""
    while len(parts) < size:
        if not (part := line.recv(size - len(parts))):
            raise EOFError
        parts += part
    return parts


def _serve(listener: socket.socket, answer: bytes | None) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line:
            assert _received(line, 10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!L", _received(line, 4))[0]:
                content += _received(line, size)
            found = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
            line.sendall((answer or found) + b"\0")


@contextmanager
def clamd(answer: bytes | None = None, path: str = "") -> Iterator[str]:
    """Its address; `answer` is what it says whatever it is asked, `path` makes it listen on a socket file."""
    listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    listener.bind(path or ("127.0.0.1", 0))
    listener.listen()
    thread = threading.Thread(target=_serve, args=(listener, answer), daemon=True)
    thread.start()
    try:
        yield path or f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
