"""Makes DMN files for the tests."""

from xml.sax.saxutils import escape

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(*elements: str, namespace: str = "urn:test", model: str = MODEL, more: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{model}" name="m" namespace="{namespace}" {more}>{"".join(elements)}</definitions>'.encode()


def a_type(name: str, base: str | None = None, allowed: str | None = None, /, collection: bool = False, **components: str) -> str:
    inner = f"<typeRef>{base}</typeRef>" if base else ""
    inner += f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    inner += "".join(f'<itemComponent name="{key}"><typeRef>{kind}</typeRef></itemComponent>' for key, kind in components.items())
    return f'<itemDefinition name="{name}" isCollection="{str(collection).lower()}">{inner}</itemDefinition>'


def an_input(name: str, kind: str = "number") -> str:
    return f'<inputData id="i_{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'


def literal(text: str, kind: str = "") -> str:
    typed = f' typeRef="{kind}"' if kind else ""
    return f"<literalExpression{typed}><text>{escape(text)}</text></literalExpression>"


def requires(*hrefs: str) -> str:
    parts = {"i_": "requiredInput", "d_": "requiredDecision", "k_": "requiredKnowledge", "s_": "requiredKnowledge"}
    found = []
    for href in hrefs:
        part = parts[href.rpartition("#")[2][:2]]
        outer = "knowledgeRequirement" if part == "requiredKnowledge" else "informationRequirement"
        found.append(f'<{outer}><{part} href="{href if "#" in href else "#" + href}"/></{outer}>')
    return "".join(found)


def a_decision(name: str, logic: str, *needs: str, kind: str = "Any", question: str = "") -> str:
    asked = f"<question>{question}</question>" if question else ""
    return f'<decision id="d_{name}" name="{name}">{asked}<variable name="{name}" typeRef="{kind}"/>{requires(*needs)}{logic}</decision>'


def knowledge(name: str, parameters: dict[str, str], logic: str, *needs: str, kind: str = "Any") -> str:
    formals = "".join(f'<formalParameter name="{key}" typeRef="{own}"/>' for key, own in parameters.items())
    return (
        f'<businessKnowledgeModel id="k_{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/>'
        f"<encapsulatedLogic>{formals}{logic}</encapsulatedLogic>{requires(*needs)}</businessKnowledgeModel>"
    )


def a_table(inputs, outputs, rules, policy="UNIQUE", aggregation="", key="t") -> str:
    """Inputs are `(expression, type, values)`, outputs `(name, type, values, default)`, rules `(tests, results, annotation)`."""
    head = "".join(
        f'<input label="{escape(text)}"><inputExpression typeRef="{kind}"><text>{escape(text)}</text></inputExpression>{_wrapped("inputValues", values)}</input>'
        for text, kind, values in inputs
    )
    head += "".join(
        f'<output name="{name}" typeRef="{kind}">{_wrapped("outputValues", values)}{_wrapped("defaultOutputEntry", default)}</output>'
        for name, kind, values, default in outputs
    )
    body = "".join(
        f'<rule id="r{number}">{"".join(map(_entry("inputEntry"), tests))}{"".join(map(_entry("outputEntry"), results))}{_wrapped("annotationEntry", note)}</rule>'
        for number, (tests, results, note) in enumerate(rules, 1)
    )
    summed = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="{key}" hitPolicy="{policy}"{summed}>{head}{body}</decisionTable>'


def _wrapped(tag: str, text: str | None) -> str:
    return f"<{tag}><text>{escape(text)}</text></{tag}>" if text else ""


def _entry(tag: str):
    return lambda text: f"<{tag}><text>{escape(text)}</text></{tag}>"


SUBSIDY = definitions(
    a_type("tLevel", "string", '"初级", "中级", "高级"'),
    an_input("level", "tLevel"),
    an_input("trainees"),
    a_decision(
        "rate",
        a_table(
            [("level", "tLevel", None), ("trainees", "number", "[0..1000]")],
            [("rate", "number", None, None)],
            [
                (['"初级"', "< 50"], ["500"], "〔2025〕12号 第六条"),
                (['"初级"', ">= 50"], ["450"], "〔2025〕12号 第七条"),
                (['"中级","高级"', "-"], ["800"], ""),
            ],
        ),
        "i_level",
        "i_trainees",
        kind="number",
        question="每人补贴多少？",
    ),
    a_decision("amount", literal("rate * trainees"), "d_rate", "i_trainees", kind="number"),
)
