"""How does a mail leave the house?  By SMTP where a server is set; else as a file that developers can open."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from app.config import INSTANCE, Settings

FOLDER = INSTANCE / "mail"
TIME_OUT = 10.0
SUBMISSION_PORT = 587


class MailNotSent(RuntimeError):
    """The server could not be reached, or refused the mail."""


def compose(settings: Settings, to: str, subject: str, text: str) -> EmailMessage:
    """A plain-text mail; a header can hold no line break, so nothing typed can add one."""
    message = EmailMessage()
    message["From"], message["To"] = settings.mail_from, " ".join(to.split())
    message["Subject"] = " ".join(subject.split())
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def send(
    settings: Settings, message: EmailMessage, folder: Path = FOLDER, *, tls: ssl.SSLContext | None = None
) -> None:
    """Send one mail or raise `MailNotSent`.  Never inside `writing()`: it may take seconds.

    Under TLS with a certificate that is checked (by `tls`, else by the system's authorities), unless the settings say
    that the server is a neighbour; user and password never travel in clear.
    """
    if not settings.mail_server:
        if settings.production:
            raise MailNotSent("no mail server is set (TEMIS_MAIL_SERVER)")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{message['Message-ID'].strip('<>').partition('@')[0]}.eml").write_bytes(bytes(message))
        return
    host, _, port = settings.mail_server.partition(":")
    try:
        with smtplib.SMTP(host, int(port or SUBMISSION_PORT), timeout=TIME_OUT) as server:
            if settings.mail_starttls != "off":
                server.starttls(context=tls or ssl.create_default_context())  # raises where the server has none
                if settings.mail_user:
                    server.login(settings.mail_user, settings.mail_password)
            server.send_message(message)
    except (
        OSError,
        UnicodeError,
        smtplib.SMTPException,
    ) as error:  # its words may hold an address or a name: only the kind is kept
        raise MailNotSent(type(error).__name__) from error
