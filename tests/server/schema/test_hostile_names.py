"""Whatever people call things: stored as written, queried, shown, and harmless to the database."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from owj.server.context import SYSTEM
from owj.server.records import Label
from owj.server.records.context import open_context
from owj.server.records.defs import Kind, SchemaDef
from owj.server.records.overlays import OwnLayer
from owj.server.schema.changes import AddField, Change, CreateEntity
from owj.server.schema.drawing import Drawing
from owj.server.schema.errors import SchemaChangeRefused
from owj.server.schema.names import KEY_LENGTH, LABEL_LENGTH, clean_label, key_for
from owj.server.schema.services import add_change, open_draft, publish, review
from owj.server.schema.settling import settle

KEY = re.compile(r"x_[a-z0-9]+(?:_[a-z0-9]+)*")
HOSTILE = st.sampled_from(
    [
        "'; DROP TABLE server_user; --",
        '"x" CASCADE',
        "$$;$$",
        "%s %(name)s {0}",
        "select",
        "table",
        "order by",
        "all",
        "id",
        "version",
        "objects",
        "__class__",
        "x_x_",
        "\u202eشمارهٔ\u202c وارونه",
        "\u200f\u200eنام",
        "نام\u200cخانوادگی",
        "🚗🚙👨\u200d👩\u200d👧",
        "\x00",
        "\ud800",
        "İstanbul ß ﬁ ²",
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "a\nb\tc",
        "\\'\\\"",
        "ن" * LABEL_LENGTH,
        "n" * 10_000,
        "۱۲۳",
        "-- --",
        "  ",
    ]
)
NAMES = HOSTILE | st.text(min_size=1, max_size=200)
LABELS = st.builds(Label, NAMES, NAMES | st.just(""))
EMPTY = Drawing(SchemaDef(), SchemaDef(), OwnLayer())


@given(label=LABELS)
def test_every_name_gives_a_short_plain_free_key(label: Label) -> None:
    taken: set[str] = set()
    for _ in range(3):
        key = key_for(label, taken, fallback="field")
        assert KEY.fullmatch(key), key
        assert len(key) <= KEY_LENGTH
        assert key not in taken
        taken.add(key)


def test_a_name_of_ten_thousand_letters_is_refused_by_its_length() -> None:
    for label in (Label("ن" * 10_000, ""), Label("نام", "n" * 10_000)):
        with pytest.raises(SchemaChangeRefused) as refused:
            settle(EMPTY, CreateEntity(label, label))
        assert refused.value.data["got"] == 10_000
        assert str(LABEL_LENGTH) in str(refused.value.data["expected"])


def is_taken(label: Label) -> bool:
    """Return whether a label is one that people may give."""
    try:
        clean_label(label, "here")
    except SchemaChangeRefused:
        return False
    return True


@pytest.mark.django_db
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(labels=st.lists(LABELS.filter(is_taken), min_size=4, max_size=8))
def test_hostile_names_of_entities_fields_and_answers_are_stored_and_harmless(
    labels: list[Label],
) -> None:
    with transaction.atomic():
        check_names(labels)
        transaction.set_rollback(True)


def check_names(labels: list[Label]) -> None:
    ctx = open_context(SYSTEM)
    draft = add_change(ctx, open_draft(ctx), CreateEntity(labels[0], labels[1]))
    made = draft.changes[-1].change
    assert isinstance(made, CreateEntity)
    options = [{"label": label} for label in labels[2:4]]
    further: list[Change] = [
        AddField(made.key, Kind.TEXT, label, settings={"search": True, "help": label})
        for label in labels
    ]
    further.append(AddField(made.key, Kind.CHOICE, labels[0], settings={"options": options}))
    for change in further:
        draft = add_change(ctx, draft, change)
    assert review(ctx, draft).problems == ()
    publish(ctx, draft)
    ctx = open_context(SYSTEM)
    entity = ctx.snapshot.entity(made.key)
    assert entity.label == clean_label(labels[0], "here")
    texts = [one for one in entity.by_key.values() if one.help is not None]
    assert [one.label for one in texts] == [clean_label(label, "here") for label in labels]
    (choice,) = [one for one in entity.by_key.values() if one.kind is Kind.CHOICE]
    assert [one.label for one in choice.options] == [
        clean_label(label, "here") for label in labels[2:4]
    ]
    values = {one.key: one.label.fa for one in texts}
    record = ctx.create(
        ctx.snapshot.model(made.key),
        x_name="نام",
        **values,
        **{choice.key: choice.options[0].value},
    )
    for key, value in values.items():
        assert ctx.records(made.key).filter(**{key: value}).count() == 1
        assert record[key] == value
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM server_user")
