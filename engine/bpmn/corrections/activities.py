"""Activities: what the library does, and what happens instead.

Fault 1: a task that is done can be run again.
Fault 2: a service left open cannot be stored.
Fault 3: a failing service cannot take an error path.

Activities arm their boundary events when they begin and disarm them when they end. What waits for somebody stays READY (people) or
STARTED (services, scopes), and only the door completes it.
"""

from SpiffWorkflow.bpmn.specs.defaults import CallActivity as LibraryCall
from SpiffWorkflow.bpmn.specs.defaults import ManualTask, ServiceTask, SubWorkflowTask, UserTask

from engine.bpmn.corrections.any_id import ScopeSpec
from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.loops import Repeated
from engine.bpmn.corrections.scopes import SubScope
from engine.bpmn.corrections.tokens import Token
from engine.bpmn.refusals import BpmnError, StepBudgetExceeded

DEEPEST = 100


class Activity(Inclusive):
    """Anything boundary events can be attached to."""

    loop: Repeated | None = None

    def arrive(self, token: Token) -> bool:
        """Arm the boundary events; open the instances of a repeated activity."""
        if token.body:
            return True
        for boundary in self.boundaries:
            boundary.arm(token)
        if self.loop is None:
            return True
        self.loop.begin(token)
        return False

    def _run(self, my_task: Token) -> bool | None:
        return True if my_task.note.pop("over", False) else self.act(my_task)


class Manual(Activity, ManualTask):
    """人工任务: open until somebody says it is done."""


class User(Activity, UserTask):
    """用户任务: open until its form is completed."""


class Served(Activity, ServiceTask):
    """服务任务: done by the engine, inside the step or later."""

    def act(self, token: Token) -> bool | None:
        """Work now, stay open, or take the error path."""
        case = token.workflow.top_workflow
        try:
            return True if self.work(token) else None
        except BpmnError as error:
            case.throw_error(token, error.code)
            return None

    def work(self, token: Token) -> bool:
        """Do it; False leaves it open."""
        case = token.workflow.top_workflow
        return bool(case.env.serve(self.element, case.where(token)))


class Decided(Served):
    """业务规则任务: decided inside the step."""

    def work(self, token: Token) -> bool:
        """Decide."""
        case = token.workflow.top_workflow
        case.env.decide(self.element, case.where(token))
        return True


class Sent(Served):
    """发送任务: throws its message and goes on."""

    def work(self, token: Token) -> bool:
        """Throw the message."""
        token.workflow.top_workflow.throw(token, self.element)
        return True


class Scoped(Activity):
    """An activity with a scope inside."""

    inside: ScopeSpec

    def act(self, token: Token) -> bool | None:
        """Open the scope, and stay until it is complete."""
        if token.workflow.depth >= DEEPEST:
            raise StepBudgetExceeded(self.element.id, f"more than {DEEPEST} scopes inside each other")
        SubScope(self.inside, token).open(token.note.pop("begin", None))
        return None


class Embedded(Scoped, SubWorkflowTask):
    """子流程: runs its own nodes inside the case."""


class Called(Scoped, LibraryCall):
    """调用活动: runs another process inside the case."""
