"""Proposals of the demo: one waits for the customer's answer, one is still written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from owj.kernel.promises.prices import PricedService, Site
from owj.packages.desk.demo.people import Cast
from owj.packages.projects.services import ProjectKind
from owj.packages.proposals.services import (
    OfferedPhase,
    ProposalDraft,
    Recipient,
    WishedModule,
    WishedService,
    draft_proposal,
    send_proposal,
)
from owj.packages.warranty.entity import Module
from owj.packages.warranty.queries import today_of
from owj.server.records.context import Context, open_context


def add_proposals(ctx: Context, organisation: Mapping[str, Any], cast: Cast) -> None:
    """Write the proposals, their days counted from today."""
    names = {one["key"]: one["name"] for one in organisation["modules"]}
    modules = {one.name: one.id for one in ctx.rows(Module)}
    today = today_of(ctx)
    for told in organisation["proposals"]:
        by = open_context(cast.staff[told["by"]].actor, now=ctx.now)
        draft = ProposalDraft(
            told["title"],
            today + timedelta(days=told["valid_days"]),
            modules=[WishedModule(modules[names[key]]) for key in told["modules"]],
            services=[
                WishedService(PricedService(service), Site(site), minutes)
                for service, site, minutes in told["services"]
            ],
            phases=[
                OfferedPhase(
                    ProjectKind(kind),
                    title,
                    today + timedelta(days=begins),
                    today + timedelta(days=planned),
                )
                for kind, title, begins, planned in told["phases"]
            ],
            note=told["note"],
        )
        customer_id = cast.clients[told["customer"]].customer_id
        proposal = draft_proposal(by, Recipient(customer_id), draft)
        if told["sent"]:
            send_proposal(by, proposal.id)
