"""What an attribute of a diagram may be in a program 可选值, each value with what people call it: for pickers, and for sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.bpmn import Element
from engine.dmn.elements import DecisionElement
from engine.packages.program import Program, element_name
from engine.sdk.text import Text

CLOCKS: Mapping[str, Text] = {
    "runs": Text("继续计时", "runs"),
    "stops": Text("停止计时", "stops"),
    "restarts": Text("办结后重新计时", "starts anew afterwards"),
}
SIGNINGS: Mapping[str, Text] = {
    "one": Text("一人办理", "one person"),
    "all": Text("会签（全部同意）", "all"),
    "any": Text("或签（一人即可）", "any one"),
    "sequence": Text("依次签", "one after another"),
    "ratio": Text("票签（按比例）", "by ratio"),
}
VERBS: Mapping[str, Text] = {
    "transfer": Text("转办", "Transfer"),
    "delegate": Text("委派", "Delegate"),
    "answer": Text("答复委派", "Answer a delegation"),
    "assign": Text("指派", "Assign"),
    "add_signer": Text("加签", "Add a signer"),
    "remove_signer": Text("减签", "Remove a signer"),
    "send_back": Text("退回", "Send back"),
    "copy": Text("抄送", "Copy"),
    "remind": Text("催办", "Remind"),
    "recall": Text("拿回", "Take back"),
    "stop": Text("中止", "Stop the clock"),
    "resume": Text("恢复", "Resume"),
    "extend": Text("申请延期", "Ask for an extension"),
    "answer_request": Text("批复", "Answer a request"),
    "second_notice": Text("申请再次补正", "Ask for a second correction"),
    "recuse": Text("回避", "Recuse"),
    "terminate": Text("终止", "Terminate"),
}
"""Every verb a step can allow, in the order in which people are shown them."""
ACTORS: Mapping[str, Text] = {"applicant": Text("申报单位", "the applicant")}
BUILT_IN: Mapping[str, Text] = {"notice": Text("出具文书", "issue a paper")}
FIXED = {"clock": CLOCKS, "signing": SIGNINGS, "verbs": VERBS, "actor": ACTORS}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value an attribute may have, and what people call it."""

    value: str
    title: Text


def choices_of(program: Program | None) -> Mapping[str, tuple[Choice, ...]]:
    """Attribute -> its values; a program that cannot be read offers nothing of its own."""
    return {**{name: _of(values.items()) for name, values in FIXED.items()}, **(_own(program) if program else {})}


def _own(program: Program) -> dict[str, tuple[Choice, ...]]:
    elements = [each for process in program.definition.processes.values() for each in process.elements.values()]
    steps = {each.id: element_name(each) for each in elements if each.kind in {"userTask", "manualTask"}}
    ports = {
        service: _port_title(each) for each in reversed(elements) if (service := each.attributes.get("service", "")).startswith("port.")
    }
    outcomes = _of((key, spec.title) for key, spec in program.outcomes.items())
    return {
        "form": _of((name, _form_title(form, name)) for name, form in sorted(program.forms.items())),
        "role": _of(program.roles.items()),
        "decision": _of((name, _decision_title(program, name)) for name in sorted(program.decisions)),
        "service": _of(
            [*BUILT_IN.items(), *sorted(ports.items()), *((name, each.title) for name, each in sorted(program.services.items()))]
        ),
        "notice": _of((key, spec.title) for key, spec in program.notices.items()),
        "code": _of(sorted(_codes(program).items())),
        "stage": _of((key, spec.title) for key, spec in program.manifest.stages.items()),
        "outcomes": outcomes,
        "bulk": outcomes,
        "separateFrom": _of(steps.items()),
        "calledElement": _of((process.id, Text(process.name)) for process in program.definition.processes.values()),
        "limit": _of((f"=parameters.{key}", each.title) for key, each in program.parameters.items() if each.type == "limit"),
    }


def _codes(program: Program) -> dict[str, Text]:
    """What decisions answer with, each with the decisions that do."""
    by: dict[str, list[str]] = {}
    for decision in sorted(program.decisions):
        for code in program.codes_of(decision):
            by.setdefault(code, []).append(decision)
    return {code: Text(f"{code}（决策 {'、'.join(names)}）", f"{code} (decision {', '.join(names)})") for code, names in by.items()}


def _decision_title(program: Program, name: str) -> Text:
    """The question a decision answers; its name where none is written."""
    found = (each for each in program.decisions[name].definitions.elements if isinstance(each, DecisionElement) and each.name == name)
    told = next(((each.question, each.en) for each in found if each.question), (name, ""))
    return Text(*told)


def _port_title(step: Element) -> Text:
    """An outside check, by the step that asks for it."""
    name = element_name(step)
    return Text(f"外部核验（{name.zh}）", f"outside check ({name.in_('en')})")


def _form_title(form: Mapping[str, object], name: str) -> Text:
    title = form.get("title")
    return Text.of(title) if isinstance(title, dict) and isinstance(title.get("zh"), str) else Text(name)


def _of(pairs: Iterable[tuple[str, Text]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, title) for value, title in pairs)
