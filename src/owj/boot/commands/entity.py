"""`./owj entity list|show|create|add-field|remove-field|archive|restore|versions|roll-back`.

What is made here is published at once, as the next version of the definitions.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from owj.boot.cli import GOOD, terminal_language
from owj.boot.commands.session import ready_database
from owj.kernel.errors import InvalidInput
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.defs import EntityDef, FieldDef
    from owj.server.schema.changes import Change
    from owj.server.schema.services import Published


class SettingUnreadable(InvalidInput):
    """Say that a setting of a field is not written as NAME=JSON."""

    code = "schema.setting_unreadable"
    message = "%(given)s: expected NAME=VALUE with a value of JSON, such as required=true."


class FieldKindUnknown(InvalidInput):
    """Say that there is no such kind of field. data: got, kinds."""

    code = "schema.field_kind_unknown"
    message = "There is no kind of field %(got)s: it is one of %(kinds)s."


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked of `entity`."""
    parser = argparse.ArgumentParser(prog="./owj entity", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    _verb(verbs, "list", "list the entities")
    _verb(verbs, "show", "show the fields of one", "entity")
    creating = _verb(verbs, "create", "make an entity, with a first field for its name")
    _add_labels(creating)
    creating.add_argument("--plural-fa", default="", metavar="NAME")
    creating.add_argument("--plural-en", default="", metavar="NAME")
    adding = _verb(verbs, "add-field", "give an entity a field", "entity", "kind")
    _add_labels(adding)
    adding.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=JSON",
        help="such as unique=true",
    )
    _verb(verbs, "remove-field", "put a field into the trash", "entity", "field")
    _verb(verbs, "restore-field", "bring a field back from the trash", "entity", "field")
    _verb(verbs, "archive", "take an entity off the menus", "entity")
    _verb(verbs, "restore", "bring an archived entity back", "entity")
    _verb(verbs, "versions", "list the published versions")
    back = _verb(verbs, "roll-back", "publish anew what was made at a version")
    back.add_argument("number", type=int)
    return parser.parse_args(arguments)


def _verb(verbs: Any, name: str, what: str, *given: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=what)
    for one in given:
        parser.add_argument(one)
    parser.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _add_labels(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fa", default="", metavar="NAME", help="the name in Persian")
    parser.add_argument("--en", default="", metavar="NAME", help="the name in English")
    parser.add_argument("--key", default="", help="the name in addresses, else made of the name")


def run(arguments: Sequence[str]) -> int:
    """Do one of the verbs on the data of an installation."""
    asked = parse(arguments)
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    with ready_database(installation, Progress(quiet=True)):
        answer = _VERBS[asked.verb](asked)
        print(json.dumps(answer, ensure_ascii=False) if asked.json else "\n".join(_lines(answer)))
    return GOOD


def open_designer() -> Context:
    """Open a unit of work of the command line, which may design."""
    from dataclasses import replace

    from django.utils.translation import activate

    from owj.packages import load_packages
    from owj.server.context import SYSTEM
    from owj.server.records.context import open_context

    activate(terminal_language(os.environ))
    load_packages()
    return open_context(replace(SYSTEM, name="./owj"))


def publish_changes(*changes: Change) -> Published:
    """Publish some changes at once; what was drafted here before and broken off is forgotten."""
    from owj.server.schema.services import add_change, drop_draft, open_draft, publish, review

    ctx = open_designer()
    drop_draft(ctx, open_draft(ctx))
    draft = open_draft(ctx)
    for change in changes:
        draft = add_change(ctx, draft, change)
    review(ctx, draft)
    return publish(ctx, draft)


def _lines(answer: Any) -> list[str]:
    if isinstance(answer, dict):
        return [f"{name}: {value}" for name, value in answer.items()]
    return ["\t".join(str(value) for value in row.values()) for row in answer]


def _list(_asked: argparse.Namespace) -> list[dict[str, Any]]:
    entities = open_designer().snapshot.schema.by_key.values()
    return [_entity_row(one) for one in sorted(entities, key=lambda one: one.key)]


def _entity_row(entity: EntityDef) -> dict[str, Any]:
    state = "archived" if entity.archived else "own" if entity.own else entity.package
    return {
        "key": entity.key,
        "fields": len(entity.by_key),
        "state": state,
        "fa": entity.label.fa,
        "en": entity.label.en,
    }


def _show(asked: argparse.Namespace) -> list[dict[str, Any]]:
    from owj.server.records.refusals import RecordNotFound

    entity = open_designer().snapshot.schema.by_key.get(asked.entity)
    if entity is None:
        raise RecordNotFound(entity=asked.entity, id="")
    return [_field_row(one) for one in entity.by_key.values()]


def _field_row(field: FieldDef) -> dict[str, Any]:
    marks = [name for name in ("required", "unique", "search", "index") if getattr(field, name)]
    return {
        "key": field.key,
        "kind": str(field.kind),
        "marks": ",".join(marks),
        "fa": field.label.fa,
        "en": field.label.en,
    }


def _create(asked: argparse.Namespace) -> dict[str, Any]:
    from owj.server.records.defs import Label
    from owj.server.schema.changes import CreateEntity

    plural = Label(asked.plural_fa, asked.plural_en)
    return _told(publish_changes(CreateEntity(Label(asked.fa, asked.en), plural, asked.key)))


def _add_field(asked: argparse.Namespace) -> dict[str, Any]:
    from owj.server.records.defs import Kind, Label
    from owj.server.schema.changes import AddField

    if asked.kind not in list(Kind):
        raise FieldKindUnknown(got=asked.kind, kinds=", ".join(Kind))
    label, kind = Label(asked.fa, asked.en), Kind(asked.kind)
    settings = dict(_setting(one) for one in asked.set)
    return _told(publish_changes(AddField(asked.entity, kind, label, asked.key, settings)))


def _setting(given: str) -> tuple[str, Any]:
    name, equals, value = given.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        if equals and value and value[0] not in '{["':
            return name, value
        raise SettingUnreadable(given=given) from None


def _remove_field(asked: argparse.Namespace) -> dict[str, Any]:
    from owj.server.schema.changes import RemoveField

    return _told(publish_changes(RemoveField(asked.entity, asked.field)))


def _restore_field(asked: argparse.Namespace) -> dict[str, Any]:
    from owj.server.schema.changes import RestoreField

    return _told(publish_changes(RestoreField(asked.entity, asked.field)))


def _archive(asked: argparse.Namespace) -> dict[str, Any]:
    from owj.server.schema.changes import ArchiveEntity

    return _told(publish_changes(ArchiveEntity(asked.entity)))


def _restore(asked: argparse.Namespace) -> dict[str, Any]:
    from owj.server.schema.changes import RestoreEntity

    return _told(publish_changes(RestoreEntity(asked.entity)))


def _versions(_asked: argparse.Namespace) -> list[dict[str, Any]]:
    from owj.server.schema.queries import versions

    return [
        {
            "number": one.number,
            "published_at": one.published_at.isoformat() if one.published_at else "",
            "made_by": one.made_by,
            "changes": len(one.changes),
            "current": "current" if one.is_current else "",
        }
        for one in versions(open_designer())
    ]


def _roll_back(asked: argparse.Namespace) -> dict[str, Any]:
    from owj.server.schema.services import roll_back

    return _told(roll_back(open_designer(), asked.number))


def _told(published: Published) -> dict[str, Any]:
    return {"version": published.number, "steps": list(published.steps)}


_VERBS = {
    "list": _list,
    "show": _show,
    "create": _create,
    "add-field": _add_field,
    "remove-field": _remove_field,
    "restore-field": _restore_field,
    "archive": _archive,
    "restore": _restore,
    "versions": _versions,
    "roll-back": _roll_back,
}
