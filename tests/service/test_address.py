"""Ports and addresses of the web server."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from owj.service.address import choose_port, local_address, public_url, take_port
from owj.service.refusals import PortTaken, VariableRejected

LOCAL = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """Give a listening socket of another program."""
    with socket.socket() as other:
        other.bind((LOCAL, 0))
        other.listen()
        yield other


def test_the_asked_port_wins_over_the_last_one() -> None:
    assert choose_port(9000, {"port": 7000}) == 9000
    assert choose_port(None, {"port": 7000}) == 7000
    assert choose_port(None, {}) == 8000
    assert choose_port(0, {"port": 7000}) == 0


def test_a_taken_port_is_refused_with_a_free_one(taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    with pytest.raises(PortTaken) as refused:
        take_port(port, LOCAL)
    other = int(str(refused.value.data["other"]))
    assert other not in {0, port}
    assert f"--port {other}" in str(refused.value)


def test_zero_gives_a_free_port() -> None:
    assert take_port(0, LOCAL) > 0


def test_the_port_of_our_own_dying_server_is_waited_for(taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    timer = threading.Timer(0.3, taken.close)
    timer.start()
    began_s = time.monotonic()
    assert take_port(port, LOCAL, patience_s=5) == port
    assert time.monotonic() - began_s >= 0.25


@pytest.mark.parametrize(
    ("environment", "listen", "expected"),
    [
        ({}, LOCAL, "http://127.0.0.1:81"),
        ({}, "0.0.0.0", "http://127.0.0.1:81"),
        ({}, "::", "http://[::1]:81"),
        ({"OWJ_URL": "https://crm.example/"}, LOCAL, "https://crm.example"),
    ],
)
def test_people_use_the_configured_address_else_this_machine(
    environment: dict[str, str], listen: str, expected: str
) -> None:
    assert public_url(environment, listen, 81) == expected


@pytest.mark.parametrize(
    "given",
    ["crm.example", "ftp://crm.example", "http://", "https://crm.example/owj", "http://h:0"],
)
def test_an_address_that_links_cannot_be_made_from_is_refused(given: str) -> None:
    with pytest.raises(VariableRejected, match="OWJ_URL: expected an address such as"):
        public_url({"OWJ_URL": given}, LOCAL, 81)


# 192.0.2.0/24 is kept for examples: no machine has it.
@pytest.mark.parametrize("listen", ["999.1.1.1", "192.0.2.1", "::ffff:192.0.2.1"])
def test_an_address_this_machine_does_not_have_is_refused(listen: str) -> None:
    with pytest.raises(VariableRejected, match="OWJ_LISTEN: expected an address of this machine"):
        take_port(0, listen)


def test_a_server_for_everybody_is_reached_on_loopback() -> None:
    assert local_address("0.0.0.0", 1) == (LOCAL, 1)
