"""A proposal as PDF and as the same sheet on a page: what stands on the sealed paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext, override

from owj.kernel.calendars.jalali import format_date
from owj.kernel.money import Rial, show_rial
from owj.kernel.persian.digits import group_digits, persian_digits
from owj.kernel.persian.words import rial_words
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
            [gettext("Date"), _date(content["issued_on"], lang)],
            [gettext("Valid until"), _date(content["valid_until"], lang)],
        ]
        return {
            "lang": lang,
            "org": content["seller"]["name"],
            "kind": gettext("Proposal"),
            "title": content["title"],
            "number": number,
            "number_title": gettext("Number"),
            "facts": facts,
            "banner": "" if number else gettext("This is a draft; nothing is offered by it yet."),
            "parties": [
                [gettext("Offered by"), _party(content["seller"], lang)],
                [gettext("For"), _party(content["buyer"], lang)],
            ],
            "paragraphs": [one for one in str(content["note"]).split("\n") if one.strip()],
            "modules": _modules(content, lang),
            "services": _services(content, lang),
            "phases": _phases(content, lang),
            "heads": _heads(),
            "sums": _sums(content, lang),
            "words": _in_words(int(content["total"]), lang),
            "warranty": [gettext("Warranty and service"), _conditions(content["warranty"], lang)],
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
        time = gettext("%(time)s h") % {"time": _plain(f"{hours}:{minutes:02d}", lang)}
        value = group_digits(one["value"], lang)
        rows.append({"name": one["name"], "place": one["place"], "time": time, "value": value})
    return rows


def _phases(content: Mapping[str, Any], lang: str) -> list[Row]:
    rows = []
    for one in content["phases"]:
        days, open_days = int(one["days"]), int(one["working_days"])
        whole = ngettext("%(n)s day", "%(n)s days", days) % {"n": _plain(days, lang)}
        working = ngettext("%(n)s working day", "%(n)s working days", open_days)
        rows.append(
            {
                "kind": one["name"],
                "title": one["title"],
                "begins": _date(one["begins"], lang),
                "planned": _date(one["planned"], lang),
                "takes": whole,
                "working": working % {"n": _plain(open_days, lang)},
            }
        )
    return rows


def _sums(content: Mapping[str, Any], lang: str) -> list[list[str]]:
    percent = _plain(content["tax_percent"], lang)
    return [
        [gettext("Sum"), group_digits(content["net"], lang)],
        [
            gettext("Value added tax, %(percent)s%%") % {"percent": percent},
            group_digits(content["tax"], lang),
        ],
        [gettext("To pay"), show_rial(Rial(content["total"]), lang)],
    ]


def _conditions(told: Mapping[str, Any], lang: str) -> list[str]:
    """Return the conditions under which the contract will stand. Source: R21, R23, R27, R28."""
    data = {
        "years": _plain(told["years"], lang),
        "percent": _plain(told["renewal_percent"], lang),
        "fee": show_rial(Rial(told["renewal_today"]), lang),
        "installs": _plain(told["remote_installs"], lang),
        "minutes": _plain(told["training_minutes"], lang),
        "name": told["name"],
        "version": _plain(told["version"], lang),
    }
    lines = [
        ngettext(
            "Free warranty: %(years)s year from the signed full delivery.",
            "Free warranty: %(years)s years from the signed full delivery.",
            int(told["years"]),
        ),
        _renewal_line(int(told["renewal_today"])),
        gettext(
            "Each year of warranty holds %(installs)s remote installations, %(minutes)s minutes of "
            "free training, the seasonal releases and the academy."
        ),
        gettext("The contract stands under “%(name)s”, version %(version)s."),
        gettext("A phase that comes late is made good as that agreement says."),
    ]
    return [line % data for line in lines]


def _renewal_line(fee: int) -> str:
    if not fee:
        return gettext(
            "After it, a year costs %(percent)s%% of the modules' value in the list of that year."
        )
    return gettext(
        "After it, a year costs %(percent)s%% of the modules' value in the list of that year; "
        "by today's values %(fee)s before tax."
    )


def _party(one: Mapping[str, Any], lang: str) -> list[list[str]]:
    pairs = [
        [gettext("Name"), one.get("name", "")],
        [gettext("Contact"), one.get("contact", "")],
        [gettext("National number"), _plain(one.get("national_id") or "", lang)],
        [gettext("Telephone"), _plain(one.get("phone") or "", lang)],
        [gettext("Address"), one.get("address") or one.get("city", "")],
    ]
    return [pair for pair in pairs if pair[1]]


def _in_words(amount: int, lang: str) -> str:
    return rial_words(Rial(amount)) if lang == "fa" else show_rial(Rial(amount), lang)


def _date(iso: str, lang: str) -> str:
    return format_date(date.fromisoformat(iso), lang)


def _plain(value: object, lang: str) -> str:
    return persian_digits(str(value)) if lang == "fa" else str(value)
