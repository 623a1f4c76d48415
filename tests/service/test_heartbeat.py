"""What Owj Service tells the vendor, when it was set up to: signed, in order, and a farewell."""

from __future__ import annotations

import json
import threading
from uuid import UUID

import pytest

from owj.kernel.errors import OwjError
from owj.server.signed_senders.signing import (
    SENDER,
    SIGNATURE,
    SenderKey,
    digest_of,
    read_stamp,
)
from owj.server.web_calls.addresses import OpenedNetworks
from owj.server.web_calls.calling import Answer, Call
from owj.server.web_calls.errors import CallFailed
from owj.service.heartbeat import Heartbeat, HeartbeatPlan, read_plan
from owj.service.refusals import VariableRejected

KEY = SenderKey(UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"), "a-secret")
SET_UP = {"OWJ_HEARTBEAT_URL": "https://crm.vendor.example/", "OWJ_HEARTBEAT_KEY": str(KEY)}


class Vendor:
    """Stands in for the vendor's server and keeps what it was told."""

    def __init__(self, *answers: int) -> None:
        self.answers, self.calls = list(answers), []  # type: list[int], list[Call]
        self.lines: list[str] = []
        self.heard = threading.Event()
        plan = read_plan(SET_UP | {"OWJ_HTTP_OPEN": "crm.vendor.example"})
        assert plan is not None
        self.heartbeat = Heartbeat(plan, self.lines.append, self.place)

    def place(self, call: Call, opened: OpenedNetworks) -> Answer:
        assert opened.names == {"crm.vendor.example"}
        self.calls.append(call)
        self.heard.set()
        status = self.answers.pop(0) if self.answers else 204
        if status == 0:
            raise CallFailed(host="crm.vendor.example", reason="away")
        return Answer(status, {}, b"", call.url)

    def said(self) -> list[bool]:
        return [json.loads(one.body)["running"] for one in self.calls]


def test_nothing_is_told_unless_the_operator_set_it_up() -> None:
    assert read_plan({}) is None
    assert read_plan({"OWJ_HEARTBEAT_KEY": str(KEY)}) is None
    assert read_plan(SET_UP) == HeartbeatPlan(
        "https://crm.vendor.example", KEY, 60, OpenedNetworks()
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OWJ_HEARTBEAT_URL", "ftp://vendor.example"),
        ("OWJ_HEARTBEAT_URL", "https://user:word@vendor.example"),
        ("OWJ_HEARTBEAT_KEY", ""),
        ("OWJ_HEARTBEAT_KEY", "secret"),
        ("OWJ_HEARTBEAT_S", "5"),
        ("OWJ_HEARTBEAT_S", "often"),
    ],
)
def test_what_cannot_be_meant_refuses_the_start_and_shows_no_key(name: str, value: str) -> None:
    with pytest.raises(VariableRejected) as refused:
        read_plan(SET_UP | {name: value})
    assert refused.value.data["name"] == name
    assert KEY.secret not in str(refused.value)


def test_sign_is_signed_over_its_instant_and_body_and_each_has_a_later_instant() -> None:
    vendor = Vendor()
    assert vendor.heartbeat.tell(running=True)
    assert vendor.heartbeat.tell(running=False)
    stamps = []
    for call in vendor.calls:
        assert call.url == "https://crm.vendor.example/api/v1/heartbeat"
        assert call.headers[SENDER] == str(KEY.sender)
        stamp = read_stamp(call.headers[SIGNATURE])
        assert stamp is not None
        assert stamp.digest == digest_of(KEY.secret, call.body, stamp.at_ms)
        stamps.append(stamp.at_ms)
    assert stamps[0] < stamps[1]
    assert vendor.said() == [True, False]


def test_operator_reads_once_that_it_is_not_taken_and_once_that_it_is_again() -> None:
    vendor = Vendor(403, 403, 0, 204, 204)
    taken = [vendor.heartbeat.tell(running=True) for _ in range(5)]
    assert taken == [False, False, False, True, True]
    assert [line.split("(")[-1].split(")")[0] for line in vendor.lines[:2]] == [
        "HTTP 403",
        "web_calls.failed",
    ]
    assert len(vendor.lines) == 3
    assert all(KEY.secret not in line for line in vendor.lines)


def test_it_tells_at_once_how_the_parts_are_and_says_farewell_at_the_end() -> None:
    vendor = Vendor()
    vendor.heartbeat.start(lambda: False)
    assert vendor.heard.wait(5)
    vendor.heartbeat.stop()
    vendor.heartbeat.wait()
    assert vendor.said() == [False, False]
    assert vendor.calls[-1].limit_s < vendor.calls[0].limit_s


def test_heartbeat_that_never_began_says_no_farewell() -> None:
    vendor = Vendor()
    vendor.heartbeat.stop()
    vendor.heartbeat.wait()
    assert vendor.calls == []


def test_closed_network_is_not_called() -> None:
    plan = read_plan(SET_UP | {"OWJ_HEARTBEAT_URL": "http://127.0.0.1:9"})
    assert plan is not None
    lines: list[str] = []
    assert not Heartbeat(plan, lines.append).tell(running=True)
    assert "web_calls.address_refused" in lines[0]
    assert issubclass(CallFailed, OwjError)
