"""An organisation that made something of every kind, for the tests of packages."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from tests.server.schema.test_publishing import DEVICE, PLATE, PRICE, VEHICLE, do

from owj.kernel.dmn.editing import ColumnWords
from owj.server.activity.duplicates import save_rule
from owj.server.activity.models import DuplicateRule
from owj.server.configuration.models import AgreedItem, PublishedItem
from owj.server.decisions.models import DecisionCase, OwnDecision
from owj.server.decisions.own import OwnInput, draw_decision
from owj.server.decisions.services import keep_case
from owj.server.layouts.conditions import Group, Operator, Test
from owj.server.layouts.definitions import (
    FormDefinition,
    FormField,
    FormSection,
    SortTerm,
    ViewDefinition,
)
from owj.server.layouts.models import FormLayout, RecordView
from owj.server.layouts.services import save_form, save_view
from owj.server.processes.definition_rows import ProcessDefinition, ProcessDraft, ProcessVersion
from owj.server.processes.definitions import deploy, save_draft
from owj.server.processes.message_rows import ProcessStart
from owj.server.records import Label
from owj.server.records.context import Context
from owj.server.records.defs import Kind
from owj.server.records.models import RightsChange
from owj.server.records.rights import Verb
from owj.server.roles.grants import Grant, Scope
from owj.server.roles.models import EntityRight, FieldRight, HubShare, Role
from owj.server.roles.services import create_role, set_entity_rights, set_field_rights
from owj.server.schema.changes import AddField, ChangeEntity, ChangeField, CreateEntity

OPTIONS = [{"label": {"fa": "سرخ", "en": "Red"}, "color": "red"}]
BUILT = (
    VEHICLE,
    PLATE,
    PRICE,
    CreateEntity(Label("سرویس", "Visit"), Label("سرویس‌ها", "Visits")),
    AddField("x_visit", Kind.LINK, Label("خودرو", "Vehicle"), settings={"target": "x_vehicle"}),
    AddField("x_visit", Kind.CHOICE, Label("رنگ", "Color"), settings={"options": OPTIONS}),
    AddField(
        "x_visit",
        Kind.LOOKUP,
        Label("پلاک خودرو", "Plate of it"),
        settings={"via": "x_vehicle", "source": "x_plate"},
    ),
    AddField(
        "x_vehicle", Kind.FORMULA, Label("نیم‌بها", "Half"), settings={"formula": "x_price / 2"}
    ),
    DEVICE,
    ChangeField("ticket", "subject", {"label": Label("عنوان", "Heading")}),
    ChangeEntity("ticket", {"icon": "inbox"}),
)
PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="owj">
  <process id="p" isExecutable="true">
    <startEvent id="s"><outgoing>f</outgoing></startEvent>
    <sequenceFlow id="f" sourceRef="s" targetRef="e" />
    <endEvent id="e"><incoming>f</incoming></endEvent>
  </process>
</definitions>
"""
RED = ViewDefinition(
    columns=("x_name", "x_color"),
    where=Group((Test(("x_color",), Operator.IS, ("red",)),)),
    sort=(SortTerm("x_name", descending=True),),
)
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def build_definitions(ctx: Context) -> None:
    """Publish entities and fields."""
    do(ctx, *BUILT)


def build_rest(ctx: Context) -> None:
    """Make a form, a shared view, a personal one, a role with rights, a decision, a process."""
    fields = (FormField("x_name"), FormField("x_price", wide=True, visible_if='x_plate != ""'))
    title = Label("اصل", "Main")
    save_form(ctx, "x_vehicle", "create", FormDefinition((FormSection(fields, title, 2),)))
    save_view(ctx, "x_visit", name="سرخ", definition=RED, shared=True, roles=["agent"])
    save_view(ctx, "x_visit", name="مال من", definition=RED)
    save_rule(ctx, "x_vehicle", ["x_plate"], blocks=True)
    role = create_role(ctx.actor, "حسابدار", "Accountant")
    mine = Grant(Scope.OWN, owner=ctx.snapshot.entity("x_vehicle").by_key["x_created_by"].id)
    cheap = Grant(Scope.CONDITION, condition="x_price < 10")
    set_entity_rights(ctx, role.key, "x_vehicle", {Verb.READ: mine, Verb.UPDATE: cheap})
    set_field_rights(ctx, role.key, "x_vehicle", {"x_price": "hidden"})
    key = draw_decision(
        "رنگ",
        [OwnInput(ColumnWords("price", "number"), "x_price")],
        [ColumnWords("color", "string")],
        by=ctx.actor,
        now=ctx.now,
        entity="x_vehicle",
    )
    keep_case(key, "بی‌پاسخ", '{"price": 3}', "null", by=ctx.actor, now=ctx.now)
    save_draft(ctx, "greet", PROCESS, name="خوش‌آمد", entity="x_vehicle")
    deploy(ctx, "greet")


def forget_rest() -> None:
    """Take away what `build_rest` made, as if this were another place."""
    kept = DecisionCase.objects.filter(key__in=OwnDecision.objects.values("key"))
    kept.delete()
    mine = ProcessDefinition.objects.filter(key="greet")
    ProcessStart.objects.filter(version__definition__in=mine).delete()
    ProcessDraft.objects.filter(definition__in=mine).delete()
    ProcessVersion.objects.filter(definition__in=mine).delete()
    mine.delete()
    for model in (FormLayout, RecordView, DuplicateRule, EntityRight, FieldRight, HubShare, Role):
        model.objects.all().delete()
    for model in (OwnDecision, AgreedItem, PublishedItem):
        model.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM server_decisionversion WHERE key LIKE 'x\\_%%'")
    # Numbers only grow: what was read of rights under an older one is not read again.
    RightsChange.objects.create(by_name="test", what="forgotten", subject="all")
