"""Checking registers 检查台账: what is looked up is kept, and every text compiles."""

from collections.abc import Iterator

from engine.feel import FeelError, compile_expression
from engine.packages.functions import HOST_NAMES
from engine.packages.manifest import FILE
from engine.packages.manifest_reader import entry_of
from engine.packages.program import Program
from engine.sdk.errors import Finding


def register_faults(program: Program) -> Iterator[Finding]:
    """Every fault of `looks_up` and `in_force`."""
    file = f"{program.key}/{FILE}"
    texts = {f"[[register]] {spec.key}": spec.in_force for spec in program.manifest.registers.values() if spec.in_force}
    for process in program.manifest.processes.values():
        for each in process.looks_up:
            texts[f"[[process]] {process.id} looks_up {each.register}"] = each.key
            if each.register not in program.manifest.registers:
                zh = f"流程“{process.id}”要查询的台账“{each.register}”没有定义。"
                en = f'Process {process.id} looks something up in "{each.register}", which is no register.'
                yield Finding(file, zh, en, "look_up_missing", element=f"process/{process.id}")
    for where, text in texts.items():
        try:
            compile_expression(text, HOST_NAMES)
        except FeelError as error:
            zh, en = f"{where}：{error.message_zh}", f"{where}: {error.message_en}"
            yield Finding(file, zh, en, "feel_refused", element=entry_of(where))
