"""Known cases 已知办件: what this process read of a case and has not changed since, so that the next step need not read it again.

The version of a row is the transaction that wrote it (`xmin`). A step asks, under the lock of the case, for the whole row unless it is
still of the version known here, so nothing stale is ever used, whichever process, command or hand wrote since. See docs/adr/1041.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event
from sqlalchemy import Engine as Database

MOST_BYTES = 16 * 1024 * 1024
"""Of the JSON of all known cases together; as objects they take about eight times that."""
MOST_TASKS = 8192
WRITTEN = "case_written"
TABLE = '"case"'


def watch_writing(database: Database) -> None:
    """Let the connections of a pool tell when the mapper may have written a row of a case: the batch knows nothing of that."""

    def note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if TABLE in statement and not statement.startswith("SELECT"):
            connection.info[WRITTEN] = True

    event.listen(database, "before_cursor_execute", note)


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What no step changes of a case (all but `STEPPED`), as a version of its row holds it. The values are shared: they are replaced,
    never changed.
    """

    version: str
    columns: Mapping[str, Any]
    weight: int


class KnownCases:
    """The cases that this process saw last, by id and by their tasks; used by any number of threads."""

    def __init__(self) -> None:
        self._cases: OrderedDict[UUID, KnownCase] = OrderedDict()
        self._of_task: OrderedDict[UUID, UUID] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def case(self, case_id: UUID) -> KnownCase | None:
        """What is known of a case."""
        with self._lock:
            return self._cases.get(case_id)

    def of_task(self, task_id: UUID) -> KnownCase | None:
        """What is known of the case of a task; a task never changes its case."""
        with self._lock:
            case_id = self._of_task.get(task_id)
            return None if case_id is None else self._cases.get(case_id)

    def keep(self, case_id: UUID, case: KnownCase, tasks: Iterable[UUID]) -> None:
        """Know this version of a case, and that these tasks are its own; what was not seen for long is let go."""
        with self._lock:
            self._drop(case_id)
            self._cases[case_id] = case
            self._weight += case.weight
            while self._weight > MOST_BYTES:
                self._drop(next(iter(self._cases)))
            for task_id in tasks:
                self._of_task[task_id] = case_id
                self._of_task.move_to_end(task_id)
            while len(self._of_task) > MOST_TASKS:
                self._of_task.popitem(last=False)

    def forget(self, case_id: UUID) -> None:
        """Know nothing of a case."""
        with self._lock:
            self._drop(case_id)

    def _drop(self, case_id: UUID) -> None:
        gone = self._cases.pop(case_id, None)
        if gone is not None:
            self._weight -= gone.weight
