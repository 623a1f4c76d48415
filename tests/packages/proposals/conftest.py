"""What the tests of proposals offer, and how a customer accepts it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import jalali

from owj.kernel.money import Rial
from owj.kernel.promises.prices import PricedService, Site
from owj.packages.contracts.entity import Contract
from owj.packages.pricing.services import set_prices
from owj.packages.projects.words import ProjectKind
from owj.packages.proposals.offer import OfferedPhase
from owj.packages.proposals.queries import ProposalView, proposal_of
from owj.packages.proposals.services import (
    Consent,
    ProposalDraft,
    Recipient,
    WishedModule,
    WishedService,
    accept_proposal,
    draft_proposal,
    send_proposal,
)
from owj.packages.warranty.entity import Module
from owj.packages.warranty.services import set_price

UNTIL = jalali(1405, 9, 20)
INSTALL = OfferedPhase(
    ProjectKind.INSTALLATION, "نصب روی سرور", jalali(1405, 9, 22), jalali(1405, 9, 30)
)
COURSE = OfferedPhase(ProjectKind.TRAINING, "دورهٔ مدیران", jalali(1405, 10, 1), jalali(1405, 10, 5))
HOURS = WishedService(PricedService.TRAINING, Site.CUSTOMER, 90)


def draft_of(desk: Desk) -> ProposalDraft:
    """Return what the tests offer: two modules, one by its list price, a course, two phases."""
    lead = desk.ctx(desk.manager)
    first, second = (lead.create(Module, name=name).id for name in ("گزارش", "انبار"))
    set_price(lead, first, 1405, Rial(3_000_000_000))
    set_prices(lead, 1405, {(PricedService.TRAINING, Site.CUSTOMER): Rial(4_000_000)})
    return ProposalDraft(
        "سامانهٔ فروش",
        UNTIL,
        modules=[WishedModule(first), WishedModule(second, 1_000_000_000)],
        services=[HOURS],
        phases=[COURSE, INSTALL],
        note="برای سه شعبه.",
    )


@pytest.fixture
def draft(desk: Desk) -> ProposalDraft:
    return draft_of(desk)


def send(desk: Desk, recipient: Recipient, draft: ProposalDraft) -> ProposalView:
    """Write a proposal and send it."""
    lead = desk.ctx(desk.manager)
    proposal = draft_proposal(lead, recipient, draft)
    send_proposal(lead, proposal.id)
    return proposal_of(lead, proposal.id)


@pytest.fixture
def sent(desk: Desk, draft: ProposalDraft) -> ProposalView:
    return send(desk, Recipient(desk.customer.id), draft)


def accept(desk: Desk, view: ProposalView, **more: object) -> Contract:
    """Accept a proposal as the customer's person with the last word."""
    assert view.paper is not None
    given = Consent(view.paper.digest, " نوید  امینی ", agreed=True)
    ctx = desk.ctx(desk.hub_user)
    return accept_proposal(ctx, view.proposal.id, replace(given, **more))  # type: ignore[arg-type]  # a test's facts
