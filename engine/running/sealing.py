"""Sealing 脱敏与加密: sensitive values inside JSON are kept encrypted, shown masked, and opened only for their owner or with a right."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from engine.sdk.masking import Sensitive, mask
from engine.sdk.ports import FieldInfo
from engine.security.keyring import Keyring

ENVELOPE = "$sealed"
CONTEXT = "facts"


class Sealer:
    """Seals and opens the sensitive parts of facts, drafts, submissions and roster rows."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring

    def seal(self, values: Mapping[str, Any], fields: Iterable[FieldInfo]) -> dict[str, Any]:
        """A copy in which every field marked sensitive is an envelope `{"$sealed", "mask"}`."""
        kinds = {field.path: field.sensitive for field in fields if field.sensitive}
        if not kinds:
            return dict(values)
        sealed: dict[str, Any] = self._seal(values, kinds, "")
        return sealed

    def _seal(self, value: Any, kinds: Mapping[str, str], path: str) -> Any:
        if isinstance(value, Mapping):
            if ENVELOPE in value:
                return value
            return {key: self._seal(each, kinds, f"{path}.{key}" if path else str(key)) for key, each in value.items()}
        if isinstance(value, list):
            return [self._seal(each, kinds, f"{path}.*") for each in value]
        if path in kinds and isinstance(value, str) and value:
            return {ENVELOPE: b64encode(self.keyring.seal(value, CONTEXT)).decode(), "mask": mask(cast_kind(kinds[path]), value)}
        return value

    def reveal(self, value: Any) -> Any:
        """A copy with every envelope opened: for the owner's own form, for papers, for checks."""
        if isinstance(value, Mapping):
            if ENVELOPE in value:
                return self.keyring.unseal(b64decode(str(value[ENVELOPE])), CONTEXT)
            return {key: self.reveal(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.reveal(each) for each in value]
        return value

    def alike(self, old: Any, new: Any) -> bool:
        """Whether two values are the same in clear: sealed anew a value looks different, and its mask shows but a part of it."""
        return bool(old == new or self.reveal(old) == self.reveal(new))

    def index(self, kind: str, value: str) -> bytes:
        """盲索引: equal values of a kind have equal indexes, and nothing else can be read from them."""
        return self.keyring.blind_index(kind, value)


def cast_kind(kind: str) -> Sensitive:
    """The kind of a sensitive field; unknown kinds are hidden like identity numbers."""
    return kind if kind in {"id", "name", "phone", "account"} else "id"  # type: ignore[return-value]


def masked(value: Any) -> Any:
    """A copy with every envelope replaced by its mask: for pages, papers and the API."""
    if isinstance(value, Mapping):
        if ENVELOPE in value:
            return value.get("mask", "***")
        return {key: masked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [masked(each) for each in value]
    return value
