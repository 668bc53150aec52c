"""The check at deployment holds completion conditions, timers, collections, counts, loops and keys against the facts they will see."""

import pytest

from engine.packages.check import check_package
from engine.packages.discovery import package_files
from engine.sdk.errors import Finding
from forms.port import Forms
from tests.linked.conftest import PACKAGES

DIAGRAM = "skill_grant/grant.bpmn"
STEP = '<bpmn:userTask id="review_grant"'
BEGIN = "<bpmn:outgoing>review_grant_to_grant_result</bpmn:outgoing>"
REACHED = ("<bpmn:incoming>submitted_to_review_grant</bpmn:incoming>", 'targetRef="review_grant"')
MESSAGE = '<bpmn:message id="paper" name="paper" />'


def checked(**changes: str) -> list[Finding]:
    files = package_files(PACKAGES / "skill_grant")
    text = files[DIAGRAM].decode()
    for old, new in changes.values():
        assert old in text, old
        text = text.replace(old, new, 1)
    files[DIAGRAM] = text.encode()
    return [one for one in check_package(files, Forms()) if one.severity == "error"]


def several(inner: str = "", **attributes: str) -> list[Finding]:
    """The step repeated for everyone."""
    said = " ".join(f'tb:{name}="{value}"' for name, value in attributes.items())
    loop = f"<bpmn:multiInstanceLoopCharacteristics {said}>{inner}</bpmn:multiInstanceLoopCharacteristics>"
    return checked(step=(BEGIN, BEGIN + loop))


def again(condition: str) -> list[Finding]:
    """The step repeated while a condition holds."""
    inner = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>"
    return checked(step=(BEGIN, f'{BEGIN}<bpmn:standardLoopCharacteristics loopMaximum="3">{inner}</bpmn:standardLoopCharacteristics>'))


def before(definition: str, attributes: str = "") -> list[Finding]:
    """An event that the case waits for before the step."""
    flow = '<bpmn:sequenceFlow id="wait_to_review_grant" sourceRef="wait" targetRef="review_grant" />'
    event = (
        f'<bpmn:intermediateCatchEvent id="wait" name="等待" {attributes}><bpmn:incoming>submitted_to_review_grant</bpmn:incoming>'
        f"<bpmn:outgoing>wait_to_review_grant</bpmn:outgoing>{definition}</bpmn:intermediateCatchEvent>{flow}"
    )
    return checked(
        target=('sourceRef="submitted" targetRef="review_grant"', 'sourceRef="submitted" targetRef="wait"'),
        came=("<bpmn:incoming>submitted_to_review_grant<", "<bpmn:incoming>wait_to_review_grant<"),
        event=(STEP, event + STEP),
        declared=("<bpmn:process ", f"{MESSAGE}<bpmn:process "),
    )


def timer(kind: str, text: str) -> list[Finding]:
    return before(f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>")


def keyed(text: str) -> list[Finding]:
    return before('<bpmn:messageEventDefinition messageRef="paper" />', f'tb:correlation="{text}"')


def when(text: str) -> list[Finding]:
    return before(f"<bpmn:conditionalEventDefinition><bpmn:condition>{text}</bpmn:condition></bpmn:conditionalEventDefinition>")


def counted(text: str) -> list[Finding]:
    return several(f"<bpmn:loopCardinality>{text}</bpmn:loopCardinality>")


def completed(text: str) -> list[Finding]:
    return several(f"<bpmn:completionCondition>{text}</bpmn:completionCondition>", collection="=checks.people", item="one")


def collected(text: str) -> list[Finding]:
    return several(collection=text, item="one")


def on_flow(text: str) -> list[Finding]:
    return checked(condition=('review_grant.outcome = "approve"', text))


WRONG_KIND, UNKNOWN = "feel_result_type", "feel_unknown"
PLACES = [
    (on_flow, 'review_grant.outcome = "approve" and roster.count &gt; 0', None),
    (on_flow, "review_grant.outcome", WRONG_KIND),
    (on_flow, "roster.count + 1", WRONG_KIND),
    (on_flow, 'review_grant.outcom = "approve"', UNKNOWN),
    (on_flow, "review_grant.outcome = 1", "feel_compare_kinds"),
    (completed, "nrOfCompletedInstances / nrOfInstances &gt;= 0.5", None),
    (completed, "one.agreed = true or loopCounter &gt; 3", None),
    (completed, "nrOfCompletedInstances", WRONG_KIND),
    (completed, "nrOfCompletedInstance &gt; 1", UNKNOWN),
    (completed, 'nrOfInstances = "all"', "feel_compare_kinds"),
    (collected, "=checks.people", None),
    (collected, "=[&quot;a&quot;, case.number]", None),
    (collected, "=roster.count", WRONG_KIND),
    (collected, "=rostr.people", UNKNOWN),
    (counted, "roster.count", None),
    (counted, "case.number", WRONG_KIND),
    (counted, "rostr.count", UNKNOWN),
    (again, "loopCounter &lt; roster.count", None),
    (again, "loopCounter", WRONG_KIND),
    (again, "loopConter &lt; 2", UNKNOWN),
    (lambda text: timer("timeDate", text), "=case.filed_on", None),
    (lambda text: timer("timeDate", text), '=case.filed_on + duration("P5D")', None),
    (lambda text: timer("timeDate", text), "=roster.count", WRONG_KIND),
    (lambda text: timer("timeDate", text), "=case.filled_on", UNKNOWN),
    (lambda text: timer("timeDuration", text), '=duration("PT2H")', None),
    (lambda text: timer("timeDuration", text), "=case.filed_on", WRONG_KIND),
    (lambda text: timer("timeDuration", text), "=parameters.waiting", UNKNOWN),
    (keyed, "case.number", None),
    (keyed, "roster.count", None),
    (keyed, "case", WRONG_KIND),
    (keyed, "[case.number]", WRONG_KIND),
    (keyed, "case.numbr", UNKNOWN),
    (when, 'case.stage = "review"', None),
    (when, "case.stage", WRONG_KIND),
    (when, 'case.stge = "review"', UNKNOWN),
]


@pytest.mark.parametrize(("place", "text", "code"), PLACES)
def test_a_text_of_a_diagram_is_held_against_the_facts(place, text, code):
    found = place(text)
    if code is None:
        assert found == []
        return
    assert found
    assert all(one.code.startswith(code) and one.file == DIAGRAM and one.element and one.line for one in found)
    assert all(one.zh != one.en and text.removeprefix("=").split(" ")[0].replace("&gt;", ">") in one.zh for one in found)


@pytest.mark.parametrize(
    ("said", "code", "place"),
    [
        ('tb:verbs="transfer teleport"', "verb_unknown", "teleport"),
        ('tb:limit="10wd" tb:extension="=parameters.longest"', "limit_refused", "=parameters.longest"),
    ],
)
def test_what_a_step_could_never_do_at_run_time_is_found(said: str, code: str, place: str) -> None:
    faults = checked(step=(STEP, f"{STEP} {said}"))
    assert [(each.code, each.element) for each in faults] == [(code, "review_grant")]
    assert place in faults[0].zh
    assert checked(step=(STEP, f'{STEP} tb:verbs="transfer copy"')) == []
