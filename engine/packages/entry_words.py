"""What is wrong with an entry of a manifest or of parameters 条目的问题: as sentences that say which field, by its name."""

from engine.packages.section_words import COLUMN_WORDS, VALUE_WORDS
from engine.packages.sections import Section
from engine.sdk.errors import FieldError
from engine.sdk.text import Text


def fault_words(section: Section, fault: FieldError) -> Text:
    """A fault of `write_section` (`0.value.1.document`) with the name of its field before it: 取值 第 2 行 文件：请写明依据的文件。"""
    place = fault.path.partition(".")[2]
    field = next((each for each in section.fields if place == each.name or place.startswith(f"{each.name}.")), None)
    if field is None:
        return Text(fault.zh, fault.en)
    row, _, part = place.removeprefix(field.name).strip(".").partition(".")
    zh, en = field.words.zh, field.words.en
    if row.isdigit():
        zh, en = f"{zh} 第 {int(row) + 1} 行", f"{en}, line {int(row) + 1}"
    if words := (VALUE_WORDS if field.kind == "values" else COLUMN_WORDS).get(part):
        zh, en = f"{zh} {words.zh}", f"{en}, {words.en}"
    return Text(f"{zh}：{fault.zh}", f"{en}: {fault.en}")
