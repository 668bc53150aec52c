"""Reading the tables of a manifest 读清单: every fault becomes a finding, reading goes on."""

import re
from collections.abc import Mapping
from typing import Any

from engine.sdk.errors import Finding
from engine.sdk.text import Text

WHERE = re.compile(r"\[\[(\w+)\]\] (\S+)")


def entry_of(where: str) -> str | None:
    """The entry that a place such as `[[process]] filing` names, as findings name it: `process/filing`."""
    told = WHERE.search(where)
    return f"{told[1]}/{told[2].rstrip(':,.')}" if told else None


class Reader:
    """Collects faults while reading, so that all of them are told."""

    def __init__(self, file: str, data: Mapping[str, Any]) -> None:
        self.file = file
        self.data = data
        self.findings: list[Finding] = []

    def fault(self, code: str, zh: str, en: str) -> None:
        """Note a fault and go on."""
        self.findings.append(Finding(self.file, zh, en, code, element=entry_of(en)))

    def string(self, table: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
        """A text; a fault where it is missing and has no default."""
        value = table.get(key, default)
        if not isinstance(value, str):
            self.fault("manifest_text", f"{where} 缺少文字项“{key}”。", f'{where} lacks the text "{key}".')
            return ""
        return value

    def text(self, table: Mapping[str, Any], key: str, where: str, default: Text | None = None) -> Text:
        """A text in both languages."""
        value = table.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) or (isinstance(value, Mapping) and isinstance(value.get("zh"), str)):
            return Text.of(value)
        self.fault(
            "manifest_title", f'{where} 的“{key}”应为 {{ zh = "…", en = "…" }}。', f'"{key}" of {where} must be {{ zh = "…", en = "…" }}.'
        )
        return Text("")

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """The entries written as `[[key]]`."""
        value = self.data.get(key, [])
        if isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
            return value
        self.fault("manifest_list", f"“{key}”应写作 [[{key}]]。", f'"{key}" must be written as [[{key}]].')
        return []

    def table(self, key: str) -> Mapping[str, Any]:
        """The table written as `[key.…]`."""
        value = self.data.get(key, {})
        if isinstance(value, Mapping):
            return value
        self.fault("manifest_table", f"“{key}”应写作 [{key}.…]。", f'"{key}" must be written as [{key}.…].')
        return {}

    def words(self, table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        self.fault("manifest_words", f"{where} 的“{key}”应为文字列表。", f'"{key}" of {where} must be a list of texts.')
        return ()
