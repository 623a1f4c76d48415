"""Decisions and processes as items: what holds of them, not their drafts and older versions.

What came with Owj and was not changed is no item: it is everywhere already.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from owj.kernel.dmn.json_values import json_value
from owj.server.configuration.items import Part, register_part
from owj.server.decisions.checking import check_source
from owj.server.decisions.errors import DecisionNotReady
from owj.server.decisions.models import DecisionCase, OwnDecision
from owj.server.decisions.own import (
    archive_decision,
    asked_decision,
    rename_decision,
    take_decision,
)
from owj.server.decisions.points import DecisionPoint, decision_point, decision_points, own_points
from owj.server.decisions.queries import cases_of, version_in_force
from owj.server.decisions.services import NAME_LIMIT, put_version
from owj.server.processes.definition_rows import ProcessDefinition, ProcessVersion
from owj.server.processes.definitions import deploy, drop_draft, save_draft, set_archived
from owj.server.processes.shipped import shipped_processes
from owj.server.records.context import Context
from owj.server.schema.shapes import (
    ANYTHING,
    TEXT,
    TEXTS,
    YES_NO,
    Misfit,
    Settings,
    by_name,
    list_of,
)


def _source(value: Any, at: str) -> Misfit | None:
    """Find what does not fit in a drawing, as lines or as one text."""
    return None if isinstance(value, str) else TEXTS(value, at)


_CASE = Settings(needed={"name": TEXT, "inputs": by_name(ANYTHING), "expected": ANYTHING})
DECISION_SHAPE = Settings(
    needed={"source": _source},
    further={
        "cases": list_of(_CASE),
        "name": TEXT,
        "entity": TEXT,
        "fields": by_name(TEXT),
        "archived": YES_NO,
        "published": YES_NO,
    },
)
PROCESS_SHAPE = Settings(
    needed={"source": _source, "name": TEXT}, further={"entity": TEXT, "archived": YES_NO}
)


def lines_of(text: str) -> list[str]:
    """Return a drawing as lines: a file of them is compared line by line."""
    return text.split("\n")


def text_of(lines: object) -> str:
    """Return the drawing that `lines_of` took apart."""
    if isinstance(lines, str):
        return lines
    if not isinstance(lines, list):
        raise TypeError("expected lines of text")
    return "\n".join(str(one) for one in lines)


def shipped_decision(point: DecisionPoint) -> dict[str, Any]:
    """Return the decision as it comes with Owj."""
    cases = (
        {
            "name": case.name,
            "inputs": {name: json_value(value) for name, value in case.inputs.items()},
            "expected": json_value(case.expected),
        }
        for case in point.cases
    )
    return {"source": lines_of(point.source), "cases": _sorted(cases)}


def decision_here(key: str) -> dict[str, Any]:
    """Return what holds of a decision now: the version in force, and its test cases."""
    cases = (
        {"name": one.name, "inputs": one.inputs, "expected": one.expected} for one in cases_of(key)
    )
    return {"source": lines_of(version_in_force(key).source), "cases": _sorted(cases)}


def _sorted(cases: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(cases, key=lambda one: str(one["name"]))


def _read_decisions(_ctx: Context) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for point in decision_points():
        here = decision_here(point.key)
        if here != shipped_decision(point):
            said[point.key] = here
    rows = {row.key: row for row in OwnDecision.objects.all()}
    for point in own_points():
        row = rows[point.key]
        said[point.key] = decision_here(point.key) | {
            "name": row.name,
            "entity": row.entity,
            "fields": row.fields,
            "archived": point.archived,
            "published": version_in_force(point.key).number > 0,
        }
    return said


def _write_decision(ctx: Context, key: str, data: Any) -> None:
    shipped = {one.key: one for one in decision_points()}
    if key in shipped:
        data = shipped_decision(shipped[key]) if data is None else data
        _put_decision(ctx, key, data)
    elif data is None:
        archive_decision(key, archived=True, by=ctx.actor, now=ctx.now)
    else:
        _write_own_decision(ctx, key, data)


def _write_own_decision(ctx: Context, key: str, data: Any) -> None:
    source, name = text_of(data["source"]), str(data["name"])[:NAME_LIMIT]
    row = OwnDecision.objects.filter(key=key).first()
    if row is None:
        take_decision(name, source, by=ctx.actor, now=ctx.now, key=key)
    elif row.name != name:
        rename_decision(key, name, by=ctx.actor)
    said = {
        "entity": str(data.get("entity", ""))[:60],
        "fields": {str(one): str(field) for one, field in data.get("fields", {}).items()},
        "decision": asked_decision(source),
    }
    if not data.get("published", True):
        said["source"] = source
    OwnDecision.objects.filter(key=key).update(**said)
    _put_cases(ctx, key, data)
    if data.get("published", True):
        _put_decision(ctx, key, data)
    archived = bool(data.get("archived"))
    if (row is not None and row.archived_at is not None) is not archived:
        archive_decision(key, archived=archived, by=ctx.actor, now=ctx.now)


def _put_cases(ctx: Context, key: str, data: Any) -> None:
    DecisionCase.objects.filter(key=key).delete()
    DecisionCase.objects.bulk_create(
        DecisionCase(
            key=key,
            name=str(case["name"])[:NAME_LIMIT],
            inputs=dict(case["inputs"]),
            expected=case["expected"],
            changed_at=ctx.now,
            changed_by_id=ctx.actor.user_id,
        )
        for case in data.get("cases", ())
    )


def _put_decision(ctx: Context, key: str, data: Any) -> None:
    source = text_of(data["source"])
    _put_cases(ctx, key, data)
    findings = check_source(decision_point(key), source, cases_of(key), now=ctx.now)
    if not findings.is_ready:
        raise DecisionNotReady(reasons="; ".join(findings.reasons[:5]))
    in_force = version_in_force(key)
    if in_force.number == 0 or in_force.source != source:
        put_version(key, source, by=ctx.actor, now=ctx.now)


def _decision_name(_ctx: Context, key: str, data: Any) -> str:
    if isinstance(data, dict) and data.get("name"):
        return str(data["name"])
    found = {one.key: one.label for one in (*decision_points(), *own_points())}
    return str(found.get(key, key))


def process_here(definition: ProcessDefinition) -> dict[str, Any] | None:
    """Return what holds of a process; None before it was ever deployed."""
    newest = ProcessVersion.objects.filter(definition=definition).order_by("-number").first()
    if newest is None:
        return None
    return {
        "name": definition.name,
        "entity": definition.entity,
        "archived": definition.archived,
        "source": lines_of(newest.xml),
    }


def shipped_process_items() -> dict[str, Any]:
    """Return the processes as they come with Owj, by key."""
    return {
        one.key: {
            "name": one.name,
            "entity": one.entity,
            "archived": False,
            "source": lines_of(one.xml),
        }
        for one in shipped_processes()
    }


def _read_processes(_ctx: Context) -> dict[str, Any]:
    shipped = shipped_process_items()
    found = ((one.key, process_here(one)) for one in ProcessDefinition.objects.all())
    return {key: data for key, data in found if data is not None and data != shipped.get(key)}


def _write_process(ctx: Context, key: str, data: Any) -> None:
    if data is None:
        data = shipped_process_items().get(key)
    if data is None:
        set_archived(ctx, key, archived=True)
        return
    source, archived = text_of(data["source"]), bool(data.get("archived"))
    name, entity = str(data["name"]), str(data.get("entity", ""))
    here = ProcessDefinition.objects.filter(key=key).first()
    before = process_here(here) if here else None
    if before is None or text_of(before["source"]) != source:
        save_draft(ctx, key, source, name=name, entity=entity)
        deploy(ctx, key)
    elif (before["name"], before["entity"]) != (name, entity):
        save_draft(ctx, key, source, name=name, entity=entity)
        drop_draft(ctx, key)
    if (here.archived if here else False) is not archived:
        set_archived(ctx, key, archived=archived)


def _process_name(_ctx: Context, key: str, data: Any) -> str:
    if isinstance(data, dict) and data.get("name"):
        return str(data["name"])
    return ProcessDefinition.objects.filter(key=key).values_list("name", flat=True).first() or key


DECISIONS = register_part(
    Part(
        "decision", _("Decision"), _read_decisions, _write_decision, _decision_name, DECISION_SHAPE
    )
)
PROCESSES = register_part(
    Part("process", _("Process"), _read_processes, _write_process, _process_name, PROCESS_SHAPE)
)
