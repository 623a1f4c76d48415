"""Late phases are told to the room of claims (R30-R35), and changes to the customer."""

from __future__ import annotations

from owj.packages.projects.events import ProjectChanged
from owj.packages.projects.queries import late_phases
from owj.packages.projects.telling import tell_change
from owj.packages.remedies.queries import register_late_items
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
from owj.server.records.context import open_context

register_late_items(late_phases)


@reacts_to(ProjectChanged)
def tell_customer(event: ProjectChanged) -> None:
    """Tell the customer's people what they should hear of."""
    tell_change(open_context(SYSTEM), event)
