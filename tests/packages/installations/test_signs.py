"""Signs of life: who signed, when by the own clock, once each; what the state follows from."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.packages.conftest import Desk

from owj.kernel.errors import InvalidInput, NotFound
from owj.kernel.promises.cover import ServiceState
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as AGREEMENT
from owj.packages.customers.errors import OnlyDeskStaff
from owj.packages.installations.entity import Installation
from owj.packages.installations.errors import (
    OnlyKeyKeepers,
    ServiceSpeaks,
    SignRefused,
    StateProofWanted,
)
from owj.packages.installations.queries import ServiceStanding, standing_of, standings_of, state_at
from owj.packages.installations.services import (
    Declared,
    declare_state,
    end_key,
    make_key,
    take_sign,
)
from owj.packages.installations.words import SignKind
from owj.server.clock import real_now
from owj.server.identity.rate_limit import TooManyAttempts
from owj.server.signed_senders import services as senders
from owj.server.signed_senders.errors import AlreadyHeard, ClocksApart, SignatureRefused
from owj.server.signed_senders.models import SignedSender
from owj.server.signed_senders.services import SignedMessage
from owj.server.signed_senders.signing import (
    SENDER,
    SIGNATURE,
    SenderKey,
    read_key,
    read_stamp,
    signed_headers,
)

pytestmark = pytest.mark.django_db

LIVES = timedelta(minutes=AGREEMENT.heartbeat_minutes)


class Server:
    """A customer's server with a key, and a clock of its own."""

    def __init__(self, desk: Desk, name: str = "سرور اصلی") -> None:
        self.desk = desk
        staff = desk.ctx(desk.agent)
        self.installation = staff.create(Installation, customer=desk.customer, name=name)
        self.key = make_key(desk.ctx(desk.manager), self.installation.id)
        self.at_ms = int(real_now().timestamp() * 1000)

    def message(
        self, body: object, key: SenderKey | None = None, *, later_ms: int = 1
    ) -> SignedMessage:
        self.at_ms += later_ms
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = signed_headers(key or self.key, text, self.at_ms)
        return SignedMessage(headers[SENDER], headers[SIGNATURE], text)

    def says(self, *, running: bool = True, later_ms: int = 1, version: str = "1.4") -> None:
        body = {"running": running, "version": version}
        take_sign(self.desk.system, self.message(body, later_ms=later_ms))

    @property
    def standing(self) -> ServiceStanding:
        ctx = self.desk.ctx(self.desk.agent)
        return standing_of(ctx, ctx.get(Installation, self.installation.id), AGREEMENT)

    def told(self) -> list[str]:
        return [one.kind for one in self.standing.entries]


@pytest.fixture
def server(desk: Desk) -> Server:
    return Server(desk)


def test_sign_of_life_says_whether_the_service_runs_until_it_is_too_old(server: Server) -> None:
    assert server.standing.state is ServiceState.UNKNOWN
    server.says()
    assert (server.standing.state, server.standing.version) == (ServiceState.ACTIVE, "1.4")
    server.says(running=False)
    assert server.standing.state is ServiceState.INACTIVE
    server.desk.wait(minutes=AGREEMENT.heartbeat_minutes)
    assert server.standing.state is ServiceState.INACTIVE
    server.desk.wait(seconds=1)
    # R25: silence is unknown, which is not inactive.
    assert server.standing.state is ServiceState.UNKNOWN


def test_history_tells_changes_and_silences_not_every_minute(server: Server) -> None:
    for _ in range(4):
        server.says()
        server.desk.wait(minutes=1)
    server.says(running=False)
    server.desk.wait(hours=2)
    server.says(running=False)
    kinds = server.told()
    assert kinds == [SignKind.KEY_MADE, *[SignKind.REPORTED] * 3]
    last = server.standing.entries[-1]
    assert last.data["silent_since"] == (server.desk.now - timedelta(hours=2)).isoformat()


def test_what_was_signed_otherwise_is_refused(server: Server, desk: Desk) -> None:
    other = Server(desk, "سرور آزمایشی")
    good = server.message({"running": True})
    forged = SenderKey(server.key.sender, other.key.secret)
    for bad in (
        server.message({"running": True}, forged),
        SignedMessage(str(other.key.sender), good.signature, good.body),
        SignedMessage(good.sender, good.signature, good.body + b" "),
        SignedMessage(good.sender, good.signature.replace("t=", "t=1"), good.body),
        SignedMessage(good.sender, "", good.body),
        SignedMessage("nobody", good.signature, good.body),
        SignedMessage(str(desk.customer.id), good.signature, good.body),
    ):
        with pytest.raises(SignatureRefused):
            take_sign(desk.system, bad)
    assert server.told() == [SignKind.KEY_MADE]


def test_message_is_taken_once_and_never_behind_a_later_one(server: Server, desk: Desk) -> None:
    first = server.message({"running": False})
    second = server.message({"running": True})
    take_sign(desk.system, second)
    for old in (first, second):
        with pytest.raises(AlreadyHeard):
            take_sign(desk.system, old)
    assert server.standing.state is ServiceState.ACTIVE


@pytest.mark.parametrize("away_s", [-301, 302])
def test_clock_that_is_far_away_is_refused(server: Server, desk: Desk, away_s: int) -> None:
    with pytest.raises(ClocksApart):
        take_sign(desk.system, server.message({"running": True}, later_ms=away_s * 1000))
    assert server.standing.state is ServiceState.UNKNOWN


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"running": 1}', b"\xff", b'{"version": "1"}', b"[" * 3000]
)
def test_body_that_is_no_sign_of_life_is_refused(server: Server, desk: Desk, body: bytes) -> None:
    with pytest.raises(SignRefused):
        take_sign(desk.system, server.message(body))


def test_key_that_ended_signs_nothing_and_another_one_takes_its_place(
    server: Server, desk: Desk
) -> None:
    server.says()
    old = server.key
    server.key = make_key(desk.ctx(desk.manager), server.installation.id)
    with pytest.raises(SignatureRefused):
        take_sign(desk.system, server.message({"running": True}, old))
    server.says(running=False)
    assert server.standing.state is ServiceState.INACTIVE
    end_key(desk.ctx(desk.admin), server.installation.id, server.key.sender)
    assert not server.standing.has_key
    with pytest.raises(SignatureRefused):
        server.says()


def test_sender_that_shouts_is_told_to_wait(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "PER_SENDER", senders.Limit("signed sender", 2))
    server.says()
    server.says()
    with pytest.raises(TooManyAttempts):
        server.says()


def test_key_is_kept_as_a_text_that_reads_back(server: Server) -> None:
    assert read_key(f" {server.key}\n") == server.key
    for text in ("", "x", "x.y", f"{server.key.sender}.", str(server.key.sender)):
        assert read_key(text) is None
    for text in ("", "t=1", "t=1,v1=00", "t=x,v1=" + "0" * 64, "t=۱,v1=" + "0" * 64):
        assert read_stamp(text) is None
    assert server.key.secret not in str(SignedSender.objects.values_list("id", "said"))


def test_only_who_leads_gives_keys(server: Server, desk: Desk) -> None:
    for user in (desk.agent, desk.hub_user, desk.roleless):
        with pytest.raises(OnlyKeyKeepers):
            make_key(desk.ctx(user), server.installation.id)


def test_silent_service_is_declared_by_a_colleague_with_what_shows_it(
    server: Server, desk: Desk
) -> None:
    told = Declared(running=False, document="تماس ۱۲ آذر", author="مینا احمدی")
    with pytest.raises(StateProofWanted):
        declare_state(
            desk.ctx(desk.agent), server.installation.id, Declared(False, " ", "x"), AGREEMENT
        )
    with pytest.raises((OnlyDeskStaff, NotFound)):
        declare_state(desk.ctx(desk.hub_user), server.installation.id, told, AGREEMENT)
    declare_state(desk.ctx(desk.agent), server.installation.id, told, AGREEMENT)
    found = server.standing
    assert (found.state, found.declared) == (ServiceState.INACTIVE, True)
    server.desk.now += LIVES + timedelta(seconds=1)
    assert server.standing.state is ServiceState.UNKNOWN


def test_nobodys_word_stands_against_the_services_own(server: Server, desk: Desk) -> None:
    told = Declared(running=False, document="تماس", author="مینا احمدی")
    server.says()
    with pytest.raises(ServiceSpeaks):
        declare_state(desk.ctx(desk.agent), server.installation.id, told, AGREEMENT)
    desk.now += LIVES + timedelta(seconds=1)
    declare_state(desk.ctx(desk.agent), server.installation.id, told, AGREEMENT)
    server.says()
    assert (server.standing.state, server.standing.declared) == (ServiceState.ACTIVE, False)


def test_customer_with_two_servers_is_inactive_only_when_both_are(desk: Desk) -> None:
    one, two = Server(desk), Server(desk, "سرور دوم")

    def whole() -> ServiceState:
        return state_at(standings_of(desk.ctx(desk.agent), desk.customer.id, AGREEMENT))

    one.says(running=False)
    assert whole() is ServiceState.UNKNOWN
    two.says(running=False)
    assert whole() is ServiceState.INACTIVE
    two.says()
    assert whole() is ServiceState.ACTIVE
    assert state_at(()) is ServiceState.UNKNOWN


def test_customer_sees_the_own_installation_only(server: Server, desk: Desk) -> None:
    mine = standings_of(desk.ctx(desk.hub_user), desk.customer.id, AGREEMENT)
    assert [one.installation.id for one in mine] == [server.installation.id]
    theirs = desk.ctx(desk.other_hub_user)
    assert standings_of(theirs, desk.customer.id, AGREEMENT) == ()
    with pytest.raises(NotFound):
        theirs.get(Installation, server.installation.id)
    with pytest.raises(InvalidInput):
        desk.ctx(desk.agent).create(Installation, customer=desk.customer, name="")
