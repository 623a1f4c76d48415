"""The client of Amoot against a server of ours that lies, breaks, lingers and dies."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from owj.kernel.errors import DefinitionError, OutsideFailure
from owj.links.sms_amoot.port import AmootPort, amoot_port
from owj.links.sms_amoot.transport import Account, AnswerUnclear
from owj.server.clock import real_now
from owj.server.inbound.models import InboundMessage
from owj.server.inbound.services import fetch_sms, read_stored_sms
from owj.server.incidents.models import Incident
from owj.server.outbox import sms
from owj.server.outbox.deliver import deliver_message
from owj.server.outbox.delivery import ask_for_deliveries
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.services import enqueue_message
from owj.server.outbox.sms import DeliveryState

TOKEN = "a-token-nobody-may-read"
TO = "+989123456789"
SENT = {"Status": "Success", "Data": [{"MessageID": 77, "Mobile": TO}]}
State = OutboxMessage.State
pytestmark = pytest.mark.django_db


class Amoot(ThreadingHTTPServer):
    """The provider: answers as it is told, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.answers: dict[str, object] = {}
        self.code = 200
        self.linger_s = 0.0
        self.drip = False
        self.hang_up = False


class Answer(BaseHTTPRequestHandler):
    """One request."""

    server: Amoot
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        method = self.path.rpartition("/")[2]
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.server.asked.append((method, self.headers["Authorization"], form))
        if self.server.hang_up:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        time.sleep(self.server.linger_s)
        told = self.server.answers.get(method, SENT)
        text = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(self.server.code)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        for start in range(0, len(text), 1 if self.server.drip else len(text)):
            self.wfile.write(text[start : start + (1 if self.server.drip else len(text))])
            self.wfile.flush()
            time.sleep(0.1 if self.server.drip else 0)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def amoot() -> Iterator[Amoot]:
    with Amoot() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def port_of(server: Amoot, limit_s: float = 2.0) -> AmootPort:
    url = f"http://127.0.0.1:{server.server_address[1]}/rest/"
    return AmootPort(Account(url=url, line="3000", token=TOKEN), limit_s)


def test_a_message_goes_with_its_line_its_time_and_the_raw_token(amoot: Amoot) -> None:
    assert port_of(amoot).send(TO, "سلام\nدنیا", "k") == "77"
    [(method, token, form)] = amoot.asked
    assert (method, token) == ("SendSimple", TOKEN)
    assert form["Mobiles"] == TO
    assert form["SMSMessageText"] == "سلام\nدنیا"
    assert form["LineNumber"] == "3000"
    assert len(form["SendDateTime"]) == len("2026-11-22 11:20:00")


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        ("UserNameOrPassword_Invalid", True),
        ("Mobile_Invalid", True),
        ("LineNumber_NotExist", True),
        ("CreditNotEnough", False),
        ("Failed", False),
    ],
)
def test_an_error_that_comes_as_200_is_a_refusal(
    amoot: Amoot, status: str, permanent: bool
) -> None:
    amoot.answers["SendSimple"] = {"Status": status, "Data": None}
    with pytest.raises(OutsideFailure, match=status) as failure:
        port_of(amoot).send(TO, "x", "k")
    assert failure.value.permanent is permanent


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>busy</html>",
        b'{"Status": ',
        b"[]",
        b'{"Data": [{"MessageID": 1}]}',
        b'{"Status": {"Success": 1}}',
        b'{"Status": "ServerError"}',
        b"",
        b"\xff\xfe",
    ],
)
def test_an_answer_nobody_understands_leaves_the_end_unclear(amoot: Amoot, answer: bytes) -> None:
    amoot.answers["SendSimple"] = answer
    with pytest.raises(AnswerUnclear):
        port_of(amoot).send(TO, "x", "k")


@pytest.mark.parametrize(
    ("code", "permanent"), [(401, True), (403, True), (404, True), (429, False)]
)
def test_a_refused_request_did_not_leave(amoot: Amoot, code: int, permanent: bool) -> None:
    amoot.code = code
    with pytest.raises(OutsideFailure) as failure:
        port_of(amoot).send(TO, "x", "k")
    assert failure.value.permanent is permanent


@pytest.mark.parametrize("code", [500, 502, 503, 302])
def test_a_broken_service_may_have_sent(amoot: Amoot, code: int) -> None:
    amoot.code = code
    with pytest.raises(AnswerUnclear):
        port_of(amoot).send(TO, "x", "k")


def test_a_dead_server_got_nothing(amoot: Amoot) -> None:
    port = port_of(amoot)
    amoot.shutdown()
    amoot.server_close()
    with pytest.raises(OutsideFailure) as failure:
        port.send(TO, "x", "k")
    assert not failure.value.permanent


@pytest.mark.parametrize("manner", ["lingers", "drips", "hangs up"])
def test_no_server_holds_a_worker_longer_than_the_limit(amoot: Amoot, manner: str) -> None:
    amoot.linger_s = 5.0 if manner == "lingers" else 0.0
    amoot.drip = manner == "drips"
    amoot.hang_up = manner == "hangs up"
    began = time.monotonic()
    with pytest.raises(AnswerUnclear):
        port_of(amoot, limit_s=0.5).send(TO, "x", "k")
    assert time.monotonic() - began < 2.0


def test_the_token_is_in_no_error_text_or_log(
    amoot: Amoot, caplog: pytest.LogCaptureFixture
) -> None:
    port = port_of(amoot)
    assert TOKEN not in repr(port)
    caplog.set_level(logging.DEBUG)
    amoot.code = 401
    with pytest.raises(OutsideFailure) as failure:
        port.send(TO, "x", "k")
    assert TOKEN not in f"{failure.value}{failure.value.data}"
    assert TOKEN not in caplog.text


def test_an_account_that_is_not_whole_is_refused_without_its_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OWJ_AMOOT_TOKEN", TOKEN)
    monkeypatch.delenv("OWJ_AMOOT_URL", raising=False)
    with pytest.raises(DefinitionError, match="OWJ_AMOOT_URL") as refused:
        amoot_port()
    assert TOKEN not in str(refused.value)


@pytest.fixture
def chosen(amoot: Amoot, settings, monkeypatch: pytest.MonkeyPatch) -> Amoot:
    """Choose Amoot as the provider of the outbox."""
    settings.SMS_PROVIDER = "amoot"
    monkeypatch.setitem(sms._ports, "amoot", lambda: port_of(amoot, limit_s=0.5))
    return amoot


def test_an_unclear_send_stands_as_unknown_and_is_not_sent_again(chosen: Amoot) -> None:
    chosen.hang_up = True
    message_id = enqueue_message(channel="sms", to=TO, key="k", text="x")
    assert message_id is not None
    for _ in range(2):
        deliver_message(message_id)
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts, len(chosen.asked)) == (State.UNKNOWN, 1, 1)
    assert Incident.objects.filter(source="outbox", resolved_at=None).count() == 1


def test_a_refusal_of_the_moment_is_tried_again_later(chosen: Amoot) -> None:
    chosen.answers["SendSimple"] = {"Status": "CreditNotEnough"}
    message_id = enqueue_message(channel="sms", to=TO, key="k", text="x")
    assert message_id is not None
    deliver_message(message_id)
    row = OutboxMessage.objects.get()
    assert row.state == State.PENDING
    assert row.next_attempt_at > row.created_at


def test_the_end_of_a_sent_message_is_asked_for_later(chosen: Amoot) -> None:
    message_id = enqueue_message(channel="sms", to=TO, key="k", text="x")
    assert message_id is not None
    deliver_message(message_id)
    assert OutboxMessage.objects.get().receipt == "77"
    assert ask_for_deliveries() == 0
    OutboxMessage.objects.update(sent_at=real_now() - timedelta(minutes=5))
    chosen.answers["GetDelivery"] = {"Status": "Success", "Data": [{"DeliveryStatus": "Delivered"}]}
    assert ask_for_deliveries() == 1
    assert OutboxMessage.objects.get().delivery == DeliveryState.DELIVERED
    assert ask_for_deliveries() == 0
    assert [form for method, _, form in chosen.asked if method == "GetDelivery"] == [
        {"MessageID": "77"}
    ]


def test_what_comes_in_is_stored_before_it_is_read(chosen: Amoot, monkeypatch) -> None:
    came = [{"Mobile": "09121112233", "SMSMessageText": "متن"}, {"Odd": 1}]
    chosen.answers["RecieveNewMessages"] = {"Status": "Success", "Data": came}

    def die(self: AmootPort, raw: dict[str, object]) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(AmootPort, "read", die)
        with pytest.raises(SystemExit):
            fetch_sms()
    # The provider gives each message once: they are here although reading them died.
    assert InboundMessage.objects.filter(read_at=None).count() == 2
    assert read_stored_sms() == 1
    row = InboundMessage.objects.exclude(read_at=None).get()
    assert (row.sender, row.text) == ("+989121112233", "متن")
    assert Incident.objects.filter(source="inbound", resolved_at=None).count() == 1


def test_a_letter_that_the_database_refuses_loses_no_message(chosen: Amoot) -> None:
    came = [
        {"Mobile": "09121112233", "SMSMessageText": "سلام\x00 دنیا"},
        {"Mobile": "09121112244", "SMSMessageText": "\ud800متن"},
    ]
    chosen.answers["RecieveNewMessages"] = {"Status": "Success", "Data": came}
    assert fetch_sms() == 2
    assert [one.text for one in InboundMessage.objects.order_by("id")] == ["سلام دنیا", "متن"]
