"""Serials as a page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.packages.contracts.entity import Contract
from owj.packages.serials.queries import SerialView, modules_with_serials
from owj.packages.serials.words import SerialState
from owj.server.records.context import Context

STATE_WORDS: Mapping[SerialState, str] = {
    SerialState.ACTIVE: _("valid"),
    SerialState.LAPSED: _("lapsed"),
    SerialState.REVOKED: _("revoked"),
}
STATE_TONES: Mapping[SerialState, str] = {
    SerialState.ACTIVE: "good",
    SerialState.LAPSED: "warn",
    SerialState.REVOKED: "danger",
}


@dataclass(frozen=True, slots=True)
class SerialCard:
    """A serial as a page shows it."""

    view: SerialView
    state_words: str
    tone: str

    @property
    def is_active(self) -> bool:
        return self.view.state is SerialState.ACTIVE

    @property
    def is_revoked(self) -> bool:
        return self.view.state is SerialState.REVOKED


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module of a contract with its serials."""

    id: int
    name: str
    serials: tuple[SerialCard, ...]


def module_cards(ctx: Context, contract: Contract) -> tuple[ModuleCard, ...]:
    """Return the modules of a contract with their serials."""
    return tuple(
        ModuleCard(one.id, one.name, tuple(_card(view) for view in one.serials))
        for one in modules_with_serials(ctx, contract)
    )


def _card(view: SerialView) -> SerialCard:
    return SerialCard(view, gettext(STATE_WORDS[view.state]), STATE_TONES[view.state])
