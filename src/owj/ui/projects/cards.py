"""A project, its phases and minutes as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext, ngettext

from owj.kernel.sla.remedy_settings import DelayUnit, Exclusion
from owj.packages.projects.account import Proven, Stretch
from owj.packages.projects.delays import PhaseDelay
from owj.packages.projects.queries import MinutesView, PhaseView, ProjectView
from owj.packages.projects.services.minutes import hash_of
from owj.packages.projects.words import MinutesState, ProjectEntry
from owj.packages.remedies.telling import award_words
from owj.packages.remedies.words import ClaimState
from owj.ui.dates import digits
from owj.ui.projects.entries import cause_words, project_entry_lines
from owj.ui.projects.gantt import Gantt, gantt_of
from owj.ui.projects.words import EXCLUSION_WORDS
from owj.ui.warranty.claims import ClaimCard, delay_card
from owj.ui.warranty.entries import EntryLine


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One item of the checklist of exclusions; proven: every evidence for its yes.

    bars: whether it bars the award of this phase (R43).
    """

    code: str
    words: str
    bars: bool
    proven: tuple[Proven, ...]


@dataclass(frozen=True, slots=True)
class Off:
    """Days that do not count, joined; last: the last of them."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PhaseCard:
    """A phase as a page shows it. claim: on its delay, None without any."""

    view: PhaseView
    tone: str
    state_words: str
    gross: str
    excluded: str
    net: str
    off: tuple[Off, ...]
    awards: tuple[str, ...]
    would_be: tuple[str, ...]
    barred: tuple[str, ...]
    checks: tuple[CheckLine, ...]
    claim: ClaimCard | None

    @property
    def id_text(self) -> str:
        return str(self.view.phase.id)


@dataclass(frozen=True, slots=True)
class MinutesCard:
    """Minutes as a page shows them. hash: of the text as it stands now."""

    view: MinutesView
    tone: str
    hash: str

    @property
    def id_text(self) -> str:
        return str(self.view.minutes.id)


@dataclass(frozen=True, slots=True)
class StretchLine:
    """Days that were held up, and how their end is written down.

    verb: the form that ends it; ends: its button; asks: the label of its day.
    """

    stretch: Stretch
    name: str
    verb: str
    ends: str
    asks: str

    @property
    def seq_text(self) -> str:
        return str(self.stretch.seq)


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project as a page shows it."""

    view: ProjectView
    tone: str
    state_words: str
    phases: tuple[PhaseCard, ...]
    minutes: tuple[MinutesCard, ...]
    stretches: tuple[StretchLine, ...]
    entries: tuple[EntryLine, ...]
    gantt: Gantt | None

    @property
    def waiting(self) -> int:
        """Return how many minutes wait for a signature."""
        return sum(one.view.minutes.state is MinutesState.SENT for one in self.minutes)

    @property
    def to_claim(self) -> int:
        """Return how many phases may be claimed now."""
        drafts = (one.claim for one in self.phases if one.claim is not None)
        return sum(one.state is ClaimState.DRAFT for one in drafts)


def project_card(view: ProjectView) -> ProjectCard:
    """Return what a page shows of a project."""
    tone, words = _project_state(view)
    return ProjectCard(
        view=view,
        tone=tone,
        state_words=words,
        phases=tuple(phase_card(one, view) for one in view.phases),
        minutes=tuple(
            MinutesCard(one, _MINUTES_TONES[one.minutes.state], hash_of(one.minutes))
            for one in view.minutes
        ),
        stretches=tuple(_stretch(one) for one in view.account.stretches),
        entries=project_entry_lines(view),
        gantt=gantt_of(view),
    )


def phase_card(view: PhaseView, project: ProjectView) -> PhaseCard:
    """Return what a page shows of a phase."""
    delay = view.delay
    tone, words = _phase_state(view, project)
    day = timedelta(days=1)
    return PhaseCard(
        view=view,
        tone=tone,
        state_words=words,
        gross=days_words(delay.delay.gross_days, delay) if delay else "",
        excluded=days_words(delay.delay.excluded_days, delay) if delay else "",
        net=days_words(delay.delay.net_days, delay) if delay else "",
        off=tuple(Off(one.first, one.end - day) for one in delay.delay.excluded_ranges)
        if delay
        else (),
        awards=tuple(award_words(one) for one in delay.awards) if delay else (),
        would_be=tuple(award_words(one) for one in delay.would_be) if delay else (),
        barred=tuple(one.value for one in delay.barred) if delay else (),
        checks=_checks(view, project),
        claim=delay_card(view.claim) if view.claim else None,
    )


def days_words(days: int, delay: PhaseDelay) -> str:
    """Return «۸ روز» or «۸ روز کاری»."""
    if delay.delay.unit is DelayUnit.WORKING:
        words = ngettext("%(n)s working day", "%(n)s working days", days)
    else:
        words = ngettext("%(n)s day", "%(n)s days", days)
    return words % {"n": digits(days)}


_MINUTES_TONES = {
    MinutesState.DRAFT: "line",
    MinutesState.SENT: "warn",
    MinutesState.SIGNED: "good",
    MinutesState.REFUSED: "danger",
}


def _stretch(one: Stretch) -> StretchLine:
    if one.kind is ProjectEntry.SUSPENDED:
        name = gettext("Suspended %(cause)s") % {"cause": cause_words(one.cause)}
        ends, asks = gettext("Taken up again"), gettext("Work goes on from")
        return StretchLine(one, name, "resume", ends, asks)
    name = gettext("Waits for another vendor: %(about)s") % {"about": one.about}
    return StretchLine(
        one, name, "ready", gettext("Conditions are there"), gettext("Conditions are there from")
    )


def _project_state(view: ProjectView) -> tuple[str, str]:
    worst = view.worst
    if view.account.suspension is not None:
        return "warn", gettext("suspended")
    if worst is not None and worst.delay is not None:
        return "danger", gettext("%(days)s late") % {
            "days": days_words(worst.delay.delay.net_days, worst.delay)
        }
    if view.is_done:
        return "good", gettext("delivered in time")
    return "line", gettext("on its way")


def _phase_state(view: PhaseView, project: ProjectView) -> tuple[str, str]:
    delay = view.delay
    if delay is None:
        return "line", gettext("not promised yet")
    if delay.is_late:
        words = gettext("came %(days)s late") if delay.is_delivered else gettext("%(days)s late")
        return "danger", words % {"days": days_words(delay.delay.net_days, delay)}
    if delay.is_delivered:
        return "good", gettext("delivered in time")
    if project.account.suspension is not None:
        return "warn", gettext("suspended")
    return _ahead_words((delay.planned - project.today).days)


def _ahead_words(left: int) -> tuple[str, str]:
    if left < 0:
        return "warn", gettext("past its day, nothing counts yet")
    if left == 0:
        return "warn", gettext("due today")
    words = ngettext("due in %(n)s day", "due in %(n)s days", left)
    return "line", words % {"n": digits(left)}


def _checks(view: PhaseView, project: ProjectView) -> tuple[CheckLine, ...]:
    if view.delay is None or view.delay.process is None:
        return ()
    scope, process = project.agreement.exclusion_scope, view.delay.process
    lines = (
        CheckLine(
            code.value,
            gettext(EXCLUSION_WORDS[code]),
            process in scope[code],
            tuple(one for one in view.facts.exclusions if one.proof.exclusion is code),
        )
        for code in Exclusion
    )
    return tuple(one for one in lines if one.bars or one.proven)
