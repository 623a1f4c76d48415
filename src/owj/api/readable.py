"""Which entities a key may read."""

from __future__ import annotations

from owj.api.doors import Caller
from owj.server.identity.scopes import allows
from owj.server.records import Verb
from owj.server.records.defs import EntityDef


def readable_entities(caller: Caller) -> list[EntityDef]:
    """Return the entities that this key may read, by key."""
    ctx = caller.ctx
    return [
        ctx.snapshot.entity(key)
        for key in sorted(ctx.snapshot.models)
        if allows(caller.key.scopes, "read", key) and ctx.may(key, Verb.READ)
    ]
