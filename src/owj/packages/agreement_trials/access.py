"""Who sees trials: those who keep warranties; they tell what every customer would have got."""

from __future__ import annotations

from owj.packages.agreement_trials.entity import AgreementTrial
from owj.packages.warranty.services import may_keep
from owj.server.records import ALL, NONE, Reach, access_rule
from owj.server.records.context import Context


@access_rule(AgreementTrial)
def reach_trials(ctx: Context) -> Reach:
    """Return every trial to a keeper, none to others."""
    return ALL if may_keep(ctx) else NONE
