"""What both doors show of proposals."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse
from django.utils.translation import gettext

from owj.kernel.errors import NotFound
from owj.packages.proposals.prints import proposal_key
from owj.packages.proposals.queries import ProposalView
from owj.packages.proposals.words import ProposalState
from owj.server.files.services import OpenedFile
from owj.server.files.serving import file_response
from owj.server.ledger.papers import sealed_bytes

_TONES = {
    ProposalState.DRAFT: "line",
    ProposalState.SENT: "warn",
    ProposalState.ACCEPTED: "good",
    ProposalState.DECLINED: "danger",
    ProposalState.DROPPED: "line",
}


def proposal_chip(view: ProposalView) -> tuple[str, str]:
    """Return the tone and the words of how a proposal stands."""
    if view.has_passed:
        return "danger", gettext("its last day has passed")
    return _TONES[view.proposal.state], str(view.proposal.state.label)


def pdf_of(view: ProposalView) -> str:
    """Return the key of the PDF of what was sent. Raises: NotFound before anything was."""
    if view.paper is None:
        raise NotFound
    return proposal_key(view.paper)


def sealed_answer(view: ProposalView) -> FileResponse:
    """Return what was sealed as a file whose SHA-256 is the fingerprint. Raises: NotFound."""
    if view.paper is None:
        raise NotFound
    content = sealed_bytes(view.paper.content)
    name, kind = f"{view.paper.number}.json", "application/json; charset=utf-8"
    return file_response(OpenedFile(BytesIO(content), name, kind, len(content)))
