"""The two statements of a step, each one round trip on Django's own connection.

Inside of `transaction.atomic()` the first statement of a connection makes the driver send BEGIN
and wait for the answer. Here BEGIN travels with the statement, and COMMIT with the last one where
the caller knows that nothing follows. Everything else, savepoints, other commits and the wording
of errors, stays Django's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg.errors import error_from_result
from psycopg.pq import Escaping, ExecStatus, TransactionStatus

Row = tuple[str | None, ...]


def ask(statement: str) -> Row | None:
    """Return the first row that a statement gives, as texts; None for none.

    statement: whole, so it must hold nothing but numbers and instants of ours.
    """
    raw = _raw_in_transaction()
    begun = raw.pgconn.transaction_status != TransactionStatus.IDLE
    text = statement if begun else f"BEGIN; {statement}"
    with connection.wrap_database_errors:
        return _first_row(raw.pgconn.exec_(text.encode()))


def may_commit() -> bool:
    """Tell whether the transaction is nobody's but the caller's, who may thus end it."""
    return (
        connection.in_atomic_block
        and connection.commit_on_exit
        and not connection.savepoint_ids
        and not connection.needs_rollback
    )


def tell_and_commit(statement: str, value: str) -> None:
    """Do a statement about a text, %b in it, and commit: one round trip for both.

    Nothing may be asked afterwards; `transaction.atomic()` then finds the commit done.
    """
    raw = _raw_in_transaction()
    text = Escaping(raw.pgconn).escape_literal(value.encode())
    with connection.wrap_database_errors:
        result = raw.pgconn.exec_(statement.encode() % text + b"; COMMIT")
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)


def tell(statement: str, values: Sequence[str | None]) -> Row | None:
    """Return the first row that a statement with $1, $2 … gives."""
    raw = _raw_in_transaction()
    if raw.pgconn.transaction_status == TransactionStatus.IDLE:
        ask("SELECT 1")
    given = [None if value is None else value.encode() for value in values]
    with connection.wrap_database_errors:
        return _first_row(raw.pgconn.exec_params(statement.encode(), given))


def _raw_in_transaction() -> Any:
    connection.ensure_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("a step outside of transaction.atomic()")
    connection.validate_no_broken_transaction()
    return connection.connection


def _first_row(result: Any) -> Row | None:
    if result.status != ExecStatus.TUPLES_OK:
        raise error_from_result(result)
    if not result.ntuples:
        return None
    found = (result.get_value(0, column) for column in range(result.nfields))
    return tuple(None if value is None else value.decode() for value in found)
