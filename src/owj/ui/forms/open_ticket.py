"""What a ticket's author is asked: the same facts in the hub and on the telephone (R5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.words import Channel, Importance
from owj.ui.forms.uploads import FilesForm

SUBJECT_LENGTH = 200
TEXT_LENGTH = 20_000


class OpenTicketForm(FilesForm):
    """Asks for the subject, the text and the two facts from which the priority follows."""

    key = forms.UUIDField()
    subject = forms.CharField(
        max_length=SUBJECT_LENGTH,
        error_messages={
            "required": _("Write in one sentence what happened."),
            "max_length": _("Keep the subject under 200 characters; the rest belongs below."),
        },
    )
    kind = forms.ChoiceField(
        choices=[("bug", "bug"), ("request", "request")],
        error_messages={"required": _("Choose one of the two.")},
    )
    blocks_use = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    importance = forms.ChoiceField(
        choices=[(value.value, value.value) for value in Importance], required=False
    )
    text = forms.CharField(
        max_length=TEXT_LENGTH,
        strip=True,
        error_messages={
            "required": _("Describe it: what you did, what you expected, what came."),
            "max_length": _("This is longer than 20,000 characters; attach the rest as a file."),
        },
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the second fact that belongs to the first one, and for no other."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind") == "bug" and not given.get("blocks_use"):
            self.add_error("blocks_use", _("Say whether your work stands still."))
        if given.get("kind") == "request" and not given.get("importance"):
            self.add_error("importance", _("Say how important this is to you."))
        return given

    def draft(self, channel: Channel) -> OpenTicket:
        """Return what the form holds as the desk takes it; for whom follows from the person."""
        given = self.cleaned_data
        return OpenTicket(
            subject=given["subject"],
            text=given["text"],
            is_bug=self.is_bug,
            blocks_use=self.blocks,
            importance=self.importance_to_customer,
            channel=channel,
            files=self.file_ids,
            key=str(given["key"]),
        )

    @property
    def is_bug(self) -> bool:
        """Say whether the author calls it an error."""
        return bool(self.cleaned_data["kind"] == "bug")

    @property
    def blocks(self) -> bool:
        """Say whether it keeps the author from working; only an error can."""
        return self.is_bug and self.cleaned_data["blocks_use"] == "yes"

    @property
    def importance_to_customer(self) -> Importance:
        """Return how much a request matters; low where it was not asked."""
        return Importance(self.cleaned_data["importance"] or Importance.LOW)
