"""Every way the door says no.

BpmnRefusal
├── DiagramRefused       the files hold faults; all of them are listed
├── NotOpen              the item is not open (any more)
├── NoSuchTarget         a start, jump or migration names something that is not there
├── StateRefused         the stored bytes are of another version, another definition, or damaged
└── CannotMove           the case cannot go on: an incident
    ├── StepBudgetExceeded   a loop without a wait
    ├── NoFlowTaken          no condition held and there is no default
    ├── UncaughtError        an error nobody catches
    └── LoopRefused          a collection or count that cannot be looped over
"""

from engine.bpmn.findings import Finding


class BpmnRefusal(Exception):
    """The door refused; the instance in memory is not to be stored."""


class DiagramRefused(BpmnRefusal):
    """The files cannot be deployed."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(f) for f in findings if f.severity == "error"))


class NotOpen(BpmnRefusal):
    """The item is not open."""

    def __init__(self, item: int) -> None:
        self.item = item
        super().__init__(f"item {item} is not open")


class NoSuchTarget(BpmnRefusal):
    """The named place does not exist or cannot be reached from here."""

    def __init__(self, target: str, why: str) -> None:
        self.target = target
        super().__init__(f"{target}: {why}")


class StateRefused(BpmnRefusal):
    """The stored state cannot be read."""


class CannotMove(BpmnRefusal):
    """The case cannot go on from here."""

    def __init__(self, element: str, why: str) -> None:
        self.element = element
        super().__init__(f"{element}: {why}")


class StepBudgetExceeded(CannotMove):
    """One step ran more nodes than a step may."""


class NoFlowTaken(CannotMove):
    """No outgoing condition held and no default flow is drawn."""


class UncaughtError(CannotMove):
    """An error was thrown and nothing catches it."""

    def __init__(self, element: str, code: str | None) -> None:
        self.code = code
        super().__init__(element, f"error {code or '(no code)'} is not caught")


class LoopRefused(CannotMove):
    """The collection or count of a multi-instance activity cannot be used."""


class BpmnError(Exception):
    """业务错误: raised by a service or decision to take the error path drawn in the diagram."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
