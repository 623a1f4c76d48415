"""Every door that a lapsed warranty shuts, and the one that a service at rest opens (R25)."""

from __future__ import annotations

import pytest
from tests.packages.conftest import Desk
from tests.packages.installations.test_signs import Server
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.kernel.promises.cover import CoverReason
from owj.kernel.promises.entitlements import Benefit
from owj.kernel.sla.warranty_settings import Service
from owj.packages.customers.errors import OnlyDeskStaff
from owj.packages.desk.drafts import OpenTicket, Reply
from owj.packages.desk.services import (
    customer_reply,
    open_ticket,
    reopen_ticket,
    resolve_ticket,
)
from owj.packages.desk.words import Channel, Importance, Status
from owj.packages.installations.words import SignKind
from owj.packages.remedies.services import file_own_claim
from owj.packages.warranty.errors import (
    EntryNotFound,
    RemotePurposeWanted,
    RemoteRefused,
    RemoteRuns,
    ServiceLapsed,
    WarrantyLapsed,
)
from owj.packages.warranty.services import (
    RemoteWish,
    begin_remote,
    end_remote,
    record_renewal,
    record_use,
)

pytestmark = pytest.mark.django_db

WISH = RemoteWish("نصب به‌روزرسانی")
LAPSED, RUNS = jalali(1403, 9, 1), jalali(1404, 12, 1)


@pytest.fixture
def covered(desk: Desk) -> Covered:
    return cover(desk)


@pytest.fixture
def server(desk: Desk) -> Server:
    return Server(desk)


def test_running_warranty_opens_the_server_whatever_its_service_does(
    covered: Covered, server: Server
) -> None:
    covered.deliver(RUNS)
    agent = covered.desk.ctx(covered.desk.agent)
    begin_remote(agent, server.installation.id, WISH)
    began = server.standing.remote
    assert began is not None
    assert began.data["reason"] == CoverReason.COVERED
    with pytest.raises(RemoteRuns):
        begin_remote(agent, server.installation.id, WISH)
    end_remote(agent, server.installation.id, "تمام شد")
    assert server.standing.remote is None
    with pytest.raises(EntryNotFound):
        end_remote(agent, server.installation.id)


def test_lapsed_warranty_opens_the_server_only_while_its_service_stands_still(
    covered: Covered, server: Server
) -> None:
    covered.deliver(LAPSED)
    desk, id_ = covered.desk, server.installation.id
    with pytest.raises(RemoteRefused):
        begin_remote(desk.ctx(desk.agent), id_, WISH)
    server.says()
    with pytest.raises(RemoteRefused) as refused:
        begin_remote(desk.ctx(desk.agent), id_, WISH)
    assert refused.value.data["state"] == "active"
    server.says(running=False)
    begin_remote(desk.ctx(desk.agent), id_, WISH)
    began = server.standing.remote
    assert began is not None
    assert began.data["reason"] == CoverReason.SERVICE_INACTIVE
    end_remote(desk.ctx(desk.agent), id_)
    # No sign of life for the agreement's minutes: unknown, which opens nothing.
    desk.wait(minutes=31)
    with pytest.raises(RemoteRefused) as refused:
        begin_remote(desk.ctx(desk.agent), id_, WISH)
    assert refused.value.data["state"] == "unknown"
    record_renewal(desk.ctx(desk.manager), covered.contract.id, jalali(1405, 9, 1), "۳۳۱")
    begin_remote(desk.ctx(desk.agent), id_, WISH)


def test_page_tells_the_same_about_remote_access(covered: Covered, server: Server) -> None:
    covered.deliver(LAPSED)
    assert not dict(covered.look().covers)[Service.REMOTE].allowed
    server.says(running=False)
    for as_customer in (False, True):
        found = dict(covered.look(as_customer=as_customer).covers)[Service.REMOTE]
        assert (found.allowed, found.reason) == (True, CoverReason.SERVICE_INACTIVE)


def test_remote_access_needs_a_purpose_and_a_colleague(covered: Covered, server: Server) -> None:
    """What a customer's confidential data is reached for is written down, or not reached (R53)."""
    desk, id_ = covered.desk, server.installation.id
    with pytest.raises(RemotePurposeWanted):
        begin_remote(desk.ctx(desk.agent), id_, RemoteWish("  "))
    for user in (desk.hub_user, desk.roleless):
        with pytest.raises(OnlyDeskStaff):
            begin_remote(desk.ctx(user), id_, WISH)
    assert SignKind.REMOTE_BEGAN not in server.told()


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.DESK])
def test_colleague_files_no_ticket_or_call_for_a_lapsed_customer(
    covered: Covered, channel: Channel
) -> None:
    covered.deliver(LAPSED)
    draft = OpenTicket(
        subject="پرسش",
        text="شرح",
        is_bug=False,
        importance=Importance.LOW,
        channel=channel,
        customer_id=covered.desk.customer.id,
    )
    with pytest.raises(WarrantyLapsed):
        open_ticket(covered.desk.ctx(covered.desk.agent), draft)


def test_lapsed_customer_does_not_open_again_what_was_done_but_colleagues_do(
    covered: Covered,
) -> None:
    desk = covered.desk
    ticket = desk.file()
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    covered.deliver(LAPSED)
    for verb in (
        lambda: reopen_ticket(desk.ctx(desk.hub_user), ticket.id),
        lambda: customer_reply(desk.ctx(desk.hub_user), ticket.id, Reply("هنوز خراب است")),
    ):
        with pytest.raises(WarrantyLapsed):
            verb()
    assert desk.fresh(ticket).status is Status.RESOLVED
    reopen_ticket(desk.ctx(desk.agent), ticket.id)
    # What is open already is answered to the end.
    customer_reply(desk.ctx(desk.hub_user), ticket.id, Reply("سپاس"))


def test_claim_of_a_lapsed_customer_goes_on(covered: Covered) -> None:
    covered.deliver(LAPSED)
    desk = covered.desk
    day = desk.now.date()
    tracking_id = file_own_claim(desk.ctx(desk.hub_user), covered.contract.id, "دیر شد", day)
    resolve_ticket(desk.ctx(desk.agent), tracking_id)
    reopen_ticket(desk.ctx(desk.hub_user), tracking_id)


@pytest.mark.parametrize("benefit", [Benefit.REMOTE_INSTALL, Benefit.TRAINING_MINUTES])
def test_what_a_period_grants_is_refused_with_the_way_out(
    covered: Covered, benefit: Benefit
) -> None:
    covered.deliver(LAPSED)
    desk = covered.desk
    with pytest.raises(ServiceLapsed):
        record_use(desk.ctx(desk.agent), covered.contract.id, benefit, 1)
