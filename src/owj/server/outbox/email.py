"""The e-mail channel: SMTP when an address is set, else files in the data folder."""

from __future__ import annotations

import hashlib
import smtplib
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from owj.kernel.errors import DefinitionError, OutsideFailure
from owj.server.outbox.channels import Outgoing, channel
from owj.server.outbox.mail_folder import MailFolder

SEND_LIMIT_S = 20
PERMANENT_FROM = 500


@channel("email", lease_s=60)
def deliver_email(outgoing: Outgoing) -> None:
    """Send one e-mail. Its Message-ID comes from the key, so a second copy can be known."""
    message = EmailMessage(
        subject=_one_line(str(outgoing.payload.get("subject", ""))),
        body=str(outgoing.payload.get("body", "")),
        from_email=settings.EMAIL_FROM,
        to=[outgoing.recipient],
        headers={"Message-ID": message_id_of(outgoing.key), "Auto-Submitted": "auto-generated"},
        connection=email_backend(),
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _failure(max(code for code, _ in error.recipients.values()), error) from error
    except smtplib.SMTPResponseException as error:
        raise _failure(error.smtp_code, error) from error
    except (smtplib.SMTPConnectError, ConnectionRefusedError) as error:
        raise OutsideFailure(permanent=False, reason=str(error)) from error


def message_id_of(key: str) -> str:
    """Return the same Message-ID for the same key."""
    domain = str(settings.EMAIL_FROM).rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def email_backend() -> BaseEmailBackend:
    """Return the way e-mail leaves: OWJ_SMTP_URL, else the folder `mail` of the data."""
    url = str(settings.SMTP_URL)
    if not url:
        return MailFolder(file_path=settings.DATA_DIR / "mail")
    parts = urlsplit(url)
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 25)
    except ValueError:
        port = 0
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not port:
        # It may hold a password, so it is not shown.
        raise DefinitionError(
            where="OWJ_SMTP_URL",
            expected="smtp://user:password@host:587?starttls=1",
            got=f"{parts.scheme or 'no scheme'}, host {parts.hostname or 'none'}",
        )
    starttls = parse_qs(parts.query).get("starttls", ["0"])[0] in {"1", "true", "yes"}
    return EmailBackend(
        host=parts.hostname,
        port=port,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=starttls and parts.scheme == "smtp",
        timeout=SEND_LIMIT_S,
    )


def _failure(code: int, error: Exception) -> OutsideFailure:
    return OutsideFailure(permanent=code >= PERMANENT_FROM, reason=str(error))


def _one_line(text: str) -> str:
    # A header ends at a line break; a customer's subject must not start another.
    return " ".join(text.split())
