"""What a person may do for a customer in the hub."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from owj.packages.customers.entity import Membership


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of one membership; own tickets are everybody's.

    team: see the tickets of colleagues. numbers: see the agreement and the monthly counts.
    people: invite colleagues and manage their rights. judge: confirm solutions and rate the work.
    """

    team: bool = False
    numbers: bool = False
    people: bool = False
    judge: bool = False

    @property
    def columns(self) -> dict[str, bool]:
        """Return them as the columns of a membership."""
        return {
            "sees_team": self.team,
            "sees_numbers": self.numbers,
            "manages_people": self.people,
            "judges_work": self.judge,
        }

    def within(self, most: Rights) -> bool:
        """Return whether every one of them is among `most`."""
        has = asdict(most)
        return all(has[name] for name, given in asdict(self).items() if given)


# What a person gets of whom nobody said otherwise: everything but the colleagues' accounts.
USUAL = Rights(team=True, numbers=True, judge=True)


def rights_of(membership: Membership) -> Rights:
    """Return the rights that a membership gives."""
    return Rights(
        team=membership.sees_team,
        numbers=membership.sees_numbers,
        people=membership.manages_people,
        judge=membership.judges_work,
    )
