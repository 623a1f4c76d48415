"""Work that writes to people: e-mail and SMS, through the outbox and thus with the commit."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.feel import FeelValue
from owj.kernel.phones import mobile_e164
from owj.server.outbox.services import enqueue_message
from owj.server.processes.work import WorkPlace, register
from owj.server.processes.work.kinds import Parameter, ParameterKind, WorkKind, declare, words
from owj.server.processes.work.persian_values import in_a_sentence
from owj.server.processes.work.settings import Settings, WorkSettingRefused, shown

MOST_RECIPIENTS = 50
SUBJECT_LETTERS = 200
SMS_LETTERS = 700
_TO = Parameter(
    "to",
    ParameterKind.TEXT,
    words("به", "To"),
    words(
        "نشانی، چند نشانی با ویرگول، یا = و عبارت، مانند \u2066=record.email\u2069",
        "An address, several with commas, or = and an expression, as =record.email",
    ),
    required=True,
)
EMAIL = declare(
    WorkKind(
        "email",
        words("ایمیل", "E-mail"),
        words("ایمیلی می‌فرستد.", "Sends an e-mail."),
        "mail",
        (
            _TO,
            Parameter(
                "subject",
                ParameterKind.TEXT,
                words("موضوع", "Subject"),
                words("میان {{ }} عبارت می‌آید.", "An expression stands within {{ }}."),
                required=True,
            ),
            Parameter(
                "text",
                ParameterKind.LONG_TEXT,
                words("متن", "Text"),
                words("میان {{ }} عبارت می‌آید.", "An expression stands within {{ }}."),
                required=True,
            ),
        ),
    )
)
SMS = declare(
    WorkKind(
        "sms",
        words("پیامک", "SMS"),
        words("پیامکی می‌فرستد.", "Sends an SMS."),
        "smartphone",
        (
            _TO,
            Parameter(
                "text",
                ParameterKind.LONG_TEXT,
                words("متن", "Text"),
                words("میان {{ }} عبارت می‌آید.", "An expression stands within {{ }}."),
                required=True,
            ),
        ),
    )
)


@register(EMAIL.key)
def send_email(place: WorkPlace) -> Outcome:
    """Send one e-mail to each address."""
    said = Settings(EMAIL, place.node.extensions, place.read, place.ctx.now)
    say = partial(in_a_sentence, zone=place.ctx.zone)
    subject = " ".join(said.text("subject", say).split())[:SUBJECT_LETTERS]
    people = [one for one in _recipients(said) if "@" in one and not set(one) & set(" \r\n<>,")]
    _refuse_none(people)
    for number, address in enumerate(people):
        key = _key(place, number)
        enqueue_message(
            channel="email", to=address, key=key, subject=subject, body=said.text("text", say)
        )
    return Outcome()


@register(SMS.key)
def send_sms(place: WorkPlace) -> Outcome:
    """Send one SMS to each mobile number."""
    said = Settings(SMS, place.node.extensions, place.read, place.ctx.now)
    # One number may be written in two ways.
    mobiles = (mobile_e164(one) for one in _recipients(said))
    people = list(dict.fromkeys(mobile for mobile in mobiles if mobile))
    _refuse_none(people)
    text = said.text("text", partial(in_a_sentence, zone=place.ctx.zone))[:SMS_LETTERS]
    for number, to in enumerate(people):
        enqueue_message(channel="sms", to=to, key=_key(place, number), text=text)
    return Outcome()


def _recipients(said: Settings) -> list[str]:
    text = said.written("to")
    value: FeelValue = said.value("to") if text.startswith("=") else said.text("to")
    listed = value if isinstance(value, tuple) else shown(value).replace("،", ",").split(",")
    found = [shown(one).strip() for one in listed]
    return list(dict.fromkeys(one for one in found if one))[:MOST_RECIPIENTS]


def _refuse_none(people: list[str]) -> None:
    if not people:
        raise WorkSettingRefused(part="owj:to", reason="there is nobody to write to")


def _key(place: WorkPlace, number: int) -> str:
    """Return a key that no other visit of the task has; the row is written with the step."""
    return f"process:{place.instance_id or 0}:{place.token}:{number}:{uuid4().hex}"
