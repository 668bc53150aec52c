"""编码: credit codes, identity numbers, phones, accounts and regions, each read with the reason when it is wrong.

Every reader takes what a person typed or a spreadsheet held (full-width digits, spaces, hyphens, small letters) and gives back
the normal form together with the first fault, if there is one.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum import luhn
from stdnum.cn import ric, uscc

from engine.sdk.text import Text

Sex = Literal["male", "female"]
IdKind = Literal["resident", "residence_permit", "foreign_resident"]

_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}", re.ASCII)
_ID_FORM = re.compile(r"\d{17}[\dX]", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_BLOCKS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71))
_MAINLAND = frozenset(str(code) for first, last in _BLOCKS for code in range(first, last + 1))
_PROVINCES = _MAINLAND | {"81", "82"}
_PERMIT_PREFIXES = ("810000", "820000", "830000")
_OLDEST = 1850


@dataclass(frozen=True, slots=True)
class CodeFault:
    """Why a code is wrong: a stable key and a sentence."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Code:
    """A code in its normal form, and the fault if there is one."""

    value: str
    fault: CodeFault | None = None

    @property
    def ok(self) -> bool:
        """Whether the code is right."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class IdNumber(Code):
    """居民身份证号 and the permits of the same form, with what the number says about its holder."""

    kind: IdKind | None = None
    birth: date | None = None
    sex: Sex | None = None

    def age(self, on: date) -> int | None:
        """周岁: whole years on a day; None when the number is wrong."""
        return None if self.birth is None else age(self.birth, on)


def age(birth: date, on: date) -> int:
    """周岁: whole years lived on a day; somebody born on 29 February is a year older on 1 March of common years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def normal(text: str) -> str:
    """Half-width capitals without blanks and hyphens."""
    return re.sub(r"[\s\-‐‑–—]", "", unicodedata.normalize("NFKC", text)).upper()


def read_credit_code(text: str) -> Code:
    """统一社会信用代码 by GB 32100: 18 characters without I, O, S, V and Z, the last one a check character."""
    value = normal(text)
    if fault := _length(value, "统一社会信用代码", "The unified social credit code", 18):
        return Code(value, fault)
    if not _USCC.fullmatch(value):
        zh = "统一社会信用代码只能由数字和大写字母组成，且不含 I、O、S、V、Z"
        return _wrong(value, "credit_code_characters", zh, "A credit code holds digits and capital letters, but never I, O, S, V or Z")
    if uscc.calc_check_digit(value[:17]) != value[17]:
        return _wrong(
            value, "credit_code_check", "统一社会信用代码校验位不符，请核对", "The check character of the credit code does not match"
        )
    return Code(value)


def read_id_number(text: str, today: date | None = None) -> IdNumber:
    """居民身份证号 by GB 11643, 港澳台居民居住证 (81, 82, 83) and 外国人永久居留身份证 (9) of the same form.

    The region is checked by province only: numbers keep the county codes of the day they were given, and no table has them all.
    """
    value = normal(text)
    fault, birth = _id_fault(value, today)
    if fault or birth is None:
        return IdNumber(value, fault)
    kind: IdKind = "resident"
    if value.startswith(_PERMIT_PREFIXES):
        kind = "residence_permit"
    elif value.startswith("9"):
        kind = "foreign_resident"
    return IdNumber(value, None, kind, birth, "male" if int(value[16]) % 2 else "female")


def _id_fault(value: str, today: date | None) -> tuple[CodeFault | None, date | None]:
    if fault := _length(value, "身份证号", "The identity number", 18):
        return fault, None
    if not _ID_FORM.fullmatch(value):
        return _fault("id_characters", "身份证号前 17 位应为数字，末位为数字或 X", "An identity number is 17 digits and a digit or X"), None
    if value[:2] not in _MAINLAND and value[0] != "9" and not value.startswith(_PERMIT_PREFIXES):
        return _fault("id_region", f"身份证号前两位 {value[:2]} 不是省级行政区划代码", f"{value[:2]} is not the code of a province"), None
    born = value[6:14]
    try:
        birth = date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        birth = None
    if birth is None or birth.year < _OLDEST or (today is not None and birth > today):
        return _fault(
            "id_birth", f"身份证号中的出生日期 {born} 不成立", f"{born} in the identity number is no possible date of birth"
        ), None
    if ric.calc_check_digit(value) != value[17]:
        return _fault("id_check", "身份证号校验位不符，请核对", "The check digit of the identity number does not match"), None
    return None, birth


def read_mobile(text: str) -> Code:
    """手机号: eleven digits of the mainland; a leading 86 or +86 is dropped."""
    value = normal(text).removeprefix("+")
    if len(value) == 13 and value.startswith("86"):
        value = value[2:]
    if not _MOBILE.fullmatch(value):
        return _wrong(
            value, "mobile_form", "手机号应为 11 位数字，以 13 至 19 开头", "A mobile number is 11 digits beginning with 13 to 19"
        )
    return Code(value)


def read_account(text: str) -> Code:
    """银行账号: 8 to 30 digits; accounts of organisations have no common check digit."""
    value = normal(text)
    if not (value.isascii() and value.isdigit()):
        return _wrong(value, "account_characters", "银行账号只能是数字", "A bank account number holds digits only")
    if not 8 <= len(value) <= 30:
        zh, en = f"银行账号应为 8 至 30 位，现为 {len(value)} 位", f"A bank account number has 8 to 30 digits, not {len(value)}"
        return _wrong(value, "account_length", zh, en)
    return Code(value)


def read_card(text: str) -> Code:
    """银行卡号 of a person: an account number of 16 to 19 digits whose last one checks the others."""
    found = read_account(text)
    if not found.ok:
        return found
    if not 16 <= len(found.value) <= 19:
        zh, en = f"银行卡号应为 16 至 19 位，现为 {len(found.value)} 位", f"A bank card number has 16 to 19 digits, not {len(found.value)}"
        return _wrong(found.value, "card_length", zh, en)
    if not luhn.is_valid(found.value):
        return _wrong(found.value, "card_check", "银行卡号校验位不符，请核对", "The check digit of the bank card number does not match")
    return found


def read_region(text: str) -> Code:
    """行政区划代码 by GB/T 2260: six digits beginning with a province; whether it is in use is the region table's word."""
    value = normal(text)
    if fault := _length(value, "行政区划代码", "The region code", 6):
        return Code(value, fault)
    if not (value.isascii() and value.isdigit()) or value[:2] not in _PROVINCES or (value[2:4] == "00" and value[4:] != "00"):
        return _wrong(value, "region_form", f"{value} 不是行政区划代码", f"{value} is not a region code")
    return Code(value)


def region_parent(region: str) -> str | None:
    """The region above: 440103 → 440100 → 440000 → None."""
    if region[4:] != "00":
        return region[:4] + "00"
    return region[:2] + "0000" if region[2:4] != "00" else None


def region_chain(region: str) -> tuple[str, ...]:
    """The region and all above it, smallest first."""
    chain = [region]
    while (above := region_parent(chain[-1])) is not None:
        chain.append(above)
    return tuple(chain)


def region_within(region: str, scope: str) -> bool:
    """Whether a region is the scope itself or lies below it."""
    return scope in region_chain(region)


def _length(value: str, zh: str, en: str, wanted: int) -> CodeFault | None:
    if len(value) == wanted:
        return None
    return _fault("code_length", f"{zh}应为 {wanted} 位，现为 {len(value)} 位", f"{en} has {wanted} characters, not {len(value)}")


def _fault(code: str, zh: str, en: str) -> CodeFault:
    return CodeFault(code, Text(zh + "。", en + "."))


def _wrong(value: str, code: str, zh: str, en: str) -> Code:
    return Code(value, _fault(code, zh, en))
