"""How mail leaves: under TLS with a checked certificate, signed in, nothing in clear."""

import base64
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.config import Settings, UnsafeConfiguration
from app.integrations.mail import MailNotSent, compose, send

USER, PASSWORD = "temis", "for-this-test-only"


@dataclass
class FakeServer:
    """One conversation of a mail server: what it was told, in clear and under TLS."""

    certificate: Path
    has_tls: bool = True
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    in_clear: list[str] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)
    message: str = ""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        """Answer until the client leaves; a broken handshake ends it too."""
        connection, _ = self.listener.accept()
        connection.settimeout(5)
        try:
            self._talk(connection)
        except OSError:
            connection.close()

    def _talk(self, connection: socket.socket) -> None:
        told, lines = self.in_clear, connection.makefile("rb")
        connection.sendall(b"220 fake\r\n")
        while line := lines.readline():
            words = line.decode().strip()
            told.append(words)
            verb = words.partition(" ")[0].upper()
            if verb == "EHLO":
                offered = b"250-fake\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n" if self.has_tls else b"250 fake\r\n"
                connection.sendall(offered)
            elif verb == "STARTTLS":
                connection.sendall(b"220 go on\r\n")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.certificate)
                connection = context.wrap_socket(connection, server_side=True)
                told, lines = self.sealed, connection.makefile("rb")
            elif verb == "AUTH":
                right = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
                connection.sendall(b"235 in\r\n" if words.endswith(right) else b"535 no\r\n")
            elif verb == "DATA":
                connection.sendall(b"354 go on\r\n")
                self.message = b"".join(iter(lines.readline, b".\r\n")).decode()
                connection.sendall(b"250 kept\r\n")
            elif verb == "QUIT":
                connection.sendall(b"221 bye\r\n")
                break
            else:
                connection.sendall(b"250 ok\r\n")
        connection.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate for 127.0.0.1 that only these tests trust."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fake")])
    at = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(at - timedelta(hours=1)).not_valid_after(at + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path: Path = tmp_path_factory.mktemp("mail") / "server.pem"
    kind = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *kind) + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def serving(certificate) -> Iterator[Callable[..., FakeServer]]:
    """Start a server for one conversation; at the end each has hung up."""
    running: list[tuple[FakeServer, threading.Thread]] = []

    def start(**options: bool) -> FakeServer:
        server = FakeServer(certificate, **options)
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        thread.join(5)
        server.listener.close()
        assert not thread.is_alive()


def settings_for(server: FakeServer, **options: str) -> Settings:
    return Settings(env="test", mail_server=server.address, mail_from="temis@example.vn", **options)


def sent_by(settings: Settings, certificate: Path) -> None:
    message = compose(settings, "lan@example.vn", "Nhắc cập nhật", "Kính gửi thầy/cô")
    send(settings, message, tls=ssl.create_default_context(cafile=certificate))


def test_a_mail_goes_out_under_tls_after_signing_in(serving, certificate) -> None:
    server = serving()
    sent_by(settings_for(server, mail_user=USER, mail_password=PASSWORD), certificate)
    assert "lan@example.vn" in server.message
    assert [line.partition(" ")[0].upper() for line in server.in_clear] == ["EHLO", "STARTTLS"]
    assert any(line.startswith("AUTH PLAIN") for line in server.sealed)


def test_a_wrong_password_is_no_mail_and_tells_no_secret(serving, certificate) -> None:
    server = serving()
    with pytest.raises(MailNotSent) as refused:
        sent_by(settings_for(server, mail_user=USER, mail_password="sai"), certificate)  # noqa: S106
    assert str(refused.value) == "SMTPAuthenticationError"
    assert server.message == ""


def test_a_server_without_tls_gets_nothing_in_clear(serving, certificate) -> None:
    server = serving(has_tls=False)
    with pytest.raises(MailNotSent):
        sent_by(settings_for(server, mail_user=USER, mail_password=PASSWORD), certificate)
    assert not any("AUTH" in line or "MAIL" in line for line in server.in_clear)


def test_a_certificate_that_nobody_vouches_for_is_refused(serving, certificate) -> None:
    server = serving()
    settings = settings_for(server)
    with pytest.raises(MailNotSent):
        send(settings, compose(settings, "lan@example.vn", "Nhắc", "Kính gửi"))
    assert server.message == ""


def test_a_relay_next_door_may_do_without(serving, certificate) -> None:
    server = serving(has_tls=False)
    sent_by(settings_for(server, mail_starttls="off"), certificate)
    assert "lan@example.vn" in server.message


@pytest.mark.parametrize(
    "options",
    [
        {"mail_starttls": "maybe"},
        {"mail_starttls": "off", "mail_user": USER, "mail_password": PASSWORD},
        {"mail_user": USER},
    ],
)
def test_SES_8_production_refuses_mail_settings_that_would_leak(options) -> None:
    with pytest.raises(UnsafeConfiguration, match="TEMIS_MAIL"):
        Settings(env="production", **options).refuse_if_unsafe()


def test_the_password_does_not_show_in_the_settings() -> None:
    assert PASSWORD not in repr(Settings(env="test", mail_password=PASSWORD))
