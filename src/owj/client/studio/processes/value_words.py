"""Values of a process in the reader's words: variables, who gets a task, when it is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext

from owj.client.studio.processes.choices import RULES
from owj.kernel.errors import OwjError
from owj.kernel.feel import Environment, FeelValue, Limits
from owj.kernel.feel.running import start_run
from owj.kernel.feel.showing import show_literal
from owj.kernel.feel.values import Time
from owj.kernel.persian.durations import duration_words
from owj.server.identity.models import User
from owj.server.identity.names import username_key
from owj.server.processes.tasks.assignment import AssignmentRule, rule_of
from owj.server.roles.known import known_roles
from owj.ui.dates import digits, show_date, show_datetime
from owj.ui.feel_words import END_OF_PIECE, FROM_LEFT
from owj.ui.reading import language

LIMITS = Limits(text=10_000, depth=40, steps=200_000)
DAY_S = 86_400
MOST_SHOWN = 120
NOTHING = "—"
RULE_WORDS = {rule.strip('"'): words for rule, words in RULES}


def value_words(value: FeelValue) -> str:
    """Return a value as people read it, not longer than can be read; contexts as FEEL has them."""
    text = _words(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def _words(value: FeelValue) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value is None or isinstance(value, str):
        return value or NOTHING
    if isinstance(value, tuple):
        return gettext(", ").join(_words(one) for one in value) or NOTHING
    if isinstance(value, Decimal):
        return digits(format(value, "f"))
    return _name_of_record(value) or _moment(value) or _literal(value)


def _name_of_record(value: FeelValue) -> str:
    """Return what a record or a file is called, where a variable holds it; else nothing."""
    if not isinstance(value, dict) or not {"id", "file"} & value.keys():
        return ""
    named = (value.get(key) for key in ("name", "title", "subject", "full_name", "number"))
    return next((one for one in named if isinstance(one, str) and one), "")


def _moment(value: FeelValue) -> str:
    """Return an instant, a day or a length of time in words; empty for anything else."""
    if isinstance(value, datetime):
        return show_datetime(value) if value.tzinfo is not None else ""
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, timedelta) and value >= timedelta(0):
        return duration_words(int(value.total_seconds()), language(), day_s=DAY_S)
    return digits(f"{value.hour}:{value.minute:02d}") if isinstance(value, Time) else ""


def _literal(value: FeelValue) -> str:
    try:
        text = show_literal(value, start_run(Environment(limits=LIMITS)))
    except OwjError:
        return "…"
    return f"{FROM_LEFT}{text}{END_OF_PIECE}"


def who_words(value: FeelValue) -> str:
    """Return who is meant by what FEEL gave for a task: a rule, people, roles and teams."""
    rule = rule_of(value)
    if rule is not None:
        return _rule_words(rule)
    named = value if isinstance(value, tuple) else (value,)
    return gettext(", ").join(_named(one) for one in named) or NOTHING


def _rule_words(rule: AssignmentRule) -> str:
    words = gettext(RULE_WORDS[rule.rule])
    return f"{words} ({group_words(rule.among)})" if rule.among else words


def _named(value: FeelValue) -> str:
    """Return a role, a team or a colleague by the name that people know; else what was given."""
    if isinstance(value, dict):
        value = value.get("id")
    people = User.objects.filter(kind=User.Kind.STAFF)
    if isinstance(value, Decimal):
        named = people.filter(pk=int(value))
    elif isinstance(value, str):
        group = group_words(value)
        if group != value:
            return group
        named = people.filter(username_key=username_key(value))
    else:
        return value_words(value)
    return named.values_list("full_name", flat=True).first() or value_words(value)


def group_words(name: str) -> str:
    """Return a role in the reader's words, by its key or either name; a team by its own name."""
    for one in known_roles():
        if name in (one.key, one.label.fa, one.label.en):
            return str(one.label)
    return name
