"""Writing down what was promised, what came, and what a late delivery gives."""

from owj.packages.projects.services.holdups import (
    end_wait,
    exclude,
    resume,
    send_letter,
    suspend,
    take_entry_back,
)
from owj.packages.projects.services.minutes import (
    MinutesDraft,
    Signing,
    change_minutes,
    draft_minutes,
    record_refusal,
    refuse_minutes,
    send_minutes,
    sign_minutes,
)
from owj.packages.projects.services.plans import (
    Evidence,
    NewPhase,
    NewProject,
    Plan,
    add_phase,
    agree_anew,
    deliver_phase,
    open_project,
)
from owj.packages.projects.words import ProjectKind, Site

__all__ = [
    "Evidence",
    "MinutesDraft",
    "NewPhase",
    "NewProject",
    "Plan",
    "ProjectKind",
    "Signing",
    "Site",
    "add_phase",
    "agree_anew",
    "change_minutes",
    "deliver_phase",
    "draft_minutes",
    "end_wait",
    "exclude",
    "open_project",
    "record_refusal",
    "refuse_minutes",
    "resume",
    "send_letter",
    "send_minutes",
    "sign_minutes",
    "suspend",
    "take_entry_back",
]
