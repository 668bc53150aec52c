"""The program that is measured: twenty nodes, seven user tasks, two boundary timers, a parallel section, a correction loop."""

from typing import Any

import orjson

KEY = "bench"
ROUND = ("file", "accept", "legal", "finance", "review")
"""The user tasks of one trip around the loop; `legal` and `finance` are open at once."""

MANIFEST = """
key = "bench"
version = "1"
sdk = "1"
kind = "program"
title = { zh = "测量", en = "Measurement" }
region = "440100"
authority = { zh = "测量", en = "Measurement" }
[roles.clerk]
zh = "经办"
en = "Clerk"
[outcomes.approve]
zh = "同意"
en = "Approve"
[outcomes.again]
zh = "退回"
en = "Again"
[outcomes.done]
zh = "办结"
en = "Done"
[stages.submitted]
zh = "已提交"
en = "Submitted"
[stages.work]
zh = "办理"
en = "At work"
[stages.closed]
zh = "办结"
en = "Closed"
final = true
[[process]]
id = "bench"
file = "bench.bpmn"
form = "request"
by = "enterprise"
title = { zh = "测量", en = "Measurement" }
number = "{region}-BENCH-{year}-{serial:07d}"
region_from = "request.district"
summary = ["request.f1"]
guide = { zh = "guide.zh.md", en = "guide.en.md" }
"""

NAMES = {
    "file": "填报", "accept": "受理", "legal": "法务", "finance": "财务", "review": "审核", "sign": "签批", "pay": "拨付",
}  # fmt: skip


def _task(name: str, attributes: str) -> str:
    return f'<userTask id="{name}" name="{NAMES[name]}" tb:en="{name.title()}" {attributes}/>'


def _flow(number: str, source: str, target: str, condition: str = "") -> str:
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{number}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def _timer(name: str, host: str) -> str:
    return (
        f'<boundaryEvent id="{name}" name="{name}" cancelActivity="false" attachedToRef="{host}">'
        "<timerEventDefinition><timeDuration>P15D</timeDuration></timerEventDefinition></boundaryEvent>"
    )


OFFICER = 'tb:role="clerk" tb:outcomes="done" '
DIAGRAM = "\n".join(
    [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="bench">',
        '<process id="bench" name="测量" isExecutable="true">',
        '<startEvent id="begin" name="开始"/>',
        _task("file", 'tb:actor="applicant" tb:form="file" tb:outcomes="done" tb:stage="work"'),
        _task("accept", OFFICER + 'tb:form="accept" tb:limit="5wd" tb:basis="第一条"'),
        _timer("late_accept", "accept"),
        '<parallelGateway id="split" name="分"/>',
        _task("legal", OFFICER + 'tb:form="legal"'),
        _task("finance", OFFICER + 'tb:form="finance"'),
        '<parallelGateway id="join" name="合"/>',
        _timer("late_legal", "legal"),
        _task("review", 'tb:role="clerk" tb:outcomes="approve again" tb:form="review" tb:limit="20wd" tb:basis="第二条"'),
        '<exclusiveGateway id="good" name="通过？" default="no"/>',
        _task("sign", OFFICER + 'tb:form="sign"'),
        '<exclusiveGateway id="merge" name="汇"/>',
        _task("pay", OFFICER + 'tb:form="pay"'),
        '<endEvent id="end" name="结束" tb:stage="closed"/>',
        '<endEvent id="told_accept" name="已提醒"/><endEvent id="told_legal" name="已提醒"/>',
        _flow("f1", "begin", "merge"),
        _flow("f2", "merge", "file"),
        _flow("f3", "file", "accept"),
        _flow("f4", "accept", "split"),
        _flow("f5", "split", "legal"),
        _flow("f6", "split", "finance"),
        _flow("f7", "legal", "join"),
        _flow("f8", "finance", "join"),
        _flow("f9", "join", "review"),
        _flow("f10", "review", "good"),
        _flow("yes", "good", "sign", '=review.outcome = "approve"'),
        _flow("no", "good", "merge"),
        _flow("f11", "sign", "pay"),
        _flow("f12", "pay", "end"),
        _flow("f13", "late_accept", "told_accept"),
        _flow("f14", "late_legal", "told_legal"),
        "</process></definitions>",
    ]
)

VALUES: dict[str, Any] = {
    "f1": "机械制造与自动化专业",
    "f2": "材料齐全，符合条件",
    "f3": "广州市天河区体育西路",
    "f4": "yes",
    "f5": "no",
    "f6": 54,
    "f7": 1280,
    "f8": "2026-09-01",
    "f9": "按照规定办理，请下一环节核对。",
    "opinion": "同意",
}
"""What every user task sends: ten fields."""


def _field(kind: str, form: str, key: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "id": f"{form}_{key}", "key": key, "label": f"字段{key}", "properties": {"label_en": key}, **more}


def _form(name: str) -> bytes:
    choice = [{"value": "yes", "label": "是", "label_en": "Yes"}, {"value": "no", "label": "否", "label_en": "No"}]
    components: list[dict[str, Any]] = [_field("textfield", name, key, validate={"required": True}) for key in ("f1", "f2", "f3")]
    components += [_field("radio", name, key, values=choice) for key in ("f4", "f5")]
    components += [_field("number", name, key, validate={"min": 0, "max": 99999}) for key in ("f6", "f7")]
    components.append(_field("datetime", name, "f8", subtype="date", dateLabel="日期"))
    components += [_field("textarea", name, key) for key in ("f9", "opinion")]
    return orjson.dumps({"type": "default", "id": name, "schemaVersion": 19, "components": components})


def _start_form() -> bytes:
    form = orjson.loads(_form("request"))
    form["components"].append(_field("textfield", "request", "district"))
    return orjson.dumps(form)


def files() -> dict[str, bytes]:
    """The package, as a release holds it."""
    forms = {f"{KEY}/forms/{name}.form": _form(name) for name in NAMES}
    return {
        f"{KEY}/manifest.toml": MANIFEST.encode(),
        f"{KEY}/bench.bpmn": DIAGRAM.encode(),
        f"{KEY}/guide.zh.md": "测量".encode(),
        f"{KEY}/guide.en.md": b"Measurement",
        f"{KEY}/parameters.toml": b"",
        f"{KEY}/forms/request.form": _start_form(),
        **forms,
    }
