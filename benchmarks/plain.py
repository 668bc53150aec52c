"""The same diagrams on plain SpiffWorkflow, as its documentation shows it: its JSON serializer, one row of the same PostgreSQL.

The diagrams are ours, read from the same bytes. What the plain library cannot read is spelled its way and nothing is left out: FEEL
conditions become Python's, a timer of `tb:limit` gets a duration, a service done inside the step becomes a script that does nothing, a
service that a person answers becomes a user task.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.store.postgres import plain_url

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SERVICE = "{urn:tongban:bpmn:1}service"
PATH = re.compile(r"\b[a-z_]\w*(?:\.\w+)+")
NAMED = re.compile(rf'"[^"]*"|{PATH.pattern}|\b(?:number|true|false|null)\b|(?<![<>!])=')
SPELLED = {"number": "float", "true": "True", "false": "False", "null": "None", "=": "=="}
LONGEST_WAIT = '"P60D"'


def spelled(diagram: bytes) -> etree._Element:
    """One of our diagrams as the plain library reads it."""
    root = etree.fromstring(diagram)
    for condition in root.iter(BPMN + "conditionExpression"):
        condition.text = NAMED.sub(_in_python, (condition.text or "").removeprefix("="))
    for timer in root.iter(BPMN + "timerEventDefinition"):
        duration = timer.find(BPMN + "timeDuration")
        if duration is None:
            etree.SubElement(timer, BPMN + "timeDuration").text = LONGEST_WAIT
        else:
            duration.text = f'"{duration.text}"'
    for kind in ("serviceTask", "businessRuleTask"):
        for service in list(root.iter(BPMN + kind)):
            if service.get(SERVICE, "").startswith("port."):
                service.tag = BPMN + "userTask"
            else:
                service.tag = BPMN + "scriptTask"
                etree.SubElement(service, BPMN + "script").text = "pass"
    return root


def _in_python(named: re.Match[str]) -> str:
    word = named.group()
    if word.startswith('"') or word in SPELLED:
        return SPELLED.get(word, word)
    first, *keys = word.split(".")
    return first + "".join(f'["{key}"]' for key in keys)


def asked_for(diagrams: Sequence[bytes], known: Mapping[str, Any]) -> dict[str, Any]:
    """What the conditions of some diagrams ask for, out of what is known, else an empty text: the plain library fails on a missing name."""
    found: dict[str, Any] = {}
    for diagram in diagrams:
        for condition in etree.fromstring(diagram).iter(BPMN + "conditionExpression"):
            for path in PATH.findall(condition.text or ""):
                *inner, last = path.split(".")
                place, value = found, known
                for key in inner:
                    if not isinstance(place.get(key), dict):
                        place[key] = {}
                    place, value = place[key], value.get(key) or {}
                place.setdefault(last, value.get(last, ""))
    return found


class Plain:
    """One case in one row: lock and load, complete the next task, serialise, update, commit.

    `answers` says what a task sends; it becomes a process variable under the task's own name. With `looking` the library looks at its
    waiting events after every task, as the example application of its documentation does: without, no boundary timer would ever fire.
    """

    def __init__(
        self,
        url: str,
        table: str,
        diagrams: Sequence[bytes],
        process: str,
        answers: Callable[[str], Mapping[str, Any]],
        facts: Mapping[str, Any],
        *,
        looking: bool,
    ) -> None:
        self.answers = answers
        self.looking = looking
        self.connection = psycopg.connect(plain_url(url))
        self.table = table
        self.connection.execute(f"CREATE TABLE {table} (id int PRIMARY KEY, state text NOT NULL)")
        parser = BpmnParser()
        for diagram in diagrams:
            parser.add_bpmn_xml(spelled(diagram))
        workflow = BpmnWorkflow(parser.get_spec(process), parser.get_subprocess_specs(process))
        workflow.data.update(facts)
        workflow.task_tree.data.update(facts)
        workflow.do_engine_steps()
        self.serializer = BpmnWorkflowSerializer()
        self.connection.execute(f"INSERT INTO {table} VALUES (1, %s)", (self.serializer.serialize_json(workflow),))
        self.connection.commit()

    def step(self) -> str:
        """Complete one user task; its name."""
        found = self.connection.execute(f"SELECT state FROM {self.table} WHERE id = 1 FOR UPDATE").fetchone()
        workflow = self.serializer.deserialize_json(found[0])
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        name = task.task_spec.bpmn_id
        task.data[name] = dict(self.answers(name))
        task.run()
        if self.looking:
            while (task := workflow.get_next_task(state=TaskState.READY, manual=False)) is not None:
                task.run()
                workflow.refresh_waiting_tasks()
        else:
            workflow.do_engine_steps()
        self.connection.execute(f"UPDATE {self.table} SET state = %s WHERE id = 1", (self.serializer.serialize_json(workflow),))
        self.connection.commit()
        return str(name)

    def go(self, tasks: int) -> None:
        """Complete so many tasks."""
        for _ in range(tasks):
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
