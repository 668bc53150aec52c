"""Checking what a package says of linked cases and of incompatible benefits."""

from collections.abc import Iterator

from engine.bpmn import Element
from engine.packages.incompatible import read_incompatible
from engine.packages.manifest import FILE, ParentSpec, ProcessSpec
from engine.packages.program import Program
from engine.packages.starts import begins_with
from engine.sdk.errors import Finding

RESERVED = {
    "parent", "case", "parameters", "today", "roster", "district", "checks", "linked", "money", "payment", "schedule", "figures",
    "registers", "under_way",
}  # fmt: skip
"""Names in the scope and in the facts that the engine writes itself."""
STARTERS = {"enterprise", "officer", "clock", "message"}
RELEASES = {"parent", "current"}


def linked_faults(program: Program) -> Iterator[Finding]:
    """Every fault of `parent`, `by`, `role`, `benefit` in the manifest, of messages to the parent, and of `incompatible.toml`."""
    incompatible, findings = read_incompatible(program.files)
    yield from findings
    yield from _reserved(program)
    for spec in program.manifest.processes.values():
        yield from _starter(program, spec)
        if spec.benefit and spec.benefit not in incompatible.kinds:
            yield _fault(
                program,
                spec.id,
                "benefit_missing",
                f"流程“{spec.id}”的补贴种类“{spec.benefit}”没有在 incompatible.toml 登记。",
                f'The benefit "{spec.benefit}" of process {spec.id} is not declared in incompatible.toml.',
            )
        if spec.parent is not None:
            yield from _parent(program, spec, spec.parent)
            yield from _unheard(program, spec, spec.parent)
        yield from _keyless(program, spec)


def _reserved(program: Program) -> Iterator[Finding]:
    for process in program.definition.processes.values():
        for element in process.elements.values():
            if element.id in RESERVED and element.kind in {"userTask", "serviceTask", "businessRuleTask", "manualTask"}:
                yield Finding(
                    element.file,
                    f"“{element.id}”是系统写入事实所用的名字，不能作环节编号。",
                    f'"{element.id}" is a name the engine writes facts under; a step cannot have it.',
                    "writer_reserved",
                    element.line,
                    element.id,
                )


def _starter(program: Program, spec: ProcessSpec) -> Iterator[Finding]:
    if spec.by not in STARTERS:
        yield _fault(
            program, spec.id, "by_unknown", f"流程“{spec.id}”的 by“{spec.by}”不认识。", f'Unknown "by" of process {spec.id}: "{spec.by}".'
        )
    if spec.by == "officer" and spec.role not in program.roles:
        yield _fault(
            program,
            spec.id,
            "starter_role",
            f"流程“{spec.id}”由经办人发起，role“{spec.role}”不是已登记的岗位。",
            f'Process {spec.id} is started by officers, but its role "{spec.role}" is not declared.',
        )
    if spec.schedule is not None and (spec.by != "clock" or spec.parent is not None):
        yield _fault(
            program,
            spec.id,
            "schedule_by",
            f'流程“{spec.id}”写了 schedule，应由时钟发起（by = "clock"）且没有主办件。',
            f'Process {spec.id} has a schedule: it is started by the clock (by = "clock") and has no parent.',
        )
    if spec.by not in {"enterprise", "message"} and spec.parent is None and spec.schedule is None:
        yield _fault(
            program,
            spec.id,
            "starter_parent",
            f"流程“{spec.id}”没有主办件，只能由企业发起。",
            f"Process {spec.id} has no parent: only an enterprise can start it.",
        )
    if spec.once and spec.parent is None:
        yield _fault(
            program, spec.id, "once_parent", f"流程“{spec.id}”没有主办件，once 没有意义。", f'"once" of process {spec.id} needs a parent.'
        )


def _parent(program: Program, spec: ProcessSpec, parent: ParentSpec) -> Iterator[Finding]:
    head = program.manifest.processes.get(parent.process)
    if head is None:
        yield _fault(
            program,
            spec.id,
            "parent_missing",
            f"流程“{spec.id}”的主办件流程“{parent.process}”不存在。",
            f'The parent process "{parent.process}" of {spec.id} does not exist.',
        )
    elif head.parent is not None:
        yield _fault(
            program,
            spec.id,
            "parent_linked",
            f"流程“{parent.process}”本身是关联办件，不能再有关联办件。",
            f'"{parent.process}" makes linked cases itself and cannot be a parent.',
        )
    for stage in parent.stages:
        if stage not in program.manifest.stages:
            yield _fault(
                program,
                spec.id,
                "stage_missing",
                f"流程“{spec.id}”：没有阶段“{stage}”。",
                f'Process {spec.id}: there is no stage "{stage}".',
            )
    if parent.release not in RELEASES:
        yield _fault(
            program,
            spec.id,
            "parent_release",
            f"流程“{spec.id}”：release 应为 parent 或 current。",
            f"Process {spec.id}: release is parent or current.",
        )


def messages_awaited(program: Program, process: str) -> frozenset[str]:
    """The names of messages that some node of a process, or of one it calls, waits for."""
    return frozenset(
        element.event.name
        for element in _elements(program, process)
        if element.event is not None and element.event.kind == "message" and element.event.name and not _throws(element)
    )


def _unheard(program: Program, spec: ProcessSpec, parent: ParentSpec) -> Iterator[Finding]:
    """A message that the parent never waits for is sent to the outside only: most likely a slip of the pen."""
    if parent.process not in program.manifest.processes:
        return
    awaited = messages_awaited(program, parent.process)
    for element in _elements(program, spec.id):
        if element.event is None or element.event.kind != "message" or not _throws(element) or element.event.name in awaited:
            continue
        yield Finding(
            element.file,
            f"主办件“{parent.process}”没有等待消息“{element.event.name}”。",
            f'The parent "{parent.process}" never waits for the message "{element.event.name}".',
            "message_unheard",
            element.line,
            element.id,
            "warning",
        )


def _keyless(program: Program, spec: ProcessSpec) -> Iterator[Finding]:
    """A message without a key that cases of another process wait for, and would never get: only a parent is known without one."""
    others = [each for each in program.manifest.processes.values() if each.id != spec.id]
    reached = messages_awaited(program, spec.id)
    if spec.parent is not None and spec.parent.process in program.manifest.processes:
        reached |= messages_awaited(program, spec.parent.process)
    for element in _elements(program, spec.id):
        if element.event is None or element.event.kind != "message" or not _throws(element) or "correlation" in element.attributes:
            continue
        name = element.event.name
        waiting = [each for each in others if name in messages_awaited(program, each.id)]
        if name in reached or not waiting or any(begins_with(program, each, "message", name or "") for each in waiting):
            continue
        yield Finding(
            element.file,
            f"消息“{name}”没有 tb:correlation，流程“{waiting[0].id}”的办件收不到：发出和等待两头都要写 tb:correlation。",
            f'The message "{name}" has no tb:correlation: no case of {waiting[0].id} would get it. Both ends need a tb:correlation.',
            "message_without_key",
            element.line,
            element.id,
        )


def _elements(program: Program, process: str) -> Iterator[Element]:
    for name in program.reachable(process):
        yield from program.definition.processes[name].elements.values()


def _throws(element: Element) -> bool:
    return element.kind in {"endEvent", "intermediateThrowEvent", "sendTask"}


def _fault(program: Program, process: str, code: str, zh: str, en: str) -> Finding:
    return Finding(f"{program.key}/{FILE}", zh, en, code, element=f"process/{process}")
