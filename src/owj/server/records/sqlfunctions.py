"""The two SQL functions that give PostgreSQL the kernel's Persian order and folding.

The embedded database has no ICU, so order never comes from a collation. Both functions are
translations of characters, immutable, and therefore fit for expression indexes. Folding by
persian_fold is of letters only; plural endings are taken from the question alone (lookups.py).
"""

from __future__ import annotations

import hashlib

from django.db import connection
from psycopg import sql

from owj.kernel.persian.folding import fold
from owj.kernel.persian.letters import ALPHABET, DIGITS, IGNORED, VARIANTS
from owj.kernel.persian.ordering import KEY_FROM, KEY_TO

_FUNCTION = """
    CREATE OR REPLACE FUNCTION {name}(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN {body}
"""
_COMMENT = "COMMENT ON FUNCTION {name}(text) IS {digest}"
_DIGEST = """
    SELECT obj_description(to_regprocedure(%s), 'pg_proc')
"""


def _fold_table() -> tuple[str, str]:
    """Return the characters that the kernel's fold changes, and what they become."""
    letters = "".join(dict.fromkeys((*VARIANTS, *DIGITS, *ALPHABET)))
    changed = [letter for letter in letters if fold(letter) != letter]
    kept = [letter for letter in changed if fold(letter)]
    removed = [letter for letter in changed if not fold(letter)]
    return "".join((*kept, *removed)) + IGNORED, "".join(fold(letter) for letter in kept)


def _bodies() -> dict[str, sql.Composed]:
    fold_from, fold_to = _fold_table()
    return {
        "persian_key": sql.SQL('translate($1, {}, {}) COLLATE "C"').format(KEY_FROM, KEY_TO),
        "persian_fold": sql.SQL('lower(translate(normalize($1, NFKC), {}, {}) COLLATE "C")').format(
            fold_from, fold_to
        ),
    }


def install_functions() -> list[str]:
    """Create or renew the extension and the functions; return the names of those that changed.

    Expression indexes over a changed function must be built anew.
    """
    changed: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name, body in _bodies().items():
            text = body.as_string(None)
            digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            cursor.execute(_DIGEST, [f"{name}(text)"])
            if cursor.fetchone()[0] == digest:
                continue
            changed.append(name)
            cursor.execute(sql.SQL(_FUNCTION).format(name=sql.Identifier(name), body=body))
            cursor.execute(
                sql.SQL(_COMMENT).format(name=sql.Identifier(name), digest=sql.Literal(digest))
            )
    return changed
