"""Persian order and search inside queries: `persian_key` terms, `__folded`, `__nearly`, `__among`.

ctx.rows(Customer).filter(name__folded="كتاب ها").order_by(PersianKey("name"))
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Func, Lookup, TextField, Transform
from django.db.models.expressions import Col
from django.db.models.functions import Left

from owj.kernel.persian.folding import fold
from owj.kernel.persian.typos import near_patterns
from owj.server.records.indexes import START_LETTERS

if TYPE_CHECKING:
    _TextLookup = Lookup[str]
    _IdLookup = Lookup[array[int]]
else:
    _TextLookup = _IdLookup = Lookup

_WILD = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


class PersianKey(Func):
    """The sort key of a text in the order of the Persian alphabet."""

    function = "persian_key"
    output_field = TextField(db_collation="C")


def persian_start(path: str) -> PersianKey:
    """Return the sort key of a text's beginning, for texts too long for an index."""
    return PersianKey(Left(path, START_LETTERS))


class ByCodePoint(Transform):
    """A text that is ordered character by character, whatever the collation of the database."""

    lookup_name = "by_code_point"
    template = '(%(expressions)s) COLLATE "C"'
    output_field = TextField()


class FoldedText(Func):
    """A text as search reads it: from the stored copy where there is one."""

    output_field = TextField()

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **extra: Any
    ) -> tuple[str, list[Any]]:
        text, params = folded_sql(self.get_source_expressions()[0], compiler, connection)
        return text, list(params)


def folded_sql(text: Any, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
    """Return the SQL that gives a text folded: its stored copy, or folding it row by row."""
    stored = getattr(text.target, "folded", None) if isinstance(text, Col) else None
    if stored is not None:
        table = compiler.quote_name_unless_alias(text.alias)
        return f"{table}.{connection.ops.quote_name(stored)}", ()
    left, params = compiler.compile(text)
    return f"persian_fold({left})", params


class Folded(_TextLookup):
    """Hold when every word of the question is somewhere in the text, however it is written.

    A text declared with `search` is looked up in the copy that the database keeps folded; any
    other is folded row by row.
    """

    lookup_name = "folded"

    def get_prep_lookup(self) -> str:
        return fold(str(self.rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        words = str(self.rhs).split()
        if not words:
            return "TRUE", []
        left, left_params = folded_sql(self.lhs, compiler, connection)
        terms: list[str] = []
        params: list[Any] = []
        for word in words:
            patterns = self.patterns_of(word)
            terms.append(f"({' OR '.join([f'{left} LIKE %s'] * len(patterns))})")
            params += [value for pattern in patterns for value in (*left_params, pattern)]
        return " AND ".join(terms), params

    def patterns_of(self, word: str) -> Sequence[str]:
        """Return the patterns of LIKE of which one must fit."""
        return (f"%{word.translate(_WILD)}%",)


class Nearly(Folded):
    """Hold as `folded` does, or when words have one letter wrong, missing, extra or swapped."""

    lookup_name = "nearly"

    def patterns_of(self, word: str) -> Sequence[str]:
        """Return the patterns of the word and of what it may have been meant to be."""
        return tuple(f"%{pattern}%" for pattern in near_patterns(word))


class Among(_IdLookup):
    """Hold when an id is one of an array of many: `in` sends each id as a value of its own.

    Of five thousand ids half of a page's time went into writing the question.
    `id__among=ids_of([…])`.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        listed = ",".join(map(str, self.rhs))
        return f"{left} = ANY(%s::bigint[])", [*params, f"{{{listed}}}"]


def ids_of(ids: Iterable[int]) -> array[int]:
    """Return ids in order as `among` takes them; Django looks into a list, not into an array."""
    return array("q", sorted(ids))
