"""Who acts: the person (or the system) behind a unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["staff", "hub", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting person, as the rights are asked of them."""

    user_id: int | None
    kind: ActorKind
    roles: frozenset[str]
    name: str

    def has_role(self, role: str) -> bool:
        """Return whether the actor carries the role; the system carries every one."""
        return self.kind == "system" or role in self.roles

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_hub(self) -> bool:
        return self.kind == "hub"

    @property
    def is_system(self) -> bool:
        return self.kind == "system"


SYSTEM = Actor(user_id=None, kind="system", roles=frozenset(), name="Owj")
