"""A proposal as PDF and as the same sheet on a page: what stands on the sealed paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext, override

from owj.kernel.money import Rial, show_rial
from owj.kernel.persian.digits import group_digits
from owj.packages.billing.services.paper_words import (
    day_words,
    in_digits,
    party_pairs,
    sum_in_words,
)
from owj.packages.proposals.documents import TEMPLATE
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.queries import ProposalView
from owj.packages.proposals.services.sending import proposal_content
from owj.server.documents.models import Document
from owj.server.documents.services import DocumentWish, ask_for_document
from owj.server.ledger.papers import Paper
from owj.server.records.context import Context

Row = dict[str, str]


def proposal_key(paper: Paper) -> str:
    """Return the key of the document of a sent proposal."""
    return f"proposal:{paper.number}"


def ask_for_paper(ctx: Context, proposal: Proposal, paper: Paper) -> Document:
    """Let the worker draw a sent proposal that the actor sees."""
    data = paper_data(paper)
    name = f"{data['title']} {paper.number}"
    wish = DocumentWish(proposal_key(paper), TEMPLATE, name, Proposal.key, proposal.id, data)
    return ask_for_document(ctx, wish)


def sheet_of(ctx: Context, view: ProposalView) -> dict[str, Any]:
    """Return what a page shows: the sealed paper, or what a draft would be if it were sent now."""
    if view.paper is not None and view.proposal.number and view.proposal.state != "draft":
        return paper_data(view.paper)
    return content_data(proposal_content(ctx, view.proposal, view.offer), "", "")


def paper_data(paper: Paper) -> dict[str, Any]:
    """Return what the template shows of a sealed paper."""
    return content_data(paper.content, paper.number, paper.digest)


def content_data(content: Mapping[str, Any], number: str, digest: str) -> dict[str, Any]:
    """Return what the template shows; a draft has no number and no fingerprint."""
    lang = str(content["language"])
    with override(lang):
        facts = [
            [gettext("Date"), day_words(content["issued_on"], lang)],
            [gettext("Valid until"), day_words(content["valid_until"], lang)],
        ]
        extends = content.get("extends")
        if extends:
            facts.append([gettext("Extends the contract"), extends["title"]])
        return {
            "lang": lang,
            "org": content["seller"]["name"],
            "kind": gettext("Proposal"),
            "title": content["title"],
            "number": number,
            "number_title": gettext("Number"),
            "facts": facts,
            "extends": bool(extends),
            "banner": "" if number else gettext("This is a draft; nothing is offered by it yet."),
            "parties": [
                [gettext("Offered by"), party_pairs(content["seller"], lang)],
                [gettext("For"), party_pairs(content["buyer"], lang)],
            ],
            "paragraphs": [one for one in str(content["note"]).split("\n") if one.strip()],
            "modules": _modules(content, lang),
            "services": _services(content, lang),
            "phases": _phases(content, lang),
            "renewal": _renewal(content.get("renewal"), lang),
            "heads": _heads(),
            "sums": _sums(content, lang),
            "words": sum_in_words(Rial(content["total"]), lang),
            "warranty": [gettext("Warranty and service"), _conditions(content, lang)],
            "digest": digest,
            "digest_title": gettext("Fingerprint of the proposal (SHA-256)"),
            "signatures": [gettext("For the vendor"), gettext("For the customer")],
        }


def _heads() -> dict[str, list[str]]:
    return {
        "modules": [gettext("Modules"), gettext("Value (rial)")],
        "services": [gettext("Services"), gettext("Where"), gettext("Time"), gettext("Price")],
        "phases": [
            gettext("Promised phases"),
            gettext("Begins"),
            gettext("Promised for"),
            gettext("Takes"),
        ],
        "renewal": [gettext("Renewal of the warranty"), gettext("Price (rial)")],
    }


def _modules(content: Mapping[str, Any], lang: str) -> list[Row]:
    return [
        {"name": one["name"], "value": group_digits(one["value"], lang)}
        for one in content["modules"]
    ]


def _services(content: Mapping[str, Any], lang: str) -> list[Row]:
    rows = []
    for one in content["services"]:
        hours, minutes = divmod(int(one["minutes"]), 60)
        time = gettext("%(time)s h") % {"time": in_digits(f"{hours}:{minutes:02d}", lang)}
        value = group_digits(one["value"], lang)
        rows.append({"name": one["name"], "place": one["place"], "time": time, "value": value})
    return rows


def _phases(content: Mapping[str, Any], lang: str) -> list[Row]:
    rows = []
    for one in content["phases"]:
        days, open_days = int(one["days"]), int(one["working_days"])
        whole = ngettext("%(n)s day", "%(n)s days", days) % {"n": in_digits(days, lang)}
        working = ngettext("%(n)s working day", "%(n)s working days", open_days)
        rows.append(
            {
                "kind": one["name"],
                "title": one["title"],
                "begins": day_words(one["begins"], lang),
                "planned": day_words(one["planned"], lang),
                "takes": whole,
                "working": working % {"n": in_digits(open_days, lang)},
            }
        )
    return rows


def _renewal(told: Mapping[str, Any] | None, lang: str) -> list[Row]:
    """Return the rows of a year's renewal: its share of the value, and what remedies take off."""
    if not told:
        return []
    share = {
        "percent": in_digits(told["percent"], lang),
        "year": in_digits(told["year"], lang),
    }
    name = gettext("A year: %(percent)s%% of the modules' value in the list of %(year)s") % share
    rows = [{"name": name, "value": group_digits(told["gross"], lang)}]
    if told["discount"]:
        off = {"name": gettext("Discount"), "value": group_digits(told["discount"], lang)}
        rows.append(off)
    return rows


def _sums(content: Mapping[str, Any], lang: str) -> list[list[str]]:
    percent = in_digits(content["tax_percent"], lang)
    return [
        [gettext("Sum"), group_digits(content["net"], lang)],
        [
            gettext("Value added tax, %(percent)s%%") % {"percent": percent},
            group_digits(content["tax"], lang),
        ],
        [gettext("To pay"), show_rial(Rial(content["total"]), lang)],
    ]


def _conditions(content: Mapping[str, Any], lang: str) -> list[str]:
    """Return the conditions under which the contract will stand. Source: R21, R23, R27, R28."""
    told, extends = content["warranty"], content.get("extends")
    fee = int(extends["renewal_today"] if extends else told["renewal_today"])
    data = {
        "years": in_digits(told["years"], lang),
        "percent": in_digits(told["renewal_percent"], lang),
        "fee": show_rial(Rial(fee), lang),
        "installs": in_digits(told["remote_installs"], lang),
        "minutes": in_digits(told["training_minutes"], lang),
        "name": told["name"],
        "version": in_digits(told["version"], lang),
    }
    free = ngettext(
        "Free warranty: %(years)s year from the signed full delivery.",
        "Free warranty: %(years)s years from the signed full delivery.",
        int(told["years"]),
    )
    lines = [
        _shared_line(extends, lang) if extends else free,
        _renewal_line(fee),
        gettext(
            "Each year of warranty holds %(installs)s remote installations, %(minutes)s minutes of "
            "free training, the seasonal releases and the academy."
        ),
        gettext("The contract stands under “%(name)s”, version %(version)s."),
        gettext("A phase that comes late is made good as that agreement says."),
    ]
    return [line % data for line in lines]


def _shared_line(extends: Mapping[str, Any], lang: str) -> str:
    """Return under which warranty stands what is added to a contract."""
    if not extends["until"]:
        return gettext(
            "What is added stands under the warranty of this contract, which begins with its "
            "signed full delivery."
        )
    day = {"day": day_words(extends["until"], lang)}
    if extends["has_lapsed"]:
        ended = gettext("The warranty of this contract ended on %(day)s; a renewal begins it anew.")
        return ended % day
    runs = gettext(
        "What is added stands under the warranty of this contract, which runs until %(day)s."
    )
    return runs % day


def _renewal_line(fee: int) -> str:
    if not fee:
        return gettext(
            "After it, a year costs %(percent)s%% of the modules' value in the list of that year."
        )
    return gettext(
        "After it, a year costs %(percent)s%% of the modules' value in the list of that year; "
        "by today's values %(fee)s before tax."
    )
