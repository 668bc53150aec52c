"""后台作业名称: what each job of the background does, in words."""

from collections.abc import Mapping

from engine.sdk.text import Text

JOBS: Mapping[str, Text] = {
    "archive": Text("办结后归档事件", "Put a closed case's trail away"),
    "archive_old": Text("归档以往办结的事件", "Put old trails away"),
    "begin_occasion": Text("发起一件定期报送", "Begin a report that is due"),
    "begin_planned_releases": Text("启用到期的发布版本", "Put planned releases in force"),
    "bulk_item": Text("批量办理中的一件", "One task of a bulk decision"),
    "carry_letters": Text("在办件之间传递消息", "Carry messages between cases"),
    "carry_payments": Text("结转未付款项", "Carry payments over to the next year"),
    "deliver": Text("发出发件箱消息", "Send from the outbox"),
    "deliver_letter": Text("送达办件消息", "Hand a message to its case"),
    "destroy_cases": Text("销毁到期卷宗", "Destroy dossiers that are due"),
    "dossier": Text("生成电子卷宗", "Make a dossier"),
    "end_idle_sandboxes": Text("清理闲置沙箱", "Take idle sandboxes away"),
    "fire_timers": Text("触发到期时限", "Fire timers that are due"),
    "judge_migration": Text("判定迁移影响", "Judge a migration"),
    "look_again": Text("重新推进办件", "Move a case on again"),
    "make_sandbox": Text("准备试运行沙箱", "Make a sandbox"),
    "migrate_case": Text("迁移办件", "Move a case to another release"),
    "post_hook": Text("发送网络回调", "Post to a webhook"),
    "promote_dispatches": Text("唤醒到期提醒", "Wake reminders that are due"),
    "promote_timers": Text("唤醒到期时限", "Wake timers that are due"),
    "rehearse": Text("演练场景", "Tell a scenario"),
    "render_notice": Text("制作文书", "Make a paper"),
    "replay_cases": Text("全量预演", "Replay cases on a draft"),
    "reserve_budget": Text("占用预算", "Hold amounts of a budget line"),
    "run_due_bulks": Text("执行到点的批量", "Begin bulk work that is due"),
    "send_dispatch": Text("发送提醒", "Send reminders"),
    "start_scheduled": Text("查找应发起的定期报送", "Look for reports to begin"),
    "sweep_sandboxes": Text("清除过期沙箱", "Take old sandboxes away"),
    "take_over": Text("接管停摆的作业", "Take over stalled jobs"),
    "tell_of_arrivals": Text("告知新到待办", "Tell of new tasks"),
    "undo_migration": Text("撤销迁移", "Undo a migration"),
    "warn_of_deadlines": Text("时限预警", "Warn of deadlines"),
}


def title_of_job(name: str) -> Text:
    """What a job does; its name where nobody wrote that down."""
    return JOBS.get(name, Text(name, name))
