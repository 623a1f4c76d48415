"""Serials of modules: given, activated on machines by a signed text, released, revoked, lapsed."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import cover, jalali

from owj.kernel.errors import NotFound
from owj.packages.customers.errors import NotAmongYourRights, OnlyDeskStaff
from owj.packages.customers.queries import Rights
from owj.packages.customers.services import give_rights
from owj.packages.serials.entity import ModuleSerial
from owj.packages.serials.errors import (
    ActivationNotFound,
    DeviceRefused,
    SeatsRefused,
    SeatsTaken,
    SerialNotActive,
    SerialReasonWanted,
    SerialStands,
    TokenRefused,
)
from owj.packages.serials.numbers import LETTERS, is_serial, new_serial, with_check
from owj.packages.serials.queries import SerialView, checking_key, modules_with_serials
from owj.packages.serials.services import (
    SerialDraft,
    activate,
    give_serial,
    release,
    restore,
    revoke,
)
from owj.packages.serials.tokens import Activation, read_token, write_token
from owj.packages.serials.words import SerialState
from owj.packages.warranty.errors import OnlyKeepers

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = "SRV-0001", "SRV-0002", "SRV-0003"


class Sold:
    """A contract whose first module has a serial for two machines."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.covered = desk, cover(desk)
        self.serial = self.give(seats=2)

    def give(self, **rest: object) -> ModuleSerial:
        contract = self.covered.contract
        bought = modules_with_serials(self.desk.ctx(self.desk.agent), contract)[0]
        draft = replace(SerialDraft(bought.id), **rest)  # type: ignore[arg-type]  # a test's facts
        return give_serial(self.desk.ctx(self.desk.manager), draft)

    def on(self, device: str) -> str:
        return activate(self.desk.ctx(self.desk.agent), self.serial.id, device)

    @property
    def view(self) -> SerialView:
        found = modules_with_serials(self.desk.ctx(self.desk.hub_user), self.covered.contract)
        return next(one for one in found[0].serials if one.serial.id == self.serial.id)


@pytest.fixture
def sold(desk: Desk) -> Sold:
    return Sold(desk)


def test_activation_is_a_text_that_a_machine_checks_by_itself(sold: Sold) -> None:
    sold.covered.deliver(jalali(1404, 12, 1))
    said = read_token(sold.on(ONE.lower()), checking_key())
    assert said == Activation(
        serial=sold.serial.serial,
        module="پایه",
        device=ONE,
        number=1,
        issued_on="2026-11-22",
        until="",
        releases_until=jalali(1405, 11, 30).isoformat(),
    )
    today = sold.desk.now.date()
    assert said.holds(ONE, today)
    assert not said.holds(TWO, today)


def test_serial_is_active_on_as_many_machines_as_it_is_for(sold: Sold) -> None:
    assert sold.view.free == 2
    sold.on(ONE)
    sold.on(TWO)
    with pytest.raises(SeatsTaken):
        sold.on(THREE)
    # A machine that lost its text gets it anew and takes no further place.
    assert read_token(sold.on(ONE), checking_key()).device == ONE
    assert (sold.view.devices, sold.view.account.count) == ((ONE, TWO), 2)


def test_released_machine_makes_room_for_another(sold: Sold) -> None:
    sold.on(ONE)
    sold.on(TWO)
    customer = sold.desk.ctx(sold.desk.hub_user)
    with pytest.raises(SerialReasonWanted):
        release(customer, sold.serial.id, ONE, " ")
    release(customer, sold.serial.id, ONE, "سرور عوض شد")
    with pytest.raises(ActivationNotFound):
        release(customer, sold.serial.id, ONE, "دوباره")
    assert read_token(sold.on(THREE), checking_key()).number == 3
    assert (sold.view.devices, sold.view.free) == ((TWO, THREE), 0)


def test_revoked_serial_activates_nothing_until_it_is_restored(sold: Sold) -> None:
    lead = sold.desk.ctx(sold.desk.manager)
    sold.on(ONE)
    revoke(lead, sold.serial.id, "پرداخت نشد")
    assert (sold.view.state, sold.view.account.reason) == (SerialState.REVOKED, "پرداخت نشد")
    for device in (ONE, TWO):
        with pytest.raises(SerialNotActive):
            sold.on(device)
    with pytest.raises(SerialStands):
        revoke(lead, sold.serial.id, "باز هم")
    restore(lead, sold.serial.id, "پرداخت شد")
    sold.on(TWO)


def test_serial_lapses_with_its_last_day(sold: Sold) -> None:
    sold.serial = sold.give(until=sold.desk.now.date())
    token = sold.on(ONE)
    said = read_token(token, checking_key())
    assert said.holds(ONE, sold.desk.now.date())
    sold.desk.wait(days=1)
    assert not said.holds(ONE, sold.desk.now.date())
    assert sold.view.state is SerialState.LAPSED
    with pytest.raises(SerialNotActive):
        sold.on(ONE)


def test_changed_or_foreign_text_is_refused(sold: Sold) -> None:
    token, key = sold.on(ONE), checking_key()
    mark, said, signature = token.split(".")
    other = base64.b64encode(bytes(32)).decode()
    for bad in (
        f"{mark}.{said}.{signature[:-4]}AAAA",
        f"{mark}.{said[:-2]}AA.{signature}",
        f"OWJ2.{said}.{signature}",
        token[:-10],
        "",
        "x.y.z",
        token + "é",
        token * 20,
    ):
        with pytest.raises(TokenRefused):
            read_token(bad, key)
    with pytest.raises(TokenRefused):
        read_token(token, other)
    forged = write_token(read_token(token, key), lambda _text: bytes(64))
    with pytest.raises(TokenRefused):
        read_token(forged, key)


@pytest.mark.parametrize("device", ["", "abc", "x" * 65, "سرور-یک", "a b c d", "../../etc"])
def test_machine_names_itself_in_plain_letters(sold: Sold, device: str) -> None:
    with pytest.raises(DeviceRefused):
        sold.on(device)


def test_only_who_leads_gives_and_revokes(sold: Sold) -> None:
    desk = sold.desk
    for user in (desk.agent, desk.hub_user, desk.roleless):
        with pytest.raises(OnlyKeepers):
            revoke(desk.ctx(user), sold.serial.id, "x")
    with pytest.raises(SeatsRefused):
        sold.give(seats=0)


def test_customer_activates_the_own_serials_with_the_right_to_the_last_word(sold: Sold) -> None:
    desk, id_ = sold.desk, sold.serial.id
    assert activate(desk.ctx(desk.hub_user), id_, ONE).startswith("OWJ1.")
    with pytest.raises(NotFound):
        activate(desk.ctx(desk.other_hub_user), id_, TWO)
    with pytest.raises(OnlyDeskStaff):
        activate(desk.ctx(desk.roleless), id_, TWO)
    give_rights(desk.ctx(desk.admin), desk.contact.id, desk.customer.id, Rights(numbers=True))
    with pytest.raises(NotAmongYourRights):
        activate(desk.ctx(desk.hub_user), id_, TWO)


@given(at=st.integers(0, 15), other=st.sampled_from(LETTERS), seed=st.integers(0, 31**15 - 1))
def test_slip_of_one_letter_or_two_swapped_ones_is_told(at: int, other: str, seed: int) -> None:
    plain = with_check("".join(LETTERS[seed // 31**place % 31] for place in range(15)))
    plain = plain.replace("-", "")
    assert is_serial(plain.lower())
    wrong = plain[:at] + other + plain[at + 1 :]
    assert is_serial(wrong) is (wrong == plain)
    if at:
        swapped = plain[: at - 1] + plain[at] + plain[at - 1] + plain[at + 1 :]
        assert is_serial(swapped) is (swapped == plain)


def test_serials_look_alike_and_are_not_repeated() -> None:
    made = {new_serial() for _ in range(50)}
    assert len(made) == 50
    assert all(is_serial(one) and len(one) == 19 for one in made)
