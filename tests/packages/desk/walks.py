"""Random lives of tickets, told by the desk's own verbs."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from tests.packages.conftest import Desk

from owj.kernel.errors import OwjError
from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import (
    announce_date,
    assign_ticket,
    close_ticket,
    exclude_ticket,
    merge_ticket,
    rate_ticket,
    readmit_ticket,
    reopen_ticket,
    reply_publicly,
    resolve_ticket,
    resume_ticket,
    set_priority,
    wait_for_customer,
)
from owj.packages.desk.words import Importance

Deed = Callable[[Desk, random.Random, Ticket, Ticket], object]

DEEDS: tuple[Deed, ...] = (
    lambda desk, _, one, __: reply_publicly(desk.ctx(desk.agent), one.id, Reply("بررسی شد.")),
    lambda desk, dice, one, _: assign_ticket(
        desk.ctx(desk.manager), one.id, dice.choice([desk.agent.pk, desk.colleague.pk, None])
    ),
    lambda desk, dice, one, _: set_priority(
        desk.ctx(desk.manager), one.id, dice.choice(list(Priority)), reason="بازبینی"
    ),
    lambda desk, dice, one, _: announce_date(
        desk.ctx(desk.agent), one.id, desk.now + timedelta(hours=dice.randint(1, 60))
    ),
    lambda desk, _, one, __: wait_for_customer(desk.ctx(desk.agent), one.id),
    lambda desk, _, one, __: resume_ticket(desk.ctx(desk.agent), one.id),
    lambda desk, _, one, __: resolve_ticket(desk.ctx(desk.agent), one.id),
    lambda desk, _, one, __: close_ticket(desk.ctx(desk.agent), one.id),
    lambda desk, _, one, __: reopen_ticket(desk.ctx(desk.agent), one.id),
    lambda desk, _, one, __: exclude_ticket(desk.ctx(desk.manager), one.id, reason="خطای مشتری"),
    lambda desk, _, one, __: readmit_ticket(desk.ctx(desk.manager), one.id, reason="بازبینی"),
    lambda desk, _, one, other: merge_ticket(desk.ctx(desk.agent), one.id, into=other.id),
    lambda desk, dice, one, _: rate_ticket(desk.ctx(desk.hub_user), one.id, dice.randint(1, 5)),
)


def live(desk: Desk, seed: int, *, tickets: int = 8, deeds: int = 40) -> list[Ticket]:
    """File tickets and let random things happen to them; what the desk refuses does not."""
    dice = random.Random(seed)
    filed: list[Ticket] = []
    for _ in range(tickets):
        desk.wait(minutes=dice.randint(1, 600))
        desk.ring()
        is_bug = dice.random() < 0.5
        filed.append(
            desk.file(
                is_bug=is_bug,
                blocks_use=is_bug and dice.random() < 0.5,
                importance=dice.choice(list(Importance)),
            )
        )
        for _ in range(deeds // tickets):
            desk.wait(minutes=dice.choice([1, 5, 12, 40, 300]))
            desk.ring()
            one, other = dice.choice(filed), dice.choice(filed)
            try:
                dice.choice(DEEDS)(desk, dice, one, other)
            except OwjError:
                continue
    return filed
