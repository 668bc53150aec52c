"""再看: conditions and keys over facts are asked again when the facts change, whoever changed them, and when the day does."""

from sqlalchemy import select

from engine.model import Case
from engine.packages.program import Program
from engine.running.scope import compiled
from engine.store.jobs import Job
from engine.store.next_look import DAY
from engine.store.unit_of_work import UnitOfWork

WRITING = frozenset({"userTask", "manualTask", "task", "serviceTask", "sendTask", "businessRuleTask"})
"""Nodes that write facts under their own name."""
PARENT = "parent"
OWN = "case"


def look_again(uow: UnitOfWork, case: Case) -> None:
    """再看一次: facts of a case became others beside its own steps; where its diagram waits for such, it looks soon after."""
    if case.status == "open" and uow.program(case.release_id).questions(case.process):
        _look(uow, case)


def tell_linked(uow: UnitOfWork, program: Program, case: Case) -> None:
    """A case has moved: open linked cases that wait for something their parent says look again."""
    asking = {
        spec.id
        for spec in program.manifest.processes.values()
        if spec.parent is not None
        and spec.parent.process == case.process
        and any(PARENT in compiled(text).names for text in program.questions(spec.id))
    }
    if not asking:
        return
    chosen = select(Case).where(Case.parent_id == case.id, Case.process.in_(asking), Case.status == "open")
    for linked in uow.session.scalars(chosen.order_by(Case.id)):
        _look(uow, linked)


def others_change(program: Program, case: Case, text: str) -> bool:
    """Whether anything but the case's own steps can change what an expression says."""
    if DAY.search(text):
        return True
    elements = (each for name in program.reachable(case.process) for each in program.definition.processes[name].elements.values())
    steps = {each.id for each in elements if each.kind in WRITING}
    return not compiled(text).names <= steps | {OWN, program.process(case.process).form}


def _look(uow: UnitOfWork, case: Case) -> None:
    job = Job("look_again", {"case_id": str(case.id)}, lock=f"case:{case.id}")
    if job not in uow.jobs:
        uow.jobs.append(job)
