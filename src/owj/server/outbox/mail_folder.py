"""E-mail without a mail server: one .eml file a message, in the data folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailFolder(BaseEmailBackend):
    """Write each message to a file named after its Message-ID: a second copy replaces the first."""

    def __init__(self, *, file_path: Path, fail_silently: bool = False) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = Path(file_path)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            letter = message.message()
            name = hashlib.sha256(str(letter["Message-ID"]).encode()).hexdigest()[:32]
            beside = self.folder / f".{name}"
            beside.write_bytes(letter.as_bytes(linesep="\r\n"))
            beside.replace(self.folder / f"{name}.eml")
        return len(email_messages)
