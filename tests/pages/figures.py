"""Figures of a periodic report, with plausible content."""

from dataclasses import replace
from uuid import UUID

from engine.queries import FigurePlan, ReportFiguresView
from engine.queries.figure_views import FigureView
from engine.sdk.text import Text
from tests.pages.samples import head

FIGURES = (
    FigureView("enterprises", Text("开展培训的企业数", "Enterprises that train"), 1, money=False),
    FigureView("enrolled", Text("在培人数", "In training"), 40, money=False),
    FigureView("failed", Text("考核不合格人数", "Failed"), 0, money=False),
    FigureView("advance", Text("本年已预支（元）", "Advanced this year (yuan)"), 1_840_000, money=True),
)
RUNNING = FigurePlan(
    UUID(int=21),
    "440106-GZXT-2026-00001",
    "广州示例电气设备有限公司",
    Text("已开训", "Training under way"),
    {"enterprises": 1, "enrolled": 40},
)
ENDED = FigurePlan(
    UUID(int=22), "440106-GZXT-2026-00002", "广州粤味示例餐饮管理有限公司", Text("已撤回", "Withdrawn"), {"advance": 1_840_000}
)
REPORT = ReportFiguresView(
    head("440106-GZJZ-2026-00001", title=Text("实施进展情况表", "Progress sheet")), 2026, FIGURES, "", (RUNNING, ENDED)
)
REPORT_ONE = replace(REPORT, figure="failed", plans=())
