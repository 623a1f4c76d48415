"""The text of the agreement as PDF."""

from __future__ import annotations

from django.utils.translation import get_language, gettext, override

from owj.kernel.calendars.jalali import format_date
from owj.kernel.persian.digits import persian_digits
from owj.packages.agreements.acceptances import AcceptanceProof
from owj.packages.agreements.documents import TEMPLATE
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.server.agreements.queries import KeptText
from owj.server.documents.models import Document
from owj.server.documents.services import DocumentWish, ask_for_document
from owj.server.records.context import Context

# A version is no record; its papers are opened by its number.
ENTITY = "agreement_version"


def text_key(kept: KeptText) -> str:
    """Return the key of the document of a version's text."""
    return f"agreement:{kept.version.id}"


def ask_for_text(ctx: Context, kept: KeptText) -> Document:
    """Let the worker draw the text of a version."""
    language, version = kept.text.language, kept.version

    def shown(value: object) -> str:
        return persian_digits(str(value)) if language == "fa" else str(value)

    with override(language):
        day = format_date(version.effective_from.astimezone(ctx.zone).date(), language)
        data = {
            "lang": language,
            "org": ctx.workspace.name(language),
            "title": kept.text.title,
            "number": shown(version.agreement.id),
            "facts": [[gettext("Version"), shown(version.number)], [gettext("In force from"), day]],
            "clauses": [
                {
                    "number": shown(at),
                    "heading": one.heading,
                    "paragraphs": kept.text.body(one).split("\n"),
                }
                for at, one in enumerate(kept.text.clauses, start=1)
            ],
            "digest": kept.digest,
            "digest-title": gettext("Fingerprint of the text (SHA-256)"),
        }
        name = f"{kept.text.title} {version.agreement.id}"
    wish = DocumentWish(text_key(kept), TEMPLATE, name, ENTITY, version.id, data)
    return ask_for_document(ctx, wish)


def proof_key(contract: Contract, proof: AcceptanceProof) -> str:
    """Return the key of the document of an acceptance; a text that changed makes another one."""
    return f"acceptance:{contract.id}:{proof.entry.seq}:{'whole' if proof.is_whole else 'changed'}"


def proof_facts(ctx: Context, contract: Contract, proof: AcceptanceProof) -> list[list[str]]:
    """Return who accepted what, when and how, in the reader's words."""
    language, data = (get_language() or "fa")[:2], proof.data

    def shown(value: object) -> str:
        return persian_digits(str(value)) if language == "fa" else str(value)

    at = proof.entry.recorded_at.astimezone(ctx.zone)
    customer = ctx.as_system().get(Customer, contract.customer_id)
    facts = [
        [gettext("Customer"), customer.name],
        [gettext("Contract"), contract.title],
        [gettext("Version"), shown(data["number"])],
        [gettext("Accepted by"), str(data["name"])],
        [gettext("Accepted on"), format_date(proof.entry.day, language)],
        [gettext("How"), gettext("on paper") if proof.is_paper else gettext("on the hub")],
        [
            gettext("Written down"),
            gettext(", ").join((format_date(at.date(), language), shown(at.strftime("%H:%M")))),
        ],
        [gettext("By"), proof.entry.by_name],
    ]
    if data.get("address"):
        facts.append([gettext("Address"), str(data["address"])])
    if proof.file is not None:
        facts.append([gettext("Signed paper"), proof.file.name])
    return facts


def ask_for_proof(ctx: Context, contract: Contract, proof: AcceptanceProof) -> Document:
    """Let the worker draw the proof of an acceptance that the actor sees."""
    language = ctx.workspace.language
    with override(language):
        facts = proof_facts(ctx, contract, proof)
        facts.append([gettext("Fingerprint of the text (SHA-256)"), str(proof.data["digest"])])
        if proof.file is not None:
            facts.append([gettext("Fingerprint of the paper (SHA-256)"), proof.file.digest])
        title = gettext("Proof of acceptance of the agreement")
        data = {
            "lang": language,
            "org": ctx.workspace.name(language),
            "title": title,
            "date": format_date(ctx.now.astimezone(ctx.zone).date(), language),
            "paragraphs": [_told(proof), _how_to_verify()],
            "facts": facts,
        }
    name = f"{title} {proof.data['id']}"
    wish = DocumentWish(proof_key(contract, proof), "letter", name, "contract", contract.id, data)
    return ask_for_document(ctx, wish)


def _told(proof: AcceptanceProof) -> str:
    if proof.is_whole:
        return gettext("The text kept under this version is, to the letter, the one accepted.")
    return gettext("The text kept under this version is NOT the one that was accepted.")


def _how_to_verify() -> str:
    return gettext(
        "Anybody may verify this: the SHA-256 of the plain text of the version, as the hub and the "
        "client give it as a file, is this fingerprint."
    )
