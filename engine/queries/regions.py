"""Names of regions 行政区划名称, as lists show them beside codes."""

from collections.abc import Collection

from sqlalchemy import select

from engine.model import Region
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


def region_names(uow: UnitOfWork, codes: Collection[str]) -> dict[str, Text]:
    """The name of each region by its code; the code itself where nobody entered one."""
    known = uow.session.execute(select(Region.code, Region.name_zh, Region.name_en).where(Region.code.in_(codes)))
    found = {code: Text(zh, en or "") for code, zh, en in known}
    return {code: found.get(code, Text(code)) for code in codes}
