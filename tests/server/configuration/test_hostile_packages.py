"""A package that somebody wrote by hand, badly or with ill will: refused by name, nothing half."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.server.configuration.configured import build_definitions, build_rest, forget_rest
from tests.server.records.schema_state import kept_schema
from tests.server.schema.conftest import Open

from owj.kernel.errors import OwjError
from owj.server.configuration.package_yaml import YamlRefused, read_yaml, write_yaml
from owj.server.configuration.packages import compare_package, export_package, import_package
from owj.server.schema.errors import PackageUnreadable
from owj.server.schema.queries import current_drawing
from owj.server.schema.services import review

FIELD = "x_car.x_name"
NAMES = {"fa": "نام", "en": "Name"}
DEEPEST = 60


def package(**sections: Any) -> dict[str, Any]:
    return {"owj_package": 2, **sections}


def of_field(**settings: Any) -> dict[str, Any]:
    return package(field={FIELD: {"kind": "text", "label": NAMES, **settings}})


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no kind": (package(fild={}), "fild"),
    "a list of items": (package(field=[]), "field: expected items by key"),
    "yes as text": (of_field(required="no"), f"field {FIELD} · required: expected true or false"),
    "yes as number": (of_field(required=1), "expected true or false, got 1"),
    "words of SQL": (of_field(on_delete="'; DROP TABLE x; --"), "on_delete: expected one of"),
    "list in a formula": (of_field(formula=[[1]]), "formula: expected text"),
    "a number without end": (of_field(max_length=1e300), "max_length: expected a whole number"),
    "no such person": (of_field(names="root"), "names: expected one of: creator, changer"),
    "an answer of no shape": (of_field(options=[5]), "options.0: expected settings by name"),
    "no such kind": (of_field(kind="blob"), "kind: expected one of"),
    "a label of lists": (of_field(label={"fa": ["x"]}), "label: expected a name"),
    "a misspelled setting": (package(entity={"x_car": {"lable": NAMES}}), "got lable"),
    "a field of nothing": (package(field={"x_name": {"kind": "text"}}), "entity.field"),
    "a long key": (package(role={"x" * 10_000: NAMES}), "at most 300 letters"),
    "a verb": (package(rights={"a/b": {"allows": {"raed": {"scope": "all"}}}}), "got raed"),
    "a scope": (package(rights={"a/b": {"allows": {"read": {"scope": "al"}}}}), "got al"),
    "an access": (package(rights={"a/b": {"fields": {"c": "hiden"}}}), "got hiden"),
    "a name as list": (package(role={"clerk": {"fa": ["x"], "en": "x"}}), "fa: expected text"),
    "a place": (package(view={"a/list/b": {"name": "b", "shows": {}, "place": 1e300}}), "place"),
    "a view's test": (
        package(view={"a/list/b": {"name": "b", "shows": {"where": {"parts": [{"path": 5}]}}}}),
        "where.parts.0",
    ),
    "a drawing": (package(process={"p": {"name": "p", "source": [1]}}), "source.0: expected text"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_has_a_wrong_shape_is_refused_by_name(open_admin: Open, case: str) -> None:
    said, words = WRONG[case]
    before = export_package(open_admin())
    for text in (json.dumps(said), write_yaml(said)):
        for ask in (compare_package, import_package):
            with pytest.raises(PackageUnreadable) as refused:
                ask(open_admin(), text)
            assert words in str(refused.value)
    assert export_package(open_admin()) == before


BAD: tuple[Any, ...] = (None, 5, -1, 1e300, True, "", "x" * 10_000, [], ["x"], {}, {"a": 1}, [[1]])


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    named = dict(enumerate(value[:2])) if isinstance(value, list) else value
    for name, one in named.items() if isinstance(named, dict) else ():
        yield from _places(one, (*at, name))


def _put(data: Any, at: tuple[Any, ...], bad: Any) -> Any:
    changed = one = copy.deepcopy(data)
    for name in at[:-1]:
        one = one[name]
    one[at[-1]] = bad
    return changed


def test_no_wrong_value_anywhere_breaks_off_without_words(open_admin: Open) -> None:
    with kept_schema():
        build_definitions(open_admin())
        build_rest(open_admin())
        whole = json.loads(export_package(open_admin()))
        forget_rest()
    before = export_package(open_admin())
    places = [at for at in _places(whole) if len(at) > 2]
    for number, at in enumerate(places):
        # Every place, and in turn every bad value: all pairs would take minutes.
        text = json.dumps(_put(whole, at, BAD[number % len(BAD)]))
        ctx = open_admin()
        # Refused in words, or a draft that can be reviewed: nothing else may be raised.
        with suppress(OwjError):
            draft = import_package(ctx, text)
            if draft is not None:
                review(ctx, draft)
    assert export_package(open_admin()) == before
    forget_rest()


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.text("yno~#:-? \n\t'\"|>{}[]&*!%@`0123.eE,ا\u200c\u202e", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab:#-?\u200c n"), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.dictionaries(st.text("abc:#-? yno\nا", max_size=6), PLAIN, min_size=1, max_size=4))
def test_what_is_written_as_yaml_is_read_as_it_was(data: dict[str, Any]) -> None:
    assert read_yaml(write_yaml(data), DEEPEST) == data


def test_a_package_goes_as_yaml_as_well(open_admin: Open) -> None:
    build_definitions(open_admin())
    build_rest(open_admin())
    text = export_package(open_admin(), "yaml")
    assert "  x_vehicle.x_price:\n    kind: money\n" in text
    # Drawings stand line by line, as they were drawn.
    assert '\n      <?xml version="1.0" encoding="UTF-8"?>\n      <definitions' in text
    assert import_package(open_admin(), text) is None
    assert export_package(open_admin(), "yaml") == text
    forget_rest()


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nowj_package: 2\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "line 1, column 4: anchors and references are not taken"),
        ("a: !!python/object/apply:os.system [ls]", "tags are not taken"),
        ("a: 1\na: 2", "“a” stands twice"),
        ('{"owj_package": 2, "role": {}, "role": {}}', "“role” stands twice"),
        ("[" * 100_000, "neither JSON nor YAML"),
        ("- " * 100_000, "it is nested too deeply"),
        ("owj_package: 2\n--- \nowj_package: 2", "one document is expected"),
        ("owj_package: [", "line 2, column 1: this is neither JSON nor YAML"),
        ("owj_package: '2'", "“owj_package”: 2"),
        ('{"owj_package": 2,', "line 1, column 19: this is neither JSON nor YAML"),
        ("", "“owj_package”: 2"),
        ("a: \x01", "it holds letters that no text has"),
    ],
)
def test_a_broken_file_says_where(open_admin: Open, text: str, words: str) -> None:
    with pytest.raises(PackageUnreadable) as refused:
        compare_package(open_admin(), text)
    assert words in str(refused.value)


def test_a_text_stays_a_text() -> None:
    assert read_yaml("a: no\nb: 010\nc: 1405-09\nd: 2026-11-23\ne: 7\nf: false", DEEPEST) == {
        "a": "no",
        "b": "010",
        "c": "1405-09",
        "d": "2026-11-23",
        "e": 7,
        "f": False,
    }
    with pytest.raises(YamlRefused):
        read_yaml("\ud800", DEEPEST)


def test_a_package_takes_nothing_away_by_itself(open_admin: Open) -> None:
    """What is missing in a file, and what it names as gone, stays until somebody says so."""
    build_definitions(open_admin())
    before = current_drawing().schema
    assert import_package(open_admin(), json.dumps(package())) is None
    with pytest.raises(PackageUnreadable):
        import_package(open_admin(), json.dumps(package(field={"x_vehicle.x_price": None})))
    assert current_drawing().schema == before


def test_what_is_wrong_with_a_formula_is_said_in_persian(open_admin: Open) -> None:
    build_definitions(open_admin())
    wrong = {"kind": "formula", "label": NAMES, "formula": "1 +", "result": "number"}
    text = json.dumps(package(field={"x_vehicle.x_wrong": wrong}))
    with translation.override("fa"):
        ctx = open_admin()
        draft = import_package(ctx, text)
        assert draft is not None
        said = [str(one.text) for one in review(ctx, draft).problems]
    assert said
    assert not any(re.search("[A-Za-z]", one) for one in said), said
