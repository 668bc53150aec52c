"""What a page says once after something was done: codes travel in a cookie, sentences stay here."""

from engine.sdk.text import Text

COOKIE = "tongban_said"

SAID: dict[str, tuple[str, Text]] = {
    "draft_saved": ("positive", Text("草稿已保存。", "Draft saved.")),
    "draft_discarded": ("neutral", Text("草稿已删除。", "Draft discarded.")),
    "submitted": ("positive", Text("已提交。办理进展将显示在本页。", "Submitted. This page shows what happens next.")),
    "already_submitted": (
        "warning",
        Text(
            "本页此前已经提交，结果如下；此后的改动没有提交。",
            "This page was submitted before, see below; later changes were not submitted.",
        ),
    ),
    "withdrawn": ("neutral", Text("已撤回。", "Withdrawn.")),
    "file_removed": ("neutral", Text("文件已删除。", "File removed.")),
    "roster_imported": ("positive", Text("名单已导入，没有发现错误。", "The roster was imported without faults.")),
    "roster_faulty": ("warning", Text("名单已导入，部分行有误，请逐行更正。", "The roster was imported; some rows need correction.")),
    "row_saved": ("positive", Text("本行已保存。", "Row saved.")),
    "row_still_wrong": (
        "warning",
        Text("本行已保存，仍有问题，原因见下。", "The row was saved; something is still wrong with it, see below."),
    ),
    "rows_removed": ("neutral", Text("所选行已删除。", "The rows were removed.")),
    "claimed": ("positive", Text("已认领。", "The task is yours.")),
    "released": ("neutral", Text("已释放到待领池。", "The task is back in the pool.")),
    "verb_transfer": ("positive", Text("已转办。", "Transferred.")),
    "verb_assign": ("positive", Text("已指派。", "Assigned.")),
    "verb_stop": ("warning", Text("已中止，时限停止计算。", "Stopped: no limit counts.")),
    "verb_resume": ("positive", Text("已恢复计时。", "The limits count again.")),
    "verb_send_back": ("neutral", Text("已退回。", "Sent back.")),
    "verb_recall": ("neutral", Text("已拿回，请重新办理。", "Taken back: decide it again.")),
    "verb_remind": ("positive", Text("已催办。", "Reminded.")),
    "verb_delegate": ("positive", Text("已委派，答复后待办自动退回。", "Delegated: the task comes back with the answer.")),
    "verb_answer": ("positive", Text("已答复，待办已退回委派人。", "Answered: the task is with its owner again.")),
    "verb_copy": ("positive", Text("已抄送。", "Copied.")),
    "verb_extend": ("positive", Text("已申请延期，待负责人批复。", "Asked: the head answers.")),
    "verb_answer_request": ("positive", Text("已批复。", "Answered.")),
    "verb_terminate": ("warning", Text("办件已终止。", "The case was terminated.")),
    "completed": ("positive", Text("已办理。", "Decision recorded.")),
    "completed_next": ("positive", Text("已办理，这是下一件。", "Decision recorded; this is the next task.")),
    "task_saved": ("positive", Text("已暂存。", "Saved for later.")),
    "marked": ("positive", Text("材料核验结果已记录。", "Judgement of the file recorded.")),
    "person_changed": ("positive", Text("人员信息已保存。", "Person saved.")),
    "password_set": ("positive", Text("密码已重设，请告知本人并提醒其修改。", "Password set; tell the person and ask them to change it.")),
    "calendar_saved": (
        "positive",
        Text("日历已保存，未结时限正在重新计算。", "Calendar saved; open deadlines are being recomputed."),
    ),
    "program_draft_opened": ("positive", Text("草稿已建立。", "The draft is ready.")),
    "program_draft_discarded": ("neutral", Text("草稿已放弃。", "The draft was discarded.")),
    "program_draft_released": ("positive", Text("已发布，新办件按此版本办理。", "Released: new cases follow it.")),
    "release_restored": ("positive", Text("已恢复，新办件按此版本办理。", "Restored: new cases follow it.")),
    "program_files_imported": ("positive", Text("文件夹已导入。", "The folder was imported.")),
    "program_file_saved": ("positive", Text("文件已保存。", "File saved.")),
    "program_file_aside": ("warning", Text("已有人先保存，您的内容另存，请选择。", "Somebody was faster: choose which text stays.")),
    "program_file_removed": ("neutral", Text("文件已删除。", "File removed.")),
    "incident_retried": ("positive", Text("已重新执行。", "Tried again.")),
    "incidents_retried": (
        "positive",
        Text("已全部重新执行；仍然失败的会再次列出。", "All tried again; what fails once more is listed anew."),
    ),
    "incidents_untouched": ("neutral", Text("没有选中待处理的异常。", "No open incident was chosen.")),
    "password_changed": ("positive", Text("密码已修改。", "Password changed.")),
    "signed_out": ("neutral", Text("您已退出登录。", "You have signed out.")),
}
