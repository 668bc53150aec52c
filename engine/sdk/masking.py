"""脱敏: personal data as others may see it. A value too short for its kind is hidden altogether."""

from typing import Literal

Sensitive = Literal["id", "name", "phone", "account"]
STAR = "*"


def mask_id(value: str) -> str:
    """身份证号: the first three and last four characters: 440***********1234."""
    return _between(value, 3, 4)


def mask_phone(value: str) -> str:
    """手机号: 138****0001."""
    return _between(value, 3, 4)


def mask_account(value: str) -> str:
    """银行账号: the last four digits; the stars do not tell the length."""
    return STAR * 4 + value[-4:] if len(value) >= 8 else STAR * 4


def mask_name(value: str) -> str:
    """姓名: the first character, and a star for each of the others: 张*, 欧**."""
    return value[:1] + STAR * (len(value) - 1) if len(value) > 1 else STAR * len(value)


def mask(kind: Sensitive, value: str) -> str:
    """Hide a value as its kind demands; nothing stays nothing."""
    return {"id": mask_id, "name": mask_name, "phone": mask_phone, "account": mask_account}[kind](value) if value else ""


def _between(value: str, head: int, tail: int) -> str:
    hidden = len(value) - head - tail
    # What is shown must stay the smaller part, or a short value would hardly be hidden.
    if hidden < 4:
        return STAR * len(value)
    return value[:head] + STAR * hidden + value[-tail:]
