"""Persian order and search inside queries: `persian_key` terms and the `__folded` lookup.

ctx.rows(Customer).filter(name__folded="كتاب ها").order_by(PersianKey("name"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Func, Lookup, TextField

from owj.kernel.persian.folding import fold

if TYPE_CHECKING:
    _TextLookup = Lookup[str]
else:
    _TextLookup = Lookup

_WILD = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


class PersianKey(Func):
    """The sort key of a text in the order of the Persian alphabet."""

    function = "persian_key"
    output_field = TextField(db_collation="C")


class Folded(_TextLookup):
    """Hold when every word of the question is somewhere in the text, however it is written."""

    lookup_name = "folded"

    def get_prep_lookup(self) -> str:
        return fold(str(self.rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        words = str(self.rhs).split()
        if not words:
            return "TRUE", []
        terms = [f"persian_fold({left}) LIKE %s"] * len(words)
        params = [value for word in words for value in (*left_params, f"%{word.translate(_WILD)}%")]
        return " AND ".join(terms), params
