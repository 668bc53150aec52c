"""A register with plausible lines, one that is empty, and what of a row is masked."""

from datetime import date

from engine.queries.registers import RegisterColumnView, RegisterHead, RegisterRow, RegisterView
from engine.queries.sealed import SealedField, SealedView
from engine.sdk.text import Text
from tests.pages.samples import PROGRAM, head, uid

HEAD = RegisterHead("gz_apprenticeship", PROGRAM, "annual_plan", Text("企业学徒制年度培训计划", "Annual apprenticeship plan"))
OTHER = RegisterHead("gz_apprenticeship", PROGRAM, "institutions", Text("培训机构目录", "Directory of institutions"))
LEVELS = {"4": Text("四级/中级工", "Level 4"), "3": Text("三级/高级工", "Level 3")}
HUANGPU, TIANHE = Text("黄埔区", "Huangpu"), Text("天河区", "Tianhe")
ENTERPRISES = (
    ("广州江北精密制造有限公司", "数控车工", "4", 54, 54_000_000),
    ("恒川智能装备股份有限公司", "工业机器人系统操作员", "3", 120, 144_000_000),
    ("北辰新材料科技有限公司", "化学检验员", "4", 8, 8_000_050),
)


def register(*, lines: bool = True) -> RegisterView:
    """One page of the annual plan."""
    told = ENTERPRISES if lines else ()
    rows = tuple(
        RegisterRow(
            f"amounts/line/{uid(300 + number)}", uid(300 + number), f"44011{2 if number % 2 else 0}-GZXT-2026-{number:05d}", "440112", HUANGPU if number % 2 else TIANHE, 2026,
            {"enterprise": name, "occupation_name": trade, "target_level": level, "heads": heads, "start": "2026-12-01",
             "end": "2027-11-30", "estimated_subsidy": money},
            date(2026, 11, number),
        )
        for number, (name, trade, level, heads, money) in enumerate(told, 1)
    )  # fmt: skip
    columns = (
        RegisterColumnView("enterprise", Text("企业", "Enterprise"), "text", None, "", {}),
        RegisterColumnView("occupation_name", Text("培养职业", "Occupation"), "text", None, "", {}),
        RegisterColumnView("target_level", Text("培养等级", "Target level"), "text", None, "", LEVELS),
        RegisterColumnView("heads", Text("学徒人数", "Apprentices"), "number", sum(each[3] for each in told), "", {}),
        RegisterColumnView("start", Text("开始", "From"), "date", None, "", {}),
        RegisterColumnView("end", Text("结束", "To"), "date", None, "", {}),
        RegisterColumnView(
            "estimated_subsidy",
            Text("预计补贴（元）", "Estimated subsidy (yuan)"),
            "money",
            sum(each[4] for each in told),
            "amounts/register/gz_apprenticeship/annual_plan/2026/all/estimated_subsidy",
            {},
        ),
    )
    regions = (("440110", TIANHE), ("440112", HUANGPU)) if lines else ()
    return RegisterView(
        HEAD, "穗人社函〔2020〕22号 二（四）", columns, rows, 2026, (2027, 2026), "", regions, len(rows), len(rows), 1, 3 if lines else 1
    )


SEALED = SealedView(
    head(),
    (
        SealedField("id_no", Text("身份证号", "ID number"), "440***********4511"),
        SealedField("mobile", Text("手机", "Mobile"), "138****0001"),
    ),
    uid(201),
    1,
    "roster",
)
NOTHING_SEALED = SealedView(head(), ())
