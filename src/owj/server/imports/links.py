"""Finding the records and people that cells name: by title, by another field, or by number."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from owj.kernel.errors import OwjError
from owj.kernel.persian.digits import latin_digits
from owj.kernel.persian.folding import fold_letters
from owj.server.identity.models import User
from owj.server.imports.meaning import ID
from owj.server.imports.refusals import LinkAmbiguous, LinkNotFound
from owj.server.records import generic
from owj.server.records.defs import FieldDef, Kind

if TYPE_CHECKING:
    from owj.server.records.context import Context

# Of so many records all titles are read once, so that ي and ی name the same one.
MOST_FOLDED = 20_000
MOST_KEPT = 200_000
_BIGGEST_ID = 2**63


class LinkFinder:
    """Finds what one column's cells name, many at once, and remembers it. Within reach only."""

    def __init__(self, field: FieldDef, by: str) -> None:
        """Take the link and how its targets are called: "" for their title."""
        self.field = field
        self.by = by
        self._known: dict[str, int | OwjError] = {}
        self._folded: dict[str, set[int]] | None = None

    def find(self, ctx: Context, texts: Iterable[str]) -> dict[str, int | OwjError]:
        """Return for each text the id that it names, or why it names none."""
        wanted = set(texts)
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
            numbers = {_number(text): text for text in texts}
            numbers.pop(0, None)
            for record_id in rows.filter(pk__in=list(numbers)).values_list("pk", flat=True):
                found.setdefault(numbers[record_id], set()).add(record_id)
            return found
        plain = [text for text in texts if "\0" not in text]
        named = rows.filter(**{f"{column}__in": plain}).values_list("pk", column)
        for record_id, name in named:
            found.setdefault(str(name), set()).add(record_id)
        return found

    def _nearly(self, ctx: Context, text: str) -> set[int]:
        """Return what is called so when letters, digits and spaces are made alike."""
        column = self._column(ctx)
        if column == ID:
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


def _number(text: str) -> int:
    plain = latin_digits(text)
    number = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 20 else 0
    return number if number < _BIGGEST_ID else 0
