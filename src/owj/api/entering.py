"""Letting a key in: all that a request must know before it begins, asked in one query."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

from django.db import connection

from owj.server.clock import NOW_SQL
from owj.server.context import Actor
from owj.server.identity.api_keys import TOKEN_START, digest_of
from owj.server.records.context import Context, context_of
from owj.server.records.snapshot import CURRENT_SQL, versions_of
from owj.server.workspace.queries import WorkspaceSettings

# Constants only; the digest is a parameter.
_ENTER_SQL = f"""
    SELECT k.id, k.scopes, u.id, u.kind, u.roles, u.full_name,
        v.number, v.fingerprint, v.rights,
        ({NOW_SQL}), (SELECT zone FROM server_workspace ORDER BY id LIMIT 1)
    FROM server_apikey k JOIN server_user u ON u.id = k.user_id
    LEFT JOIN ({CURRENT_SQL}) v ON true
    WHERE k.digest = %s AND k.revoked_at IS NULL AND u.is_active
        AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())
"""  # noqa: S608 -- constants


@dataclass(frozen=True, slots=True)
class KeyInUse:
    """A living key as a request needs it."""

    id: int
    user_id: int
    scopes: frozenset[str]


def enter(token: str) -> tuple[KeyInUse, Context] | None:
    """Return the living key of a token and its person's unit of work, or None."""
    if not token.startswith(TOKEN_START):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ENTER_SQL, [digest_of(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    key_id, scopes, user_id, kind, roles, name, *versions, now, zone = row
    known = json.loads(roles) if isinstance(roles, str) else roles
    actor = Actor(
        user_id=user_id,
        kind="staff" if kind == "staff" else "hub",
        roles=frozenset(known),
        name=name,
    )
    place = ZoneInfo(zone or WorkspaceSettings().zone)
    at = now.astimezone(UTC)
    ctx = context_of(actor, at, versions_of(tuple(versions)), place)
    return KeyInUse(key_id, user_id, frozenset(scopes)), ctx
