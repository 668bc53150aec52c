"""Statements sent together 合并发送: one round trip for what a step asks of the database at one moment.

A step speaks twice: it begins, locks and reads; then it writes and commits. Each is one message of prepared statements, and the server
takes a new look at the data for every statement in it, so that what is read after a lock is what its last holder left. The driver's own
way (a message and an answer for each, BEGIN and COMMIT too) costs both sides more processor time than the statements themselves.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.pq import DiagnosticField, Escaping, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn
from sqlalchemy import Engine as Database
from sqlalchemy import event

MOST_PREPARED = 128
PREPARED = "prepared"
DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


class Kept(psycopg.Connection[Any]):
    """A connection that knows its prepared statements longer than one transaction: the driver's own rollback makes the server forget all.

    Every question of a page ends in a rollback, so its statements would be planned anew each time.
    """

    def rollback(self) -> None:
        """Undo what is open; what is prepared stays."""
        status = self.pgconn.transaction_status
        if status == TransactionStatus.IDLE and not self._pipeline:
            return
        if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR) and not self._pipeline:
            if self.pgconn.exec_(b"ROLLBACK").status not in DONE:
                raise psycopg.OperationalError("the transaction could not be rolled back")
        else:
            super().rollback()


def keep_prepared(database: Database) -> None:
    """Let a pool make connections of this kind."""

    def connect(_dialect: object, _record: object, arguments: tuple[Any, ...], settings: dict[str, Any]) -> psycopg.Connection[Any]:
        return Kept.connect(*arguments, **settings)

    event.listen(database, "do_connect", connect)


class Together:
    """One connection; `names` says which texts its server knows already and is kept as long as the connection."""

    def __init__(self, driver: psycopg.Connection[Any], info: dict[Any, Any]) -> None:
        self._server: PGconn = driver.pgconn
        self._names: OrderedDict[str, int] = info.setdefault(PREPARED, OrderedDict())

    def send(self, calls: Sequence[tuple[str, Sequence[str]]], *, commit: bool = False) -> bytes | None:
        """Run the texts with their arguments ($1, $2 ...) in order, in the open transaction or a new one; the last one's first value.

        With `commit` the transaction ends here, and nothing is answered.

        Raises:
            psycopg.Error: nothing after the statement that failed has run, and the transaction is lost.
        """
        quote = Escaping(self._server).escape_literal
        parts = [] if self._server.transaction_status != TransactionStatus.IDLE else [b"BEGIN"]
        for text, arguments in calls:
            given = b"(" + b",".join([quote(each.encode()) for each in arguments]) + b")" if arguments else b""
            parts.append(b"EXECUTE tongban_%d%b" % (self._known(text), given))
        if commit:
            parts.append(b"COMMIT")
        result = self._run(b";".join(parts))
        if commit:
            if result.command_status != b"COMMIT":
                raise psycopg.OperationalError("the transaction was lost before it was committed")
            return None
        return result.get_value(0, 0) if result.ntuples else None

    def _known(self, text: str) -> int:
        """The number under which the server knows a text; it is told the first time, and made to forget what was not used for long."""
        number = self._names.get(text)
        if number is None:
            while len(self._names) >= MOST_PREPARED:
                _, oldest = self._names.popitem(last=False)
                self._run(b"DEALLOCATE tongban_%d" % oldest)
            number = max(self._names.values(), default=0) + 1
            self._run(b"PREPARE tongban_%d AS %b" % (number, text.encode()))
            self._names[text] = number
        else:
            self._names.move_to_end(text)
        return number

    def _run(self, message: bytes) -> Any:
        result = self._server.exec_(message)
        if result.status in DONE:
            return result
        if result.error_field(DiagnosticField.SQLSTATE) is None:  # nobody answered: the library itself says so
            raise psycopg.OperationalError(result.error_message.decode(errors="replace").strip())
        raise psycopg.errors.error_from_result(result, encoding="utf-8")
