"""One call: what is sent, which turns are followed, and where it ends."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from owj.server.web_calls.addresses import CallAddress, OpenedNetworks, judged_number
from owj.server.web_calls.calling import Call, place_call
from owj.server.web_calls.errors import CallAddressRefused, CallFailed

HERE = OpenedNetworks(networks=("127.0.0.1/32",))


class _Server(http.server.BaseHTTPRequestHandler):
    seen: list[tuple[str, str, dict[str, str], bytes]] = []

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.seen.append((self.command, self.path, dict(self.headers), body))
        getattr(self, f"_{self.path.strip('/').partition('?')[0]}")()

    do_GET = do_POST = answer  # noqa: N815 -- the names that http.server calls

    def log_message(self, *_args: object) -> None:
        return

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, said in headers.items():
            self.send_header(name, said)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _hello(self) -> None:
        self._say(200, b'{"a": 1}')

    def _broken(self) -> None:
        self._say(503, b"later")

    def _turn(self) -> None:
        self._say(302, b"", Location="/hello")

    def _inside(self) -> None:
        self._say(302, b"", Location="http://127.0.0.2/hello")

    def _elsewhere(self) -> None:
        self._say(307, b"", Location=f"http://localhost:{self.server.server_address[1]}/hello")

    def _round(self) -> None:
        self._say(302, b"", Location="/round")

    def _large(self) -> None:
        self._say(200, b"x" * 5_000)

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            try:
                self.wfile.write(b".")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def server() -> Iterator[str]:
    _Server.seen = []
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()


def test_an_answer_comes_with_status_headers_and_body(server: str) -> None:
    answer = place_call(Call("POST", f"{server}/hello?q=1", {"X-A": "b"}, b"in"), HERE)
    assert (answer.status, answer.body) == (200, b'{"a": 1}')
    method, path, headers, body = _Server.seen[0]
    assert (method, path, headers["X-A"], body) == ("POST", "/hello?q=1", "b", b"in")
    assert headers["Host"] == server.removeprefix("http://")


def test_an_answer_of_any_status_is_an_answer(server: str) -> None:
    assert place_call(Call("GET", f"{server}/broken"), HERE).status == 503


def test_this_machine_is_not_called_unless_it_was_opened(server: str) -> None:
    with pytest.raises(CallAddressRefused):
        place_call(Call("GET", f"{server}/hello"))
    assert _Server.seen == []


def test_a_turn_is_followed_and_a_post_becomes_a_get(server: str) -> None:
    answer = place_call(Call("POST", f"{server}/turn", body=b"in"), HERE)
    assert answer.url == f"{server}/hello"
    assert [one[0] for one in _Server.seen] == ["POST", "GET"]


def test_a_turn_into_a_closed_network_is_refused(server: str) -> None:
    with pytest.raises(CallAddressRefused):
        place_call(Call("GET", f"{server}/inside"), HERE)


def test_what_was_said_to_one_party_is_not_carried_to_another(server: str) -> None:
    def judge(address: CallAddress, opened: OpenedNetworks) -> str:
        return judged_number(address, opened, lambda _host, _port: ["127.0.0.1"])

    headers = {"Authorization": "Bearer x", "X-Key": "k", "X-Open": "o"}
    call = Call("GET", f"{server}/elsewhere", headers, confidential=frozenset({"x-key"}))
    place_call(call, HERE, judge)
    first, second = (one[2] for one in _Server.seen)
    assert first["Authorization"] == "Bearer x"
    assert "Authorization" not in second
    assert "X-Key" not in second
    assert second["X-Open"] == "o"


def test_turns_without_end_are_given_up(server: str) -> None:
    with pytest.raises(CallFailed) as failed:
        place_call(Call("GET", f"{server}/round"), HERE)
    assert failed.value.permanent
    assert len(_Server.seen) == 4


def test_an_answer_that_is_too_long_is_given_up(server: str) -> None:
    with pytest.raises(CallFailed, match="too long"):
        place_call(Call("GET", f"{server}/large", most_bytes=1_000), HERE)


def test_a_server_that_drips_is_left_in_time(server: str) -> None:
    began = time.monotonic()
    with pytest.raises(CallFailed, match="took too long"):
        place_call(Call("GET", f"{server}/drip", limit_s=0.4), HERE)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "headers", [{"Host": "a"}, {"X-A": "b\r\nX-C: d"}, {"X A": "b"}, {"content-length": "9"}]
)
def test_a_header_that_would_change_the_request_is_refused(
    server: str, headers: dict[str, str]
) -> None:
    with pytest.raises(CallAddressRefused):
        place_call(Call("GET", f"{server}/hello", headers), HERE)
    assert _Server.seen == []


def test_a_turn_is_an_answer_to_who_follows_none(server: str) -> None:
    assert place_call(Call("POST", f"{server}/turn", body=b"x", follows=False), HERE).status == 302
    assert [path for _, path, _, _ in _Server.seen] == ["/turn"]


def test_a_failure_says_whether_anything_was_sent(server: str) -> None:
    with pytest.raises(CallFailed) as late:
        place_call(Call("POST", f"{server}/drip", limit_s=0.2), HERE)
    with pytest.raises(CallFailed) as nobody:
        place_call(Call("POST", "http://127.0.0.1:1/"), HERE)
    assert (late.value.sent, nobody.value.sent) == (True, False)
