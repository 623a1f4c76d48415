"""The entries of a project's account in words, the latest first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from owj.kernel.promises.delays import Cause
from owj.packages.projects.queries import ProjectView
from owj.packages.projects.services.holdups import TAKEN_BACK
from owj.packages.projects.words import ProjectEntry
from owj.server.ledger.entries import REVOKED, Entry
from owj.server.ledger.entry_files import proof_file
from owj.ui.dates import show_date
from owj.ui.projects.words import PROJECT_ENTRY_WORDS
from owj.ui.warranty.entries import EntryLine


def project_entry_lines(view: ProjectView) -> tuple[EntryLine, ...]:
    """Return every entry of a project's account, also those that were taken back."""
    standing = {one.seq for one in view.account.entries}
    phases = {one.phase.id: one.phase.title for one in view.phases}
    minutes = {one.minutes.id: one.minutes.title for one in view.minutes}
    titles = {"phase": phases, "minutes": minutes}
    return tuple(
        EntryLine(
            seq=one.seq,
            name=gettext(PROJECT_ENTRY_WORDS[one.kind]),
            day=one.day,
            words=_words(one, titles),
            by=one.by_name,
            gone=one.kind != REVOKED and one.seq not in standing,
            may_go=one.seq in standing and one.kind in TAKEN_BACK,
            file=proof_file(one.data),
        )
        for one in reversed(view.entries)
    )


def _words(one: Entry, titles: Mapping[str, Mapping[int, str]]) -> str:
    data: Mapping[str, Any] = one.data
    parts = [titles[key][data[key]] for key in titles if data.get(key) in titles[key]]
    if one.kind == ProjectEntry.PROMISED:
        planned = date.fromisoformat(data["planned"])
        parts.append(gettext("for %(day)s") % {"day": show_date(planned)})
    if one.kind == ProjectEntry.SUSPENDED:
        parts.append(cause_words(data["cause"]))
    parts += [str(data[key]) for key in ("about", "exclusion", "reason", "name") if data.get(key)]
    if data.get("document"):
        words = gettext("%(document)s, by %(author)s")
        parts.append(words % {"document": data["document"], "author": data["author"]})
    return gettext(", ").join(parts)


def cause_words(cause: str) -> str:
    """Return who caused a suspension, in words."""
    return gettext("by the customer") if cause == Cause.CUSTOMER else gettext("by us")
