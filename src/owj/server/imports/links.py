"""Finding the records and people that cells name: by title, by another field, or by number."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import TYPE_CHECKING, Any

from owj.kernel.errors import OwjError
from owj.kernel.persian.digits import latin_digits
from owj.kernel.persian.folding import fold_letters
from owj.server.identity.models import User
from owj.server.imports.meaning import ID
from owj.server.imports.refusals import LinkAmbiguous, LinkNotFound
from owj.server.records import generic
from owj.server.records.defs import TEXT_KINDS, FieldDef, Kind
from owj.server.records.texts import from_text
from owj.server.records.values import UNSTORABLE

if TYPE_CHECKING:
    from owj.server.records.context import Context

# Of so many records all titles are read once, so that ي and ی name the same one.
MOST_FOLDED = 20_000
MOST_KEPT = 200_000
_BIGGEST_ID = 2**63


class LinkFinder:
    """Finds what one column's cells name, many at once, and remembers it. Within reach only."""

    def __init__(self, field: FieldDef, by: str, *, grows: bool = False) -> None:
        """Take the link and how its targets are called: "" for their title.

        grows: whether the import itself makes records that it may lead to.
        """
        self.field = field
        self.by = by
        self.grows = grows
        self._known: dict[str, int | OwjError] = {}
        self._folded: dict[str, set[int]] | None = None

    def find(self, ctx: Context, texts: Iterable[str]) -> dict[str, int | OwjError]:
        """Return for each text the id that it names, or why it names none."""
        wanted = set(texts)
        if self.grows:
            self._known = {k: v for k, v in self._known.items() if isinstance(v, int)}
            self._folded = None
        unknown = wanted - self._known.keys()
        if unknown:
            if len(self._known) > MOST_KEPT:
                self._known.clear()
                unknown = wanted
            self._known.update(self._look_up(ctx, unknown))
        return {text: self._known[text] for text in wanted}

    def _look_up(self, ctx: Context, texts: Collection[str]) -> dict[str, int | OwjError]:
        person = self.field.kind is Kind.USER
        found = _people(texts) if person else self._records(ctx, texts)
        answers: dict[str, int | OwjError] = {}
        for text in texts:
            ids = found.get(text) or (set() if person else self._nearly(ctx, text))
            if len(ids) == 1:
                answers[text] = next(iter(ids))
            else:
                kind = LinkAmbiguous if ids else LinkNotFound
                answers[text] = kind(
                    field=self.field.label,
                    name=self.field.key,
                    entity="" if person else self._target(ctx).label,
                    got=text[:60],
                )
        return answers

    def _target(self, ctx: Context) -> Any:
        return ctx.snapshot.entity(self.field.target or "")

    def _column(self, ctx: Context) -> str:
        target = self._target(ctx)
        return self.by if self.by in target.by_key or self.by == ID else target.title or ID

    def _records(self, ctx: Context, texts: Collection[str]) -> dict[str, set[int]]:
        column = self._column(ctx)
        rows = generic.rows(ctx, self.field.target or "")
        found: dict[str, set[int]] = {}
        if column == ID:
            numbers = _by_value((text, _number(text)) for text in texts)
            numbers.pop(0, None)
            for record_id in rows.filter(pk__in=list(numbers)).values_list("pk", flat=True):
                for text in numbers[record_id]:
                    found.setdefault(text, set()).add(record_id)
            return found
        definition = self._target(ctx).by_key[column]
        called = _by_value((text, _value(ctx, definition, text)) for text in texts)
        called.pop(None, None)
        named = rows.filter(**{f"{definition.attname}__in": list(called)})
        for record_id, name in named.values_list("pk", definition.attname):
            for text in called.get(name, ()):
                found.setdefault(text, set()).add(record_id)
        return found

    def _nearly(self, ctx: Context, text: str) -> set[int]:
        """Return what is called so when letters, digits and spaces are made alike."""
        column = self._column(ctx)
        if column == ID or self._target(ctx).by_key[column].stored_kind not in TEXT_KINDS:
            return set()
        if self._folded is None:
            self._folded = {}
            rows = generic.rows(ctx, self.field.target or "").order_by("pk")
            few = list(rows.values_list("pk", column)[: MOST_FOLDED + 1])
            for record_id, name in few if len(few) <= MOST_FOLDED else ():
                self._folded.setdefault(fold_letters(str(name)), set()).add(record_id)
        return self._folded.get(fold_letters(text), set())


def _people(texts: Collection[str]) -> dict[str, set[int]]:
    """Return colleagues by user name, address, full name or number."""
    found: dict[str, set[int]] = {}
    people = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    names: dict[str, set[int]] = {}
    for user_id, *words in people.values_list("pk", "username", "email", "full_name"):
        for word in (*words, str(user_id)):
            if word:
                names.setdefault(fold_letters(str(word)), set()).add(user_id)
    for text in texts:
        found[text] = names.get(fold_letters(text), set())
    return found


def _by_value(told: Iterable[tuple[str, Any]]) -> dict[Any, list[str]]:
    """Return the texts that mean each value."""
    found: dict[Any, list[str]] = {}
    for text, value in told:
        if isinstance(value, Hashable):
            found.setdefault(value, []).append(text)
    return found


def _value(ctx: Context, field: FieldDef, text: str) -> Any:
    """Return what a cell says of the field by which records are called; None: nothing."""
    if UNSTORABLE.search(text):
        return None
    try:
        return from_text(field, text, ctx.zone)
    except OwjError:
        return None


def _number(text: str) -> int:
    plain = latin_digits(text)
    number = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 20 else 0
    return number if number < _BIGGEST_ID else 0
