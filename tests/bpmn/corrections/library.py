"""The plain library on the same diagrams, to show that a fault is there and not imagined."""

from io import BytesIO
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState


class Plain:
    """A case on the library as it comes."""

    def __init__(self, file: bytes, **facts: Any) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(BytesIO(file)).getroot())
        self.workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        self.facts = facts
        self.workflow.task_tree.data.update(facts)
        self.workflow.do_engine_steps()

    @property
    def open(self) -> list[str]:
        """User tasks that are ready."""
        return sorted(task.task_spec.name for task in self.workflow.get_tasks(state=TaskState.READY, manual=True))

    def do(self, name: str, **facts: Any) -> None:
        task = self.workflow.get_next_task(state=TaskState.READY, spec_name=name)
        self.facts.update(facts)
        task.data.update(self.facts)
        task.run()
        self.workflow.do_engine_steps()

    def throw(self, definition: Any) -> None:
        self.workflow.catch(BpmnEvent(definition))
        self.workflow.do_engine_steps()

    @property
    def size(self) -> int:
        return len(self.workflow.tasks)
