"""What to try first 先试什么: one line a role, printed below the accounts of the demo, first in Chinese and then in English."""

from typing import Final

FIRST: Final = (
    "先试什么：",
    "  企业 qiye      打开“办事指南”申报一份培养计划，导入花名册，提交，看每个日期怎么算出来",
    "  受理 shouli    领取这个办件，受理，或一次告知补正",
    "  审核 shenhe    录入核验结果，评分；随后由复核 fuhe、审批 shenpi 办理，通知书即出具",
    "  评审专家 zhuanjia、评审专家 zhuanjia2、评审专家 zhuanjia3  技师培养计划在专家评审：领取一席，投票，看谁已签、还差谁、几票算数",
    "  督导 dudao     打开“辖区全部待办”，从期限最紧的看起，催办，或指派给别人",
    "  资金 zijin     打开“资金拨付”编制一笔付款；资金 zijin2 复核，资金 zijin3 批准，导出拨付文件，导入结果",
    "  上级审核 shangji  从“待办任务”接收各区报送的进展情况，予以接收，或退回重报",
    "  管理员 guanli  在“审计日志”核验留痕，在“工作日历”看 2027 年，在“项目工作室”改一个项目",
    "  补贴标准 biaozhun（人社）、caizheng（财政）  发布别人的草稿；改了补贴标准的，两家都要会签",
    "",
    "What to try first:",
    "  enterprise qiye       open the service guide, file a training plan, import a roster, submit, see how each date comes about",
    "  acceptance shouli     claim that case; accept it, or ask once for corrections",
    "  review shenhe         record the look-ups and score; then fuhe (second review) and shenpi (sign-off), and the notice is issued",
    "  panel expert zhuanjia, zhuanjia2, zhuanjia3  a plan for technicians: take a seat, vote, see who signed and what counts",
    "  supervisor dudao      open all that is open in the area, begin with the tightest limit, remind, or give it to somebody else",
    "  finance zijin         open 资金拨付 and prepare a payment; zijin2 checks, zijin3 approves; export the file, import the results",
    "  higher authority shangji  take in what the districts report, from the list of tasks: receive it, or return it",
    "  administrator guanli  verify the audit log, look at the calendar of 2027, change a program in the studio",
    "  rates biaozhun (human resources), caizheng (finance bureau)  release what another drafted; new rates take both signatures",
)
"""The accounts are those of `engine.scenarios.demo`; a test holds that each of its roles has its line in both languages."""
