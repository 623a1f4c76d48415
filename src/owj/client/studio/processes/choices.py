"""What the panel offers to choose from: roles and teams, calendars, decisions, kinds of work."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.client.calendars.words import calendar_name
from owj.server.agreements.queries import calendar_rows
from owj.server.decisions.points import decision_points, own_points
from owj.server.processes.definition_rows import ProcessDefinition
from owj.server.processes.work import registered_kinds
from owj.server.processes.work.kinds import RESULT, Parameter, ParameterKind, WorkKind, kinds
from owj.server.records.context import Context
from owj.server.roles.known import known_roles
from owj.server.roles.models import Team

# What a task may ask for, as `owj:fields` names it.
ANSWER_KINDS = (
    ("text", _("Text")),
    ("long_text", _("Long text")),
    ("number", _("Whole number")),
    ("decimal", _("Decimal number")),
    ("money", _("Amount of money")),
    ("yes_no", _("Yes or no")),
    ("choice", _("One of several")),
    ("multi_choice", _("Several of several")),
    ("date", _("Date")),
    ("date_time", _("Date and time")),
    ("user", _("Colleague")),
    ("phone", _("Telephone number")),
    ("email", _("E-mail address")),
    ("iban", _("IBAN")),
    ("national_id", _("National ID")),
)
# Who gets a task, by a rule; the text is FEEL.
RULES = (
    ('"least loaded"', _("whoever has the fewest open tasks")),
    ('"round robin"', _("one after the other")),
    ('"starter"', _("whoever started the process")),
    ('"starter\'s manager"', _("the manager of whoever started it")),
    ('"owner"', _("the owner of the record")),
    ('"owner\'s manager"', _("the manager of the record's owner")),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a kind of work is told. choices: what may stand in it; else it is typed."""

    parameter: Parameter
    choices: list[tuple[str, str]]

    @property
    def is_feel(self) -> bool:
        """Tell expressions from words."""
        return self.parameter.kind is ParameterKind.FEEL


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work with all that it is told; the variable of its result stands elsewhere."""

    kind: WorkKind
    told: list[Told]


@dataclass(frozen=True, slots=True)
class PanelChoices:
    """Everything that the panel's lists hold: what is written, and what it is called."""

    groups: list[tuple[str, str]]
    calendars: list[tuple[str, str]]
    work: list[Work]
    kinds: list[tuple[str, str]]
    rules: list[tuple[str, str]]
    processes: list[tuple[str, str]]
    entity: str


def _processes(ctx: Context) -> list[tuple[str, str]]:
    """Return the processes in use; asked once, since two lists of the panel hold them."""
    rows = ProcessDefinition.objects.filter(archived=False).order_by("name")
    return ctx.once("processes of the panel", lambda _ctx: list(rows.values_list("key", "name")))


def _work(ctx: Context) -> list[Work]:
    """Return the kinds of work that run here, each with what it is told."""
    entities = [(key, str(ctx.snapshot.entity(key).label)) for key in sorted(ctx.snapshot.models)]
    lists: dict[ParameterKind, list[tuple[str, str]]] = {
        ParameterKind.ENTITY: entities,
        ParameterKind.DECISION: [
            *((one.key, gettext(one.label)) for one in decision_points()),
            *((one.key, one.label) for one in own_points() if not one.archived),
        ],
        ParameterKind.PROCESS: _processes(ctx),
    }
    known = registered_kinds()
    return [
        Work(
            kind,
            [
                Told(
                    one, lists.get(one.kind) or [(value, str(name)) for value, name in one.options]
                )
                for one in kind.parameters
                if one.name != RESULT.name
            ],
        )
        for kind in kinds()
        if kind.key in known
    ]


def attribute_names() -> list[str]:
    """Return the attributes that kinds of work are told by."""
    return sorted({one.name for kind in kinds() for one in kind.parameters} - {RESULT.name})


def panel_choices(ctx: Context, definition: ProcessDefinition) -> PanelChoices:
    """Return what the panel of a process offers."""
    roles = [(one.key, str(one.label)) for one in known_roles()]
    teams = [(name, name) for name in Team.objects.order_by("name").values_list("name", flat=True)]
    entity = definition.entity
    return PanelChoices(
        groups=roles + teams,
        calendars=[(row.key, calendar_name(row.key, row.name)) for row in calendar_rows()],
        work=_work(ctx),
        kinds=[(kind, gettext(label)) for kind, label in ANSWER_KINDS],
        rules=[(rule, gettext(label)) for rule, label in RULES],
        processes=_processes(ctx),
        entity=str(ctx.snapshot.entity(entity).label) if entity in ctx.snapshot.models else "",
    )
