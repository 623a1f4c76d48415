"""How a person likes the program: language, theme, density."""

from __future__ import annotations

from owj.kernel.errors import InvalidInput
from owj.server.identity.models import User

CHOICES: dict[str, list[str]] = {
    "language": User.Language.values,
    "theme": User.Theme.values,
    "density": User.Density.values,
}


def set_preferences(user: User, **chosen: str) -> None:
    """Keep some of language, theme and density. Raises: InvalidInput."""
    for name, value in chosen.items():
        if value not in CHOICES.get(name, ()):
            raise InvalidInput(
                field=name, expected=" | ".join(CHOICES.get(name, CHOICES)), got=value
            )
        setattr(user, name, value)
    if chosen:
        user.save(update_fields=list(chosen))
