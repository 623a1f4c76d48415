"""Work that asks another system over HTTP; its answer becomes a variable."""

from __future__ import annotations

import json
from decimal import Decimal

from django.conf import settings as installation

from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.errors import OutsideFailure
from owj.kernel.feel import FeelValue, Run
from owj.kernel.feel.json_text import feel_value, json_text
from owj.kernel.feel.numbers import read_number
from owj.server.processes.work import OutwardPlace, register_outward
from owj.server.processes.work.kinds import (
    RESULT,
    Parameter,
    ParameterKind,
    WorkKind,
    declare,
    words,
)
from owj.server.processes.work.secret_store import secret_for
from owj.server.processes.work.settings import Settings, WorkSettingRefused, shown
from owj.server.web_calls.addresses import read_address
from owj.server.web_calls.calling import METHODS, Answer, Call, place_call
from owj.server.web_calls.errors import CallFailed

LONGEST_S = 120
_REFUSED_FROM, _BROKEN_FROM, _PATIENCE = 400, 500, 429
AGAIN, NEVER = "again", "never"

HTTP = declare(
    WorkKind(
        "http",
        words("فراخوانی وب", "HTTP call"),
        words(
            "سامانه‌ای دیگر را می‌پرسد. شبکه‌های بسته تنها اگر راهبر گشوده باشد.",
            "Asks another system. Closed networks only where the operator opened them.",
        ),
        "globe",
        (
            Parameter(
                "method",
                ParameterKind.CHOICE,
                words("روش", "Method"),
                words("GET می‌خواند؛ دیگر روش‌ها چیزی را تغییر می‌دهند.", "GET reads; others change."),
                options=tuple((name, words(name, name)) for name in METHODS),
                default="GET",
            ),
            Parameter(
                "url",
                ParameterKind.TEXT,
                words("نشانی", "Address"),
                words(
                    "مانند \u2066https://api.example/orders/{{record.id}}\u2069",
                    "As https://api.example/orders/{{record.id}}",
                ),
                required=True,
            ),
            Parameter(
                "headers",
                ParameterKind.FEEL,
                words("سرآیندها", "Headers"),
                words(
                    'مانند \u2066{"Accept": "application/json"}\u2069',
                    'As {"Accept": "application/json"}',
                ),
            ),
            Parameter(
                "body",
                ParameterKind.FEEL,
                words("بدنه", "Body"),
                words(
                    "متن همان‌گونه می‌رود، جز آن به JSON.", "A text goes as it is, all else as JSON."
                ),
            ),
            Parameter(
                "secret",
                ParameterKind.CONFIDENTIAL,
                words("راز", "Secret"),
                words(
                    "نام رازی از گنجهٔ رازها که با درخواست می‌رود.",
                    "Name of a secret that goes along.",
                ),
            ),
            Parameter(
                "secretHeader",
                ParameterKind.TEXT,
                words("سرآیند راز", "Header of the secret"),
                words("راز در این سرآیند می‌رود.", "The secret goes in this header."),
                default="Authorization",
            ),
            Parameter(
                "secretPrefix",
                ParameterKind.TEXT,
                words("پیش از راز", "Before the secret"),
                words("مانند Bearer؛ یک فاصله پس از آن می‌آید.", "As Bearer; a space follows it."),
                default="Bearer",
            ),
            Parameter(
                "timeout",
                ParameterKind.NUMBER,
                words("مهلت (ثانیه)", "Limit (seconds)"),
                words("۱ تا ۱۲۰.", "1 to 120."),
                default="10",
            ),
            Parameter(
                "tries",
                ParameterKind.NUMBER,
                words("شمار کوشش‌ها", "Tries"),
                words(
                    "۱ تا ۲۰، با فاصله‌ای که هر بار چهار برابر می‌شود.",
                    "1 to 20, each pause four times as long as the one before.",
                ),
                default="5",
            ),
            Parameter(
                "unclear",
                ParameterKind.CHOICE,
                words("اگر روشن نباشد که رسید", "When it is unclear whether it arrived"),
                words(
                    "دوباره: با همان کلید (Idempotency-Key). هرگز: فرایند می‌ایستد و مدیر می‌بیند.",
                    "Again: under the same Idempotency-Key. "
                    "Never: the process stops and an administrator looks.",
                ),
                options=(
                    (AGAIN, words("دوباره", "Ask again")),
                    (NEVER, words("هرگز", "Never again")),
                ),
                default=AGAIN,
            ),
            Parameter(
                "errorCode",
                ParameterKind.TEXT,
                words("کد خطا", "Error code"),
                words(
                    "پاسخ ۴xx این خطا را می‌دهد که رویداد مرزی می‌گیرد. خالی: فرایند می‌ایستد.",
                    "An answer 4xx throws this error for a boundary event. "
                    "Empty: the process stops.",
                ),
            ),
            RESULT,
        ),
        outward=True,
    )
)


@register_outward(HTTP.key)
def call_http(place: OutwardPlace) -> Outcome:
    """Ask, and return status, headers and body; JSON comes as values.

    Raises: OutsideFailure, CallAddressRefused, WorkSettingRefused, and what a secret raises.
    """
    said = Settings(HTTP, place.node.extensions, place.read, place.now)
    if place.unclear and said.choice("unclear") == NEVER:
        reason = "an earlier attempt may have arrived, and the drawing says never again"
        raise OutsideFailure(permanent=True, reason=reason)
    return _outcome(said, place, _ask(said, _call(said, place.key)))


def _ask(said: Settings, call: Call) -> Answer:
    try:
        return place_call(call, installation.HTTP_OPEN)
    except CallFailed as failed:
        if failed.sent and call.method != "GET" and said.choice("unclear") == NEVER:
            host = read_address(call.url).host
            reason = f"{host} may have got it all the same, and the drawing says never again"
            raise OutsideFailure(permanent=True, reason=reason) from failed
        raise


def _call(said: Settings, key: str) -> Call:
    url, method = said.text("url"), said.choice("method")
    headers = {name: shown(value) for name, value in said.context("headers").items()}
    body = b""
    value = said.value("body")
    if value is not None and method != "GET":
        body, kind = _body(value)
        headers.setdefault("Content-Type", kind)
    if method != "GET":
        headers.setdefault("Idempotency-Key", key)
    confidential: set[str] = set()
    if name := said.text("secret"):
        header = said.text("secretHeader")
        prefix = said.text("secretPrefix").strip()
        secret = secret_for(name, read_address(url).host)
        headers[header] = f"{prefix} {secret}" if prefix and prefix != "-" else secret
        confidential.add(header.lower())
    return Call(
        method,
        url,
        headers,
        body,
        limit_s=said.number("timeout", 1, LONGEST_S),
        confidential=frozenset(confidential),
    )


def _body(value: FeelValue) -> tuple[bytes, str]:
    if isinstance(value, str):
        return value.encode(), "text/plain; charset=utf-8"
    return json_text(value, Run()).encode(), "application/json"


def _outcome(said: Settings, place: OutwardPlace, answer: Answer) -> Outcome:
    if answer.status == _PATIENCE or answer.status >= _BROKEN_FROM:
        raise OutsideFailure(reason=f"{_host(answer)} answered {answer.status}")
    told: dict[str, FeelValue] = {
        "status": Decimal(answer.status),
        "headers": dict(answer.headers),
        "body": _told_body(answer),
    }
    data: dict[str, FeelValue] = {place.node.result: told} if place.node.result else {}
    if answer.status >= _REFUSED_FROM:
        code = said.written("errorCode")
        if not code:
            raise OutsideFailure(permanent=True, reason=f"{_host(answer)} answered {answer.status}")
        return Outcome(data, error=code)
    return Outcome(data)


def _told_body(answer: Answer) -> FeelValue:
    text = answer.body.decode("utf-8", "replace").replace("\x00", "\ufffd")
    if "json" in answer.headers.get("content-type", "").lower():
        try:
            return feel_value(
                json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_number)
            )
        except (ValueError, RecursionError):
            raise WorkSettingRefused(part="owj:url", reason="its JSON cannot be read") from None
    return text


def _number(text: str) -> Decimal:
    number = read_number(text)
    if number is None:
        raise ValueError(text[:40])
    return number


def _host(answer: Answer) -> str:
    return read_address(answer.url).host
