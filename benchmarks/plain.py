"""The same process on plain SpiffWorkflow, as its documentation shows it: its JSON serializer, one row of the same PostgreSQL."""

from __future__ import annotations

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks.program import DIAGRAM, ROUND, VALUES
from engine.store.postgres import plain_url

PLAIN_DIAGRAM = DIAGRAM.replace("P15D", '"P15D"').replace('=review.outcome = "approve"', 'review["outcome"] == "approve"')


class Plain:
    """One case in one row: lock and load, complete the next task, serialise, update, commit.

    With `form` the task's ten values become process variables, as they must to be kept at all; without, the state holds the token's
    way and one outcome only.
    """

    def __init__(self, url: str, *, form: bool) -> None:
        self.values = VALUES if form else {}
        self.connection = psycopg.connect(plain_url(url))
        self.table = "plain_with_form" if form else "plain_tokens"
        self.connection.execute(f"CREATE TABLE {self.table} (id int PRIMARY KEY, state text NOT NULL)")
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(PLAIN_DIAGRAM.encode()))
        workflow = BpmnWorkflow(parser.get_spec("bench"))
        workflow.do_engine_steps()
        self.serializer = BpmnWorkflowSerializer()
        self.connection.execute(f"INSERT INTO {self.table} VALUES (1, %s)", (self.serializer.serialize_json(workflow),))
        self.connection.commit()

    def step(self) -> None:
        """Complete one user task."""
        found = self.connection.execute(f"SELECT state FROM {self.table} WHERE id = 1 FOR UPDATE").fetchone()
        workflow = self.serializer.deserialize_json(found[0])
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data[task.task_spec.name] = {**self.values, "outcome": "again" if task.task_spec.name == "review" else "done"}
        task.run()
        workflow.do_engine_steps()
        self.connection.execute(f"UPDATE {self.table} SET state = %s WHERE id = 1", (self.serializer.serialize_json(workflow),))
        self.connection.commit()

    def go(self, rounds: int) -> None:
        """Trips around the loop."""
        for _ in range(rounds * len(ROUND)):
            self.step()

    @property
    def state(self) -> str:
        """The stored state."""
        found = self.connection.execute(f"SELECT state FROM {self.table} WHERE id = 1").fetchone()
        self.connection.commit()
        return str(found[0])

    def put_back(self, state: str) -> None:
        """Return to an earlier state, so that the age measured stays what it is."""
        self.connection.execute(f"UPDATE {self.table} SET state = %s WHERE id = 1", (state,))
        self.connection.commit()

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()
