"""Is there malware in this file?  Asked of clamd over its own protocol, if the installation has one (UP-6)."""

import socket
import struct
from pathlib import Path

NONE = "none"
SECONDS = 10
CHUNK = 65_536


class ScannerDown(RuntimeError):
    """The scanner does not answer, or not with an answer: ask again later."""


def is_clean(address: str, path: Path) -> bool:
    """Stream the file to clamd at `host:port` or at the path of its socket; raises ScannerDown."""
    try:
        with _connected(address) as line, path.open("rb") as content:
            line.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error
    if answer.endswith(" FOUND"):
        return False
    if answer.endswith(": OK"):
        return True
    raise ScannerDown(answer[:80])


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(address)
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    answer = b""
    while part := line.recv(4096):
        answer += part
        if answer.endswith(b"\0") or len(answer) > CHUNK:
            break
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
