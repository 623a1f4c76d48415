"""How this room says no."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


class RoleNotFound(NotFound):
    """Say that there is no such role."""

    code = "roles.role_not_found"
    message = "There is no role %(role)s."


class RoleTaken(Conflict):
    """Say that another role has this name."""

    code = "roles.role_taken"
    message = "There is already a role named %(name)s."


class RoleInUse(Conflict):
    """Say that people still carry a role that is to go."""

    code = "roles.role_in_use"
    message = "%(count)s people still have this role. Take it from them first."


class RoleIsFixed(Conflict):
    """Say that a role that comes with Owj cannot be changed so."""

    code = "roles.role_is_fixed"
    message = "This role comes with Owj and stays as it is."


class LastAdministrator(Conflict):
    """Say that nobody would be left who may administer."""

    code = "roles.last_administrator"
    message = "One active administrator must remain."


class GrantRejected(InvalidInput):
    """Say that a right cannot be meant so."""

    code = "roles.grant_rejected"
    message = "%(entity)s, %(verb)s: expected %(expected)s, got %(got)s."


class NameRejected(InvalidInput):
    """Say that a role or a team cannot be called so."""

    code = "roles.name_rejected"
    message = "The name must have 1 to 80 letters."


class TeamNotFound(NotFound):
    """Say that there is no such team."""

    code = "roles.team_not_found"
    message = "There is no such team."


class TeamRefused(Conflict):
    """Say that the tree of teams cannot be changed so. data: reason."""

    code = "roles.team_refused"
    message = "The teams stay as they are: %(reason)s"


class SeeAsRefused(NotAllowed):
    """Say that nobody may look through these eyes."""

    code = "roles.see_as_refused"
    message = "You can look through the eyes of active people who are not administrators."


class SeeAsReadsOnly(NotAllowed):
    """Say that whoever looks through another's eyes changes nothing."""

    code = "roles.see_as_reads_only"
    message = "You are looking as %(name)s; nothing can be changed. End it first."


class ShareRefused(InvalidInput):
    """Say that the hub cannot meet an entity so."""

    code = "roles.share_refused"
    message = "%(entity)s cannot be shown on the hub so: say by which link a customer is found."
