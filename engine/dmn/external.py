"""外部函数: a function of another kind than FEEL runs where the table of FEEL has it, and is null with a cause everywhere else."""

from collections.abc import Mapping

from engine.dmn.elements import BoxedContext, BoxedFunction, LiteralText
from engine.feel.java import JAVA, JavaFunction, java_name


def external_name(kind: str, texts: Mapping[str | None, str]) -> str:
    """Class and method of a Java function from the texts of its context; of another kind the kind itself."""
    if kind.upper() != "JAVA":
        return kind
    owner, signature = (texts.get(part, "").strip().removeprefix('"').removesuffix('"') for part in ("class", "method signature"))
    return java_name(owner, signature)


def external_of(logic: BoxedFunction) -> tuple[str, JavaFunction | None]:
    """The name of an external function, and what runs if the table has it."""
    entries = logic.body.entries if isinstance(logic.body, BoxedContext) else []
    name = external_name(logic.kind, {key: part.text for key, part in entries if isinstance(part, LiteralText)})
    return name, JAVA.get(name)
