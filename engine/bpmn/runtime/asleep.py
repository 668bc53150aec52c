"""Asleep 沉睡: instances that wait side by side stay a row of the state until somebody looks at one of them.

A step among a thousand open signatures gives one of them. The others need no token: that they wait, and for what, their row says.
"""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.corrections.tokens import Token
from engine.bpmn.runtime.rows import NOTE, Row, Run

STATUS, FLOW, HOST, BODY = 2, 3, 4, 5
"""Where they stand in what the instances of a run share."""


class Asleep:
    """一排沉睡的会签: the instances of one activity that nothing has touched since the state was read."""

    def __init__(self, run: Run, scope: Any, spec: Any) -> None:
        self.run = run
        self.scope = scope
        self.spec = spec
        self.body: int = run.alike[BODY]

    @staticmethod
    def may(run: Run) -> bool:
        """Whether its instances wait for people alone, so that nothing but their own number can reach them."""
        alike = run.alike
        return bool(alike[STATUS] == TaskState.READY and alike[FLOW] == 0 and alike[HOST] == 0 and alike[BODY] != 0)

    @property
    def oldest(self) -> int:
        """The number of the oldest of them."""
        return self.run.first

    def wake(self, number: int) -> None:
        """One of them is a token from now on."""
        self._rise(self.run.take(number))

    def wake_all(self) -> None:
        """All of them are tokens from now on."""
        for row in self.run.rows():
            self._rise(row)
        self.run.bits = 0

    def _rise(self, row: Row) -> None:
        token = Token(self.scope, self.spec, row[0])
        token.restore(TaskState.READY)
        token.body, token.note = self.body, row[NOTE]
