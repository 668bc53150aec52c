"""The right to see what is masked 查看敏感信息的权限: whoever does one of the steps of such cases, where the case belongs."""

from engine.model import Case
from engine.packages.program import Program
from engine.sdk.actor import Actor


def may_unmask(by: Actor, case: Case, program: Program) -> bool:
    """Whether the actor holds, in the case's region, a post that does a step of its process.

    Looking on (supervision, administration) is no reason to see an ID number.
    """
    if by.is_system:
        return True
    if by.kind != "officer" or case.status == "draft":
        return False
    return any(by.holds(role, case.region) for role in roles_in(program, case.process))


def roles_in(program: Program, process: str) -> frozenset[str]:
    """The posts that do a step of a process or of what it calls."""
    processes = (program.definition.processes[name] for name in program.reachable(process))
    return frozenset(element.attributes.get("role", "") for each in processes for element in each.elements.values()) - {""}
