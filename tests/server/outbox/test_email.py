"""The e-mail channel: letters in the data folder, or SMTP."""

from __future__ import annotations

import email
import email.policy
import smtplib
import socket
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from owj.kernel.errors import DefinitionError, OutsideFailure
from owj.server.outbox.channels import Outgoing
from owj.server.outbox.email import deliver_email, email_backend


def outgoing(
    subject: str = "پاسخ", body: str = "متن", key: str = "email:k", attempt: int = 1
) -> Outgoing:
    payload = {"subject": subject, "body": body}
    return Outgoing(1, "ali@example.org", payload, key, attempt, maybe_duplicate=False)


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.SMTP_URL = ""
    settings.EMAIL_FROM = "Owj <desk@owj.example>"
    return tmp_path / "mail"


def letters(folder: Path) -> list[EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.iterdir())
    ]


def test_without_a_server_a_letter_lies_in_the_data_folder(folder: Path) -> None:
    deliver_email(outgoing())
    [letter] = letters(folder)
    assert (letter["To"], letter["From"]) == ("ali@example.org", "Owj <desk@owj.example>")
    assert letter["Subject"] == "پاسخ"
    assert letter.get_content().strip() == "متن"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_second_copy_is_the_same_letter(folder: Path) -> None:
    deliver_email(outgoing())
    deliver_email(outgoing(attempt=2))
    assert len(letters(folder)) == 1
    deliver_email(outgoing(key="email:other"))
    ids = {letter["Message-ID"] for letter in letters(folder)}
    assert len(ids) == 2
    assert all(id_.endswith("@owj.example>") for id_ in ids)


def test_a_subject_cannot_start_another_header(folder: Path) -> None:
    deliver_email(outgoing(subject="hello\r\nBcc: thief@example.org"))
    [letter] = letters(folder)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "hello Bcc: thief@example.org"


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that answers RCPT as it is told and keeps what it accepts."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.to_recipient = "250 ok"
        self.breaks_after_letter = False
        self.accepted: list[bytes] = []


class Conversation(socketserver.StreamRequestHandler):
    """One SMTP conversation."""

    server: MailServer

    def handle(self) -> None:
        self.say("220 hello")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                self.server.accepted.append(self.read_letter())
                if self.server.breaks_after_letter:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.say("250 kept")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say(self.server.to_recipient if word == b"RCPT" else "250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def read_letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SMTP_URL = f"smtp://127.0.0.1:{server.server_address[1]}"
        settings.EMAIL_FROM = "Owj <desk@owj.example>"
        yield server
        server.shutdown()


def test_a_letter_reaches_the_mail_server(server: MailServer) -> None:
    deliver_email(outgoing())
    [raw] = server.accepted
    assert email.message_from_bytes(raw, policy=email.policy.default)["Subject"] == "پاسخ"


@pytest.mark.parametrize(
    ("answer", "permanent"), [("550 no such user", True), ("450 busy", False), ("452 full", False)]
)
def test_a_refused_recipient_is_permanent_from_500_on(
    server: MailServer, answer: str, permanent: bool
) -> None:
    server.to_recipient = answer
    with pytest.raises(OutsideFailure) as failure:
        deliver_email(outgoing())
    assert failure.value.permanent is permanent


def test_a_server_that_is_away_may_be_back_later(server: MailServer, settings) -> None:
    server.shutdown()
    server.server_close()
    with pytest.raises(OutsideFailure) as failure:
        deliver_email(outgoing())
    assert not failure.value.permanent


def test_a_line_that_breaks_after_the_letter_leaves_the_end_unclear(
    server: MailServer,
) -> None:
    server.breaks_after_letter = True
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        deliver_email(outgoing())


def test_the_address_of_the_server_tells_everything(settings) -> None:
    settings.SMTP_URL = "smtp://desk%40owj:s%3Aecret@mail.example:587?starttls=1"
    backend = email_backend()
    assert (backend.host, backend.port) == ("mail.example", 587)
    assert (backend.username, backend.password) == ("desk@owj", "s:ecret")
    assert (backend.use_tls, backend.use_ssl) == (True, False)
    settings.SMTP_URL = "smtps://mail.example"
    backend = email_backend()
    assert (backend.port, backend.use_ssl, backend.use_tls) == (465, True, False)


@pytest.mark.parametrize(
    "url", ["http://mail.example", "mail.example", "smtp://", "smtp://u:secret@mail:port"]
)
def test_an_address_that_is_none_is_refused_without_its_password(settings, url: str) -> None:
    settings.SMTP_URL = url
    with pytest.raises(DefinitionError, match="OWJ_SMTP_URL") as refused:
        email_backend()
    assert "secret" not in str(refused.value)
