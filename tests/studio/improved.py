"""The filing, improved: a second and last round of correction, and two posts that sign together before the decision."""

import re
from collections.abc import Mapping

ACCEPTANCE, FILING, SETTLEMENT = "common/acceptance.bpmn", "gz_apprenticeship/filing.bpmn", "common/settlement.bpmn"
REVIEW = "common/review.bpmn"
REFUSALS = ("gz_apprenticeship/notices/refusal_notice.typ", "gz_apprenticeship/notices/settlement_refusal_notice.typ")
REASONS = 'if "recheck" in facts and facts.recheck.outcome == "refuse"'
ROUND = """
    <bpmn:serviceTask id="correction_notice_2" name="再次告知补正" tb:en="Ask for correction again"
                      tb:service="notice" tb:notice="correction_notice" tb:limit="=parameters.correction_limit" tb:basis="参照《中华人民共和国行政许可法》第三十二条">
      <bpmn:incoming>recheck_decided_to_correction_notice_2</bpmn:incoming>
      <bpmn:outgoing>correction_notice_2_to_correction_2</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:userTask id="correction_2" name="再次补正材料" tb:en="Correct the application again" tb:actor="applicant" tb:outcomes="resubmit"
                   tb:stage="correction" tb:clock="restarts" tb:limit="=parameters.correction_limit" tb:basis="参照《中华人民共和国行政许可法》第三十二条">
      <bpmn:incoming>correction_notice_2_to_correction_2</bpmn:incoming>
      <bpmn:outgoing>correction_2_to_recheck_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:userTask id="recheck_2" name="再次补正后受理审查" tb:en="Check after the second correction" tb:form="acceptance" tb:role="acceptance"
                   tb:outcomes="accept refuse" tb:stage="acceptance" tb:limit="=parameters.acceptance_limit" tb:since="=case.received_on"
                   tb:basis="参照《中华人民共和国行政许可法》第三十二条">
      <bpmn:incoming>correction_2_to_recheck_2</bpmn:incoming>
      <bpmn:outgoing>recheck_2_to_recheck_2_decided</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="recheck_2_silence" name="逾期未告知" tb:en="Time limit passed in silence" attachedToRef="recheck_2"
                        tb:limit="=parameters.acceptance_limit" tb:since="=case.received_on" tb:basis="参照《中华人民共和国行政许可法》第三十二条">
      <bpmn:outgoing>recheck_2_silence_to_deemed_acceptance</bpmn:outgoing>
      <bpmn:timerEventDefinition id="recheck_2_silence_timer" />
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="recheck_2_silence_to_deemed_acceptance" sourceRef="recheck_2_silence" targetRef="deemed_acceptance" />
    <bpmn:exclusiveGateway id="recheck_2_decided" name="已补齐？" tb:en="Complete now?">
      <bpmn:incoming>recheck_2_to_recheck_2_decided</bpmn:incoming>
      <bpmn:outgoing>recheck_2_decided_to_accepted</bpmn:outgoing>
      <bpmn:outgoing>recheck_2_decided_to_refused</bpmn:outgoing>
    </bpmn:exclusiveGateway>
    <bpmn:endEvent id="accepted_after_second_correction" name="予以受理" tb:en="Accepted">
      <bpmn:incoming>recheck_2_decided_to_accepted</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:endEvent id="refused_after_second_correction" name="不予受理" tb:en="Refused">
      <bpmn:incoming>recheck_2_decided_to_refused</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="recheck_2_to_recheck_2_decided" sourceRef="recheck_2" targetRef="recheck_2_decided" />
    <bpmn:sequenceFlow id="recheck_2_decided_to_accepted" name="齐全" tb:en="Complete" sourceRef="recheck_2_decided" targetRef="accepted_after_second_correction">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">recheck_2.outcome = "accept"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="recheck_2_decided_to_refused" name="不予受理" tb:en="Refuse" sourceRef="recheck_2_decided" targetRef="refused_after_second_correction">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">recheck_2.outcome = "refuse"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:boundaryEvent id="correction_2_silence" name="逾期未再次补正" tb:en="Not corrected again in time" attachedToRef="correction_2"
                        tb:limit="=parameters.correction_limit" tb:basis="参照《中华人民共和国行政许可法》第三十二条">
      <bpmn:outgoing>correction_2_silence_to_correction_expired</bpmn:outgoing>
      <bpmn:timerEventDefinition id="correction_2_silence_timer" />
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="recheck_decided_to_correction_notice_2" name="再次补正" tb:en="Correct again" sourceRef="recheck_decided" targetRef="correction_notice_2">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">recheck.outcome = "correct"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="correction_notice_2_to_correction_2" sourceRef="correction_notice_2" targetRef="correction_2" />
    <bpmn:sequenceFlow id="correction_2_to_recheck_2" sourceRef="correction_2" targetRef="recheck_2" />
    <bpmn:sequenceFlow id="correction_2_silence_to_correction_expired" sourceRef="correction_2_silence" targetRef="correction_expired" />
    <bpmn:sequenceFlow id="received_to_acceptance" """
ENDS = ("accepted_after_second_correction", "refused_after_second_correction")
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
    filing, settlement = (_known(files[path].decode()) for path in (FILING, SETTLEMENT))
    changed = {ACCEPTANCE: _second_round(files[ACCEPTANCE].decode()), FILING: _signed(filing), SETTLEMENT: settlement}
    changed[REVIEW] = (
        files[REVIEW].decode().replace('tb:separateFrom="acceptance recheck ', 'tb:separateFrom="acceptance recheck recheck_2 ')
    )
    changed |= {path: last_refusal(files[path].decode()) for path in REFUSALS}
    return {**files, **{path: text.encode() for path, text in changed.items()}}


def last_refusal(text: str) -> str:
    """The notice of a refusal, with the reasons of whoever refused last."""
    assert text.count(REASONS) == 1
    return text.replace(REASONS, f'if "recheck_2" in facts {{ facts.recheck_2 }} else {REASONS}')


def _known(text: str) -> str:
    """Who calls the acceptance reads what the last check decided, too."""
    for outcome in ("accept", "refuse"):
        said = f'recheck.outcome = "{outcome}"'
        assert text.count(said) == 1
        text = text.replace(said, f'{said} or recheck_2.outcome = "{outcome}"')
    return text


def _second_round(text: str) -> str:
    begin = text.index('<bpmn:userTask id="recheck"')
    end = text.index("</bpmn:userTask>", begin)
    text = text[:begin] + text[begin:end].replace('"accept refuse"', '"accept correct refuse"') + text[end:]
    for old, new in (
        (
            "<bpmn:outgoing>recheck_decided_to_refused_after",
            "<bpmn:outgoing>recheck_decided_to_correction_notice_2</bpmn:outgoing><bpmn:outgoing>recheck_decided_to_refused_after",
        ),
        (
            "<bpmn:incoming>correction_silence_to",
            "<bpmn:incoming>correction_2_silence_to_correction_expired</bpmn:incoming><bpmn:incoming>correction_silence_to",
        ),
        (
            "<bpmn:incoming>recheck_silence_to",
            "<bpmn:incoming>recheck_2_silence_to_deemed_acceptance</bpmn:incoming><bpmn:incoming>recheck_silence_to",
        ),
        ('    <bpmn:sequenceFlow id="received_to_acceptance" ', ROUND),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    for beside, fresh in (
        ("correction", ("correction_2", "correction_2_silence")),
        ("recheck", ("correction_notice_2", "recheck_2", "recheck_2_silence", "recheck_2_decided", *ENDS)),
    ):
        lane = f"<bpmn:flowNodeRef>{beside}</bpmn:flowNodeRef>"
        assert text.count(lane) == 1
        text = text.replace(lane, lane + "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in fresh))
    return text


def _signed(text: str) -> str:
    text = re.sub(r'\s*<bpmn:sequenceFlow id="assess_to_handling_done"[^>]*/>', "", text)
    text = re.sub(r'\s*<bpmndi:BPMNEdge [^>]*bpmnElement="assess_to_handling_done".*?</bpmndi:BPMNEdge>', "", text, flags=re.DOTALL)
    text = text.replace("<bpmn:outgoing>assess_to_handling_done<", "<bpmn:outgoing>assess_to_countersign<")
    text = text.replace("<bpmn:incoming>assess_to_handling_done<", "<bpmn:incoming>countersign_to_handling_done<")
    end = text.index(
        "</bpmn:subProcess>", text.index('id="countersign"') if 'id="countersign"' in text else text.index('<bpmn:subProcess id="handling"')
    )
    return text[:end].rstrip() + "\n" + SIGNED + "    " + text[end:]
