"""What a message that leaves the house says, whichever way it goes."""

from engine.sdk.ports import Outgoing, Told
from engine.sdk.text import Text

SUBJECT_ONE = Text("通办提醒：{number}", "Tongban: {number}")
SUBJECT_MANY = Text("通办提醒：{count} 条", "Tongban: {count} alerts")
CLOSING = Text(
    "本消息由系统自动发送，请勿回复。接收方式可在“提醒设置”中修改。",
    "Sent automatically: please do not reply. Choose what is sent on the page Alerts.",
)


def subject(outgoing: Outgoing) -> str:
    """One line: the case where there is one, else how many things are told."""
    number = outgoing.told[0].number if len(outgoing.told) == 1 else ""
    words = SUBJECT_ONE if number else SUBJECT_MANY
    return one_line(words.in_(outgoing.language).format(number=number, count=len(outgoing.told)))


def body(outgoing: Outgoing, site: str) -> str:
    """Every thing with its case and the address it can be seen at."""
    parts = ["\n".join(filter(None, (one_line(f"{each.number} {each.words}"), link(outgoing, each, site)))) for each in outgoing.told]
    return "\n\n".join([*parts, CLOSING.in_(outgoing.language)])


def link(outgoing: Outgoing, told: Told, site: str) -> str:
    """The address of a thing told; "" where the house's own address is not set."""
    if not site:
        return ""
    return f"{site.rstrip('/')}{path_of(told.case_id, told.task_id, office=outgoing.office)}"


def path_of(case_id: object, task_id: object, *, office: bool) -> str:
    """The page that shows what an alert is about."""
    if office and task_id:
        return f"/tasks/{task_id}"
    if case_id:
        return f"/office/cases/{case_id}" if office else f"/cases/{case_id}"
    return "/alerts"


def one_line(text: str) -> str:
    """A text without line breaks and other controls: what people typed can begin no line and no header of its own."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
