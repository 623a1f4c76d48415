"""Which addresses may be called. Every row is an attack that was seen in a product of this kind."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from owj.server.web_calls.addresses import (
    OpenedNetworks,
    is_of_open_network,
    judged_number,
    read_address,
    read_networks,
)
from owj.server.web_calls.errors import CallAddressRefused, CallFailed

CLOSED = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.9",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::7",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
]


@pytest.mark.parametrize("number", CLOSED)
def test_a_number_of_a_closed_network_is_none_of_the_open_one(number: str) -> None:
    assert not is_of_open_network(ip_address(number))


@pytest.mark.parametrize(
    "number", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"]
)
def test_a_number_of_the_open_network_is_one(number: str) -> None:
    assert is_of_open_network(ip_address(number))


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "0177.0.0.1", "2130706433", "localhost"])
def test_a_number_written_in_another_way_is_judged_as_what_it_reaches(host: str) -> None:
    address = read_address(f"http://{host}/")
    with pytest.raises(CallAddressRefused):
        judged_number(address, OpenedNetworks())


def test_one_closed_number_among_open_ones_refuses_the_name() -> None:
    address = read_address("https://two.example/")
    with pytest.raises(CallAddressRefused):
        judged_number(address, OpenedNetworks(), lambda _host, _port: ["1.1.1.1", "10.0.0.1"])


def test_an_unknown_name_may_be_asked_again_later() -> None:
    def fails(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(CallFailed) as failed:
        judged_number(read_address("https://nobody.example/"), OpenedNetworks(), fails)
    assert not failed.value.permanent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "file:///etc/passwd",
        "gopher://a.example/",
        "//a.example/",
        "https://",
        "https://user:word@a.example/",
        "https://a.example/\r\nX: y",
        "https://a.example\\@b.example/",
        "https://a.example:99999/",
        "https://مثال.example/",
    ],
)
def test_what_is_no_plain_web_address_is_refused(text: str) -> None:
    with pytest.raises(CallAddressRefused):
        read_address(text)


def test_what_the_operator_opened_may_be_called_and_nothing_beside_it() -> None:
    opened = read_networks("erp.local, 10.1.0.0/16")
    erp = read_address("http://ERP.local/x")
    assert judged_number(erp, opened, lambda _host, _port: ["192.168.7.7"]) == "192.168.7.7"
    inside = read_address("http://other.local/")
    assert judged_number(inside, opened, lambda _host, _port: ["10.1.9.9"]) == "10.1.9.9"
    with pytest.raises(CallAddressRefused):
        judged_number(inside, opened, lambda _host, _port: ["10.2.0.1"])


def test_the_host_header_names_the_port_only_where_it_is_another() -> None:
    assert read_address("https://a.example:8443/x?y=1").shown_host == "a.example:8443"
    assert read_address("https://a.example:443/").shown_host == "a.example"
