"""The filing, improved: a second round of correction, and two posts that sign together before the decision."""

import re
from collections.abc import Mapping

ACCEPTANCE, FILING, REVIEW_FORM = "common/acceptance.bpmn", "gz_apprenticeship/filing.bpmn", "second_review"
ROUND = """
    <bpmn:serviceTask id="correction_notice_2" name="再次告知补正" tb:en="Ask for correction again"
                      tb:service="notice" tb:notice="correction_notice" tb:limit="=parameters.correction_limit" tb:basis="参照《中华人民共和国行政许可法》第三十二条">
      <bpmn:incoming>recheck_decided_to_correction_notice_2</bpmn:incoming>
      <bpmn:outgoing>correction_notice_2_to_correction_2</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:userTask id="correction_2" name="再次补正材料" tb:en="Correct the application again" tb:actor="applicant" tb:outcomes="resubmit"
                   tb:stage="correction" tb:clock="restarts" tb:limit="=parameters.correction_limit" tb:basis="参照《中华人民共和国行政许可法》第三十二条">
      <bpmn:incoming>correction_notice_2_to_correction_2</bpmn:incoming>
      <bpmn:outgoing>correction_2_to_recheck</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="correction_2_silence" name="逾期未再次补正" tb:en="Not corrected again in time" attachedToRef="correction_2"
                        tb:limit="=parameters.correction_limit" tb:basis="参照《中华人民共和国行政许可法》第三十二条">
      <bpmn:outgoing>correction_2_silence_to_correction_expired</bpmn:outgoing>
      <bpmn:timerEventDefinition id="correction_2_silence_timer" />
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="recheck_decided_to_correction_notice_2" name="再次补正" tb:en="Correct again" sourceRef="recheck_decided" targetRef="correction_notice_2">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">recheck.outcome = "correct"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="correction_notice_2_to_correction_2" sourceRef="correction_notice_2" targetRef="correction_2" />
    <bpmn:sequenceFlow id="correction_2_to_recheck" sourceRef="correction_2" targetRef="recheck" />
    <bpmn:sequenceFlow id="correction_2_silence_to_correction_expired" sourceRef="correction_2_silence" targetRef="correction_expired" />
    <bpmn:sequenceFlow id="received_to_acceptance" """
SIGNED = """      <bpmn:userTask id="countersign" name="会签" tb:en="Sign together" tb:form="second_review" tb:role="second_review" tb:outcomes="agree"
                     tb:signing="all" tb:signers='[{role: "review"}, {role: "second_review"}]' tb:stage="sign_off" tb:basis="穗人社函〔2020〕22号 二（四）">
        <bpmn:incoming>assess_to_countersign</bpmn:incoming>
        <bpmn:outgoing>countersign_to_handling_done</bpmn:outgoing>
      </bpmn:userTask>
      <bpmn:sequenceFlow id="assess_to_countersign" sourceRef="assess" targetRef="countersign" />
      <bpmn:sequenceFlow id="countersign_to_handling_done" sourceRef="countersign" targetRef="handling_done" />
"""


def improved(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The package with both changes."""
    return {**files, ACCEPTANCE: _second_round(files[ACCEPTANCE].decode()).encode(), FILING: _signed(files[FILING].decode()).encode()}


def _second_round(text: str) -> str:
    begin = text.index('<bpmn:userTask id="recheck"')
    end = text.index("</bpmn:userTask>", begin)
    recheck = text[begin:end].replace('"accept refuse"', '"accept correct refuse"')
    recheck = recheck.replace(
        "<bpmn:incoming>correction_to_recheck", "<bpmn:incoming>correction_2_to_recheck</bpmn:incoming><bpmn:incoming>correction_to_recheck"
    )
    text = text[:begin] + recheck + text[end:]
    for old, new in (
        (
            "<bpmn:outgoing>recheck_decided_to_refused_after",
            "<bpmn:outgoing>recheck_decided_to_correction_notice_2</bpmn:outgoing><bpmn:outgoing>recheck_decided_to_refused_after",
        ),
        (
            "<bpmn:incoming>correction_silence_to",
            "<bpmn:incoming>correction_2_silence_to_correction_expired</bpmn:incoming><bpmn:incoming>correction_silence_to",
        ),
        ('    <bpmn:sequenceFlow id="received_to_acceptance" ', ROUND),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    lanes = "<bpmn:flowNodeRef>correction</bpmn:flowNodeRef>"
    return text.replace(
        lanes,
        lanes
        + "".join(
            f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in ("correction_2", "correction_2_silence", "correction_notice_2")
        ),
    )


def _signed(text: str) -> str:
    text = re.sub(r'\s*<bpmn:sequenceFlow id="assess_to_handling_done"[^>]*/>', "", text)
    text = re.sub(r'\s*<bpmndi:BPMNEdge [^>]*bpmnElement="assess_to_handling_done".*?</bpmndi:BPMNEdge>', "", text, flags=re.DOTALL)
    text = text.replace("<bpmn:outgoing>assess_to_handling_done<", "<bpmn:outgoing>assess_to_countersign<")
    text = text.replace("<bpmn:incoming>assess_to_handling_done<", "<bpmn:incoming>countersign_to_handling_done<")
    end = text.index(
        "</bpmn:subProcess>", text.index('id="countersign"') if 'id="countersign"' in text else text.index('<bpmn:subProcess id="handling"')
    )
    return text[:end].rstrip() + "\n" + SIGNED + "    " + text[end:]
