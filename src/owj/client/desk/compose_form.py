"""The composer's fields: a reply, an internal note or a logged call, with what follows it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from owj.packages.desk.words import Then
from owj.ui.forms.fields import FutureMomentField
from owj.ui.forms.open_ticket import TEXT_LENGTH
from owj.ui.forms.uploads import FilesForm


class Kind(StrEnum):
    """What is being written."""

    REPLY = "reply"
    NOTE = "note"
    CALL = "call"


class ComposeForm(FilesForm):
    """Reads what an agent writes into a ticket."""

    key = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind])
    then = forms.ChoiceField(choices=[(then.value, then.value) for then in Then], required=False)
    text = forms.CharField(
        max_length=TEXT_LENGTH,
        required=False,
        error_messages={
            "max_length": _("This is longer than 20,000 characters; attach the rest as a file.")
        },
    )

    announce = FutureMomentField(required=False)
    read_up_to = forms.IntegerField(required=False, min_value=0)

    def clean(self) -> dict[str, Any]:
        """Ask for a text, unless a date alone is announced; a date goes with a reply only."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        dated = bool(self.data.get("announce", "").strip())
        if not given.get("text") and not dated and "text" not in self.errors:
            self.add_error("text", _("Write something first."))
        if dated and given.get("kind") != Kind.REPLY:
            self.add_error("announce", _("A date is announced in a reply to the customer."))
        return given


def empty_composer(drafts: Mapping[Kind, str], *, may_reply: bool) -> ComposeForm:
    """Return a composer with a key of its own, so that one text is never sent twice.

    It holds the draft that waits, the reply's first.
    """
    kinds = [kind for kind in Kind if may_reply or kind is Kind.NOTE]
    kind = next((kind for kind in kinds if drafts.get(kind)), kinds[0])
    return ComposeForm(initial={"key": uuid4(), "kind": kind.value, "text": drafts.get(kind, "")})
