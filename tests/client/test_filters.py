"""The inbox's filters in its address."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import translation

from owj.client.desk.filters import address_of, chips_of, read_filter
from owj.kernel.sla.agreement import Priority
from owj.packages.desk.queries import InboxFilter, Person
from owj.packages.desk.words import Queue, Sort, Status

FULL = InboxFilter(
    queue=Queue.MINE,
    q="چاپ فاکتور & co",
    customer=7,
    priority=(Priority.CRITICAL, Priority.LOW),
    status=(Status.OPEN,),
    assignee=0,
    sort=Sort.NEW,
    cursor="abc",
)


@pytest.mark.parametrize("asked", [FULL, InboxFilter(), InboxFilter(queue=Queue.P0)])
def test_an_address_reads_back_to_its_filter(asked: InboxFilter) -> None:
    assert read_filter(QueryDict(address_of(asked).removeprefix("?"))) == asked


def test_defaults_are_left_out_of_the_address() -> None:
    assert address_of(InboxFilter()) == ""


@pytest.mark.parametrize(
    "text",
    [
        "queue=nonsense&sort=x&status=y&priority=z",
        "customer=-1&assignee=abc",
        "customer=99999999999999999999",
        "customer=²",
    ],
)
def test_an_unknown_word_does_not_hide_the_list(text: str) -> None:
    assert read_filter(QueryDict(text)) == InboxFilter()


def test_a_persian_number_is_a_number() -> None:
    assert read_filter(QueryDict("customer=۷")).customer == 7


def test_each_chip_leads_to_the_list_without_its_condition() -> None:
    with translation.override("en"):
        chips = chips_of(FULL, people=[Person(3, "Sina", "staff")], customer_name="Negin")
    without = {chip.label: read_filter(QueryDict(chip.without.removeprefix("?"))) for chip in chips}
    assert without["Words"].q == ""
    assert without["Status"].status == ()
    assert without["Priority"].priority == ()
    assert without["Customer"].customer is None
    assert without["Assignee"].assignee is None
    assert {chip.value for chip in chips} >= {"nobody", "Negin", FULL.q}
