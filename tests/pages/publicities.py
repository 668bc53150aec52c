"""Lists that are published, with plausible content."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from engine.queries import PublicityDetail, PublicityLine, PublicityView, PublicListView
from engine.sdk.errors import FieldError
from engine.sdk.text import Text

AT = UUID(int=7)
HEAD = PublicityView(
    AT, "穗天人社学示〔2028〕1号", Text("补贴公示", "Publicity of subsidies"), "广州示例电气设备有限公司", "440106",
    Text("天河区", "Tianhe"), "电工", date(2028, 11, 16), date(2028, 11, 23), False, 2,
)  # fmt: skip
PAUSED = PublicityView(
    UUID(int=8), "穗天人社学示〔2028〕2号", Text("补贴公示", "Publicity of subsidies"), "广州粤味示例餐饮管理有限公司", "440106",
    Text("天河区", "Tianhe"), "中式烹调师", date(2028, 11, 14), None, True, 12,
)  # fmt: skip
PUBLICITIES = (HEAD, PAUSED)
CLAUSE = "穗人社函〔2020〕22号 二（七）"
PUBLICITY = PublicityDetail(
    HEAD,
    PublicListView(
        HEAD.title,
        HEAD.number,
        datetime(2028, 11, 16, 1, tzinfo=UTC),
        (("name", Text("姓名", "Name")), ("cert_no", Text("证书编号", "Certificate number"))),
        ({"no": 1, "name": "赵**", "cert_no": "S0000440100001"}, {"no": 2, "name": "王**", "cert_no": None}),
    ),
    (
        PublicityLine(Text("应补贴", "Gross"), "2 人 × 6000 元 × 23 月 ÷ 12", 2_300_000, f"publicities/{AT}", CLAUSE),
        PublicityLine(Text("减：已预支", "Less the advance"), "", -460_000, f"publicities/{AT}", CLAUSE),
        PublicityLine(Text("应支付", "To pay"), "", 1_840_000, f"publicities/{AT}", CLAUSE),
    ),
    {
        "office": "区人力资源和社会保障局 技能培训科",
        "phone": "020-12345",
        "address": "区政务服务中心人社综合窗口",
        "hours": "工作日 9:00—17:30",
    },
)
TYPED = {"name": "陈先生", "contact": "没有", "rows": "2", "content": "第 2 人没有参加培训。"}
OBJECTING = {"typed": TYPED, "largest": 10 << 20, "taken": ".pdf,.jpg,.jpeg,.png"}
PLAN = replace(PUBLICITY, head=replace(HEAD, title=Text("拟备案公示", "Publicity of a plan"), number="穗天人社学备示〔2028〕1号"), lines=())
NOT_REACHED = FieldError("contact", "请填写电话号码或者电子邮箱。", "Give a telephone number or an e-mail address.", code="contact")
NOT_TAKEN = FieldError(
    "files",
    "签到.xlsx：文件内容是“Excel 工作簿”，这里只接收 PDF、JPG、PNG；请另存为其中一种后上传。",
    "签到.xlsx: The file's content is: an Excel workbook. Taken here: PDF, JPG, PNG. Save it as one of these and send it again.",
    code="file_kind",
)
