"""Roles, what they allow, and what the hub meets, as items.

Rights name entities and fields by key, so that a file is read by people; teams and who carries a
role are of each place and do not travel.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from django.utils.translation import gettext_lazy as _

from owj.server.configuration.items import Part, register_part
from owj.server.configuration.layout_parts import is_gone, label_of, living
from owj.server.layouts.models import RecordView
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.records.rights import FieldAccess, Verb
from owj.server.roles.errors import NameRejected, ShareRefused
from owj.server.roles.grants import Grant, Scope, grants_from_json
from owj.server.roles.known import HUB, known_roles
from owj.server.roles.models import EntityRight, FieldRight, HubShare, Role
from owj.server.roles.services import (
    checked_name,
    delete_role,
    note_change,
    rename_role,
    set_entity_rights,
    set_field_rights,
    take_turn,
)
from owj.server.schema.shapes import TEXT, TEXTS, Settings, by_name, one_of

_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
ROLE_SHAPE = Settings(needed={"fa": TEXT, "en": TEXT})
_GRANT = Settings(
    needed={"scope": one_of(one.value for one in Scope)},
    further={"owner": TEXT, "condition": TEXT},
)
RIGHTS_SHAPE = Settings(
    further={
        "allows": by_name(_GRANT, [one.value for one in Verb]),
        "fields": by_name(one_of(get_args(FieldAccess))),
    }
)
SHARE_SHAPE = Settings(
    needed={"path": TEXTS},
    further={"fields": by_name(one_of(("read", "write"))), "view": TEXT},
)


def _read_roles(_ctx: Context) -> dict[str, Any]:
    return {one.key: {"fa": one.name_fa, "en": one.name_en} for one in Role.objects.all()}


def _write_role(ctx: Context, key: str, data: Any) -> None:
    here = {one.key for one in known_roles()}
    if data is None:
        delete_role(ctx.actor, key)
    elif key in here:
        rename_role(ctx.actor, key, str(data["fa"]), str(data["en"]))
    else:
        take_turn(ctx.actor)
        if not _KEY.fullmatch(key):
            raise NameRejected
        names = {"name_fa": checked_name(str(data["fa"])), "name_en": checked_name(str(data["en"]))}
        Role.objects.create(key=key, **names)
        note_change(ctx.actor, "role_created", key, name=names["name_fa"])


def _role_name(_ctx: Context, key: str, data: Any) -> str:
    if isinstance(data, dict) and "fa" in data:
        return str(data["fa"])
    return next((str(one.label) for one in known_roles() if one.key == key), key)


def _keys(entity: EntityDef) -> dict[str, str]:
    return {one.id: one.key for one in entity.by_key.values()}


def _read_rights(ctx: Context) -> dict[str, Any]:
    said: dict[str, dict[str, Any]] = {}
    for right in EntityRight.objects.all():
        entity = living(ctx, right.entity_id)
        if entity is not None:
            keys = _keys(entity)
            grants = {
                verb: {
                    name: keys.get(one, one) if name == "owner" else one
                    for name, one in grant.to_json().items()
                }
                for verb, grant in sorted(grants_from_json(right.grants).items())
            }
            said.setdefault(f"{right.role}/{entity.key}", {})["allows"] = grants
    for one in FieldRight.objects.order_by("field_id"):
        entity = living(ctx, one.entity_id)
        field = entity.by_id.get(one.field_id) if entity else None
        if entity is not None and field is not None and not field.retired:
            fields = said.setdefault(f"{one.role}/{entity.key}", {}).setdefault("fields", {})
            fields[field.key] = one.access
    return said


def _write_rights(ctx: Context, key: str, data: Any) -> None:
    role, _slash, entity_key = key.partition("/")
    if data is None and (is_gone(ctx, entity_key) or role not in {o.key for o in known_roles()}):
        return
    entity = ctx.snapshot.entity(entity_key)
    data = {} if data is None else data
    allows = data.get("allows")
    ids = {one.key: one.id for one in entity.by_key.values()}
    grants = None
    if allows is not None:
        found = grants_from_json(allows)
        grants = {
            verb: Grant(one.scope, ids.get(one.owner, one.owner), one.condition)
            for verb, one in found.items()
        }
    set_entity_rights(ctx, role, entity_key, grants)
    wanted: dict[str, FieldAccess] = dict.fromkeys(entity.by_key, "write")
    wanted |= data.get("fields", {})
    set_field_rights(ctx, role, entity_key, wanted)


def _rights_name(ctx: Context, key: str, _data: Any) -> str:
    role, _slash, entity_key = key.partition("/")
    return f"{_role_name(ctx, role, None)} · {label_of(ctx, entity_key)}"


def _read_hub(ctx: Context) -> dict[str, Any]:
    said = {}
    names = dict(RecordView.objects.filter(shared=True).values_list("id", "name"))
    for share in HubShare.objects.all():
        entity = living(ctx, share.entity_id)
        if entity is not None:
            keys = _keys(entity)
            said[entity.key] = {
                "path": list(share.path),
                "fields": {
                    keys[one]: access for one, access in sorted(share.fields.items()) if one in keys
                },
                "view": names.get(share.view_id or 0, ""),
            }
    return said


def _write_hub(ctx: Context, key: str, data: Any) -> None:
    take_turn(ctx.actor)
    if data is None and is_gone(ctx, key):
        return
    entity = ctx.snapshot.entity(key)
    row = HubShare.objects.filter(entity_id=entity.id).first()
    before = None if row is None else [row.path, row.fields, row.view_id]
    after: list[Any] | None = None
    if data is None:
        HubShare.objects.filter(entity_id=entity.id).delete()
    else:
        after = _share(ctx, entity, data)
        HubShare.objects.update_or_create(
            entity_id=entity.id,
            defaults={"path": after[0], "fields": after[1], "view_id": after[2]},
        )
    note_change(ctx.actor, "hub_share", HUB, entity=entity.id, before=before, after=after)


def _share(ctx: Context, entity: EntityDef, data: Any) -> list[Any]:
    known = {one.id for each in ctx.snapshot.schema.entities for one in each.by_key.values()}
    path = [str(one) for one in data.get("path", ())]
    strange = [one for one in path if one not in known]
    strange += [str(one) for one in data.get("fields", {}) if one not in entity.by_key]
    if strange:
        raise ShareRefused(entity=entity.label)
    fields = {
        entity.by_key[one].id: "write" if access == "write" else "read"
        for one, access in data.get("fields", {}).items()
    }
    views = RecordView.objects.filter(entity_id=entity.id, shared=True, removed_at=None)
    view = views.filter(name=str(data.get("view", ""))).order_by("id").first()
    return [path, fields, view.pk if view else None]


ROLES = register_part(Part("role", _("Role"), _read_roles, _write_role, _role_name, ROLE_SHAPE))
RIGHTS = register_part(
    Part("rights", _("Rights"), _read_rights, _write_rights, _rights_name, RIGHTS_SHAPE)
)
HUB_SHARES = register_part(
    Part(
        "hub",
        _("On the hub"),
        _read_hub,
        _write_hub,
        lambda ctx, key, _data: label_of(ctx, key),
        SHARE_SHAPE,
    )
)
