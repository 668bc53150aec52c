"""Sentences 提示语: what people read when the engine says no."""

from datetime import datetime
from typing import Any

from engine.sdk.errors import EngineError, Incident, InvalidInput
from engine.sdk.text import Text

SENTENCES: dict[str, Text] = {
    "register_not_found": Text("没有这个台账，或您无权查看。", "There is no such register, or you may not see it."),
    "unmask_right": Text(
        "您不办理这类办件的任何环节，无权查看敏感信息。", "You do none of the steps of such cases and may not see what is masked."
    ),
    "person_search_right": Text(
        "按人员检索只对办理环节的岗位开放；您的岗位不办理任何环节，督导、管理不能检索人员。",
        "Only those who do a step of cases look for people; your posts do none: supervising and administering are no reason.",
    ),
    "case_not_found": Text("没有找到这个办件，或您无权查看。", "There is no such case, or you may not see it."),
    "task_not_found": Text("没有找到这个待办，或您无权查看。", "There is no such task, or you may not see it."),
    "program_not_found": Text("没有这个政策项目。", "There is no such program."),
    "process_not_found": Text("这个项目没有这个事项。", "The program has no such procedure."),
    "organisation_not_found": Text("没有找到这个单位。", "There is no such organisation."),
    "organisation_needed": Text("您的账号没有所属单位，请联系管理员。", "Your account belongs to no organisation: ask an administrator."),
    "row_not_found": Text("这一行已不存在，可能已被删除。", "That row is gone; somebody may have removed it."),
    "roster_not_found": Text("这个表单没有花名册。", "This form has no roster."),
    "attachment_not_found": Text("没有找到这个附件，可能已被移除。", "There is no such file; it may have been removed."),
    "notice_not_found": Text("没有找到这份文书。", "There is no such paper."),
    "notice_not_ready": Text("文书 {number} 正在制作，请稍后再下载。", "The paper {number} is being made; please try again in a moment."),
    "preview_impossible": Text(
        "按现在的内容办件不能继续办理，无法预览文书。", "With what stands here the case cannot move on, so no paper can be previewed."
    ),
    "file_not_found": Text("没有这个文件。", "There is no such file."),
    "field_not_found": Text("没有这个字段，或它没有值。", "There is no such field, or it is empty."),
    "person_not_found": Text("没有找到这名人员。", "There is no such person."),
    "release_not_found": Text("没有找到这个发布版本。", "There is no such release."),
    "program_held": Text("这个项目自 {at} 起暂停受理新申请：{reason}", "This program takes no new applications since {at}: {reason}"),
    "program_not_held": Text("这个项目没有暂停受理。", "This program takes new applications already."),
    "program_draft_faulty": Text("草稿有 {count} 处错误，改正后才能预演。", "The draft has {count} errors: mend them before a dry run."),
    "api_token_not_found": Text("没有这个接口令牌。", "There is no such token."),
    "token_scope": Text("接口令牌没有“{needed}”权限。", "The token may not do this: it lacks “{needed}”."),
    "token_not_here": Text("接口令牌不能用于此项操作，请用账号登录。", "No token may do this: sign in with the account."),
    "webhook_not_found": Text("没有这个网络回调。", "There is no such webhook."),
    "webhooks_off": Text("网络回调未开启，请运维人员设置允许的主机。", "Webhooks are off: the operator has to name the hosts first."),
    "legal_hold_stands": Text("办件 {number} 已被冻结。", "The case {number} is under a legal hold already."),
    "legal_hold_none": Text("办件 {number} 没有被冻结。", "The case {number} is under no legal hold."),
    "case_destroyed": Text(
        "办件 {number} 的内容已按销毁清册 {register} 销毁。", "The content of case {number} was destroyed under the list {register}."
    ),
    "file_gone": Text("文件 {name} 未能保存，请重新上传。", "The file {name} could not be kept: send it again."),
    "destruction_empty": Text("没有到期且可以销毁的卷宗。", "No dossier is overdue that nothing keeps."),
    "destruction_not_found": Text("没有这份销毁清册。", "There is no such list."),
    "destruction_own": Text("销毁须由另一名管理员批准。", "Another administrator has to answer: you proposed it."),
    "destruction_answered": Text("{by} 已于 {at} 处理这份清册。", "{by} answered it at {at}."),
    "repair_not_found": Text("没有这项修复申请。", "There is no such repair."),
    "repair_own": Text("修复须由另一名管理员批准。", "Another administrator has to answer: you asked for it."),
    "repair_answered": Text("{by} 已于 {at} 处理这项申请。", "{by} answered it at {at}."),
    "repair_stale": Text("办件 {number} 在申请之后又有进展，请重新申请。", "The case {number} went on since: ask again."),
    "repair_gone": Text("所选环节已不在办理，请重新选择。", "The case is no longer where you chose: choose again."),
    "repair_impossible": Text("办件 {number} 不能这样修复：{cause}", "The case {number} cannot be repaired so: {cause}"),
    "migration_not_found": Text("没有这次迁移。", "There is no such migration."),
    "migration_judging": Text("正在判定办件，请稍候。", "Cases are still being judged: wait a moment."),
    "migration_paused": Text("迁移已暂停，请先继续。", "The migration is paused: resume it first."),
    "migration_empty": Text("没有等待迁移且可以迁移的办件。", "No case waits that could move."),
    "migration_nothing_moved": Text("没有已迁移的办件可以撤销。", "No case of it has moved that could be undone."),
    "program_draft_not_found": Text(
        "没有这份项目草稿，可能已发布或已放弃。", "There is no such draft: it may have been released or discarded."
    ),
    "program_draft_released": Text("{by} 已于 {at} 发布这份草稿。", "{by} released this draft at {at}."),
    "program_draft_discarded": Text("{by} 已于 {at} 放弃这份草稿。", "{by} discarded this draft at {at}."),
    "cosign_nobody": Text("会签须由本单位人员办理。", "A signature stands for a department: you belong to none."),
    "cosign_needless": Text("草稿没有修改补贴标准，无须会签。", "The draft changes no rate: nothing is to be signed."),
    "cosign_department": Text(
        "补贴标准由人社部门和财政部门会签，您不代表其中任何一个（标准会签岗位）。",
        "Rates are signed by human resources and by the treasury: you hold the post of neither.",
    ),
    "cosign_missing": Text(
        "草稿修改了补贴标准，须由人社部门和财政部门两个单位会签当前内容，尚缺：{departments}。",
        "The draft changes rates: human resources and the treasury, have to sign it as it stands; not yet: {departments}.",
    ),
    "no_stories": Text(
        "这个项目的文件夹没有情形，无法试运行情形；可以打开沙箱手工试运行。",
        "No scenario stands beside this program; open a sandbox and play it by hand.",
    ),
    "sandboxes_full": Text(
        "沙箱已满（最多 {most} 个），请稍后再试。", "There are {most} sandboxes already, the most there may be: try again later."
    ),
    "sandbox_not_found": Text("您没有打开的沙箱。", "You have no sandbox open."),
    "sandbox_days": Text("一次最多前进 {most} 个工作日。", "Time goes on by 1 to {most} working days at once."),
    "story_untold": Text(
        "情形还不能重演其中的操作：{what}。请重建沙箱，不做这些操作再存。",
        "A story cannot tell again what was done there: {what}. Make the sandbox anew and play it without.",
    ),
    "sandbox_nothing_due": Text("沙箱里没有等待到期的时限或定时。", "Nothing in the sandbox waits for a deadline or a timer."),
    "program_draft_own": Text(
        "您修改过这份草稿，须由另一名管理员发布。", "You changed this draft: another administrator has to release it."
    ),
    "program_draft_changed": Text(
        "{by} 已于 {at} 修改草稿，或当前版本已更换，请重新核对。",
        "{by} changed the draft at {at}, or the current release changed: look again.",
    ),
    "program_draft_unchanged": Text(
        "草稿与当前版本（第 {number} 次发布）相同。", "The draft equals the current release (number {number})."
    ),
    "program_file_changed": Text("{by} 已于 {at} 保存这个文件。", "{by} saved this file at {at}."),
    "release_planned": Text(
        "第 {number} 次发布已定于 {on} 生效；请先取消它，或不填生效日期。",
        "Release {number} is to take effect on {on} already: cancel it first, or name no day.",
    ),
    "release_not_planned": Text("第 {number} 次发布不在等待生效。", "Release {number} is not waiting for its day."),
    "release_current": Text("第 {number} 次发布已是当前版本。", "Release {number} is the current one already."),
    "incident_not_found": Text("这个异常已经处理。", "This incident has been dealt with."),
    "not_for_you": Text("您的账号不能进行这项操作。", "Your account may not do this."),
    "for_the_office": Text(
        "这是人社部门的视图，申报单位请用 /cases/{{case_id}}/progress 查看自己的办件。",
        "This is the office's view: applicants read their own case at /cases/{{case_id}}/progress.",
    ),
    "role_needed": Text(
        "这个环节需要“{role}”岗位，您的岗位或区域不符。", 'This step needs the role "{role}" in this region, which you do not hold.'
    ),
    "task_of_applicant": Text("这个环节由申报单位办理。", "This step is for the applicant."),
    "separation_of_duties": Text(
        "不相容岗位分离：您已办理本件的“{step}”环节，不能再办理这个环节。",
        'Separation of duties: you did the step "{step}" of this case and may not do this one as well.',
    ),
    "separation_of_duties_of": Text(
        "不相容岗位分离：{person} 已办理本件的“{step}”环节。", 'Separation of duties: {person} did the step "{step}" of this case.'
    ),
    "signed_already": Text("您已于 {at} 在“{step}”签署，一人只签一次。", 'You signed "{step}" at {at}: nobody signs twice.'),
    "signed_already_of": Text("{person} 已于 {at} 在“{step}”签署，一人只签一次。", '{person} signed "{step}" at {at}: nobody signs twice.'),
    "signing_already": Text("您已领取“{step}”的另一份签署，一人只签一次。", 'You hold another signature of "{step}": nobody signs twice.'),
    "signing_already_of": Text(
        "{person} 已领取“{step}”的另一份签署，一人只签一次。", '{person} holds another signature of "{step}": nobody signs twice.'
    ),
    "signing_later": Text(
        "您已排队签署“{step}”，轮到时再签，一人只签一次。", 'Your turn to sign "{step}" is still to come: nobody signs twice.'
    ),
    "signing_later_of": Text(
        "{person} 已排队签署“{step}”，一人只签一次；如需提前，请先减签。",
        '{person} is already going to sign "{step}": nobody signs twice. To be asked now, they are taken off the queue first.',
    ),
    "recused": Text(
        "回避：您与本件有利害关系（{reason}，{day}），不能办理。",
        "Conflict of interest: you have nothing to do with this case ({reason}, {day}).",
    ),
    "recused_of": Text(
        "回避：{person} 与本件有利害关系（{reason}，{day}）。",
        "Conflict of interest: {person} has nothing to do with this case ({reason}, {day}).",
    ),
    "recused_already": Text("您已回避本件。", "You are recused from this case already."),
    "not_told_yet": Text(
        "本件尚未要求补正，可直接一次性告知。", "Nobody has asked for corrections of this case yet: ask for all of them at once."
    ),
    "second_notice_asked": Text("{by} 已于 {at} 申请再次补正。", "{by} asked for a second correction at {at}."),
    "absence_not_found": Text("没有这条外出代理。", "There is no such absence."),
    "absence_ended": Text("{by} 已于 {at} 销假。", "{by} ended it at {at}."),
    "signs_after": Text("须待 {person} 先签署。", "{person} signs first."),
    "not_signed": Text("“{step}”由一人办理，流程图没有设签署方式。", 'One person does "{step}": the diagram names no way of signing.'),
    "signer_last": Text("没有其他人签署，不能减签。", "Nobody else signs: the step needs a signature."),
    "signer_not_yours": Text("这份签署不由您加签，须由加签人或督导减签。", "Whoever added the signer, or a supervisor, removes them."),
    "task_claimed": Text("{assignee} {ago}已领取这个待办。", "{assignee} claimed this task {ago}."),
    "task_done": Text("{by} 已于 {at} 办理这个待办。", "{by} decided this task at {at}."),
    "task_cancelled": Text("这个待办已取消：办件已进入其他环节。", "This task was cancelled: the case has moved on."),
    "task_not_claimed": Text("这个待办没有人领取。", "Nobody holds this task."),
    "task_held_already": Text("这个待办已由 {person} 办理。", "{person} holds this task already."),
    "alert_not_found": Text("没有这条提醒。", "There is no such alert."),
    "not_late": Text("这个待办没有超期，也不临近期限，无须说明。", "This task is neither late nor about to be."),
    "claim_first": Text("请先领取这个待办。", "Claim the task first."),
    "verb_not_allowed": Text("流程图不允许在“{step}”环节进行这项操作。", 'The diagram does not allow this at the step "{step}".'),
    "verb_not_found": Text("没有这项操作。", "There is no such action."),
    "case_stopped": Text("办件已中止，恢复后才能办理。", "The case is stopped: resume it first."),
    "case_stopped_by": Text("{by} 已于 {at} 中止本件。", "{by} stopped this case at {at}."),
    "case_not_stopped": Text("办件没有中止。", "The case is not stopped."),
    "no_clock": Text("办件没有正在计算的期限。", "No time limit of this case is running."),
    "send_back_first": Text("前面没有可以退回的环节。", "There is no step before this one to go back to."),
    "send_back_nowhere": Text("“{target}”不通向目前的环节，不能退回。", 'The step "{target}" does not lead here.'),
    "send_back_tears": Text(
        "退回到“{target}”会拆散并行办理的环节，不能退回。", 'Going back to "{target}" would tear a parallel section apart.'
    ),
    "send_back_limit": Text("退回到“{target}”会使法定时限重新计算，不能退回。", 'Going back to "{target}" would begin a legal limit anew.'),
    "recall_not_done": Text("只有已办理的环节才能拿回。", "Only a step that was decided can be taken back."),
    "recall_not_yours": Text("这个环节由 {by} 办理，您不能拿回。", "{by} decided this step: you cannot take it back."),
    "recall_acted": Text("{by} 已于 {at} 在本件上操作，不能拿回。", "{by} acted on this case at {at}: too late to take it back."),
    "recall_left": Text(
        "办理结果已经对外生效（文书、资金或消息），不能拿回。", "The decision has left the house (papers, money or messages): too late."
    ),
    "recall_not_kept": Text(
        "办理之后办件的状态已有变动，不能拿回，请用退回。", "The case has changed since the decision: send it back instead."
    ),
    "recall_timer": Text(
        "办理已结束“{step}”的计时，其起算日无法恢复，不能拿回，请用退回。",
        'The decision ended the time of "{step}", and the day it counted from is not known any more: send it back instead.',
    ),
    "remind_oneself": Text("这个待办由您办理，不必催办。", "You hold this task yourself."),
    "bulk_not_found": Text("没有这次批量办理。", "There is no such work on many tasks."),
    "bulk_confirmed": Text("这次批量办理已经确认或撤销。", "This was confirmed or taken back before."),
    "bulk_empty": Text("所选任务都已不能批量办理。", "Nothing is left of what was chosen."),
    "bulk_undone": Text("这次批量办理已经撤销。", "This was taken back before."),
    "bulk_left": Text("已超过 30 秒，不能一并撤销；请逐件拿回。", "Half a minute is over: take them back one by one."),
    "view_not_found": Text("没有这个视图，或不再共享。", "There is no such view, or it is not shared any more."),
    "phrase_not_found": Text("没有这条常用意见。", "There is no such phrase."),
    "reminded_already": Text("{by} 已于 {at} 催办，一天内只能催办一次。", "{by} reminded of it at {at}: once a day is enough."),
    "task_delegated": Text(
        "{owner} 已委派 {to} 出具意见，答复前不能办理。", "{owner} asked {to} for an opinion: nothing is decided before the answer."
    ),
    "task_not_delegated": Text("这个待办没有委派。", "Nobody delegated this task."),
    "delegated_to_others": Text("这个待办由 {owner} 委派 {to} 出具意见。", "{owner} asked {to} for an opinion."),
    "copy_not_found": Text("没有找到这份抄送。", "There is no such copy."),
    "extension_asked": Text("{by} 已于 {at} 申请延期，尚待批复。", "{by} asked for an extension at {at}: it waits for an answer."),
    "extension_once": Text("{by} 已于 {at} 同意延期，只能延期一次。", "{by} granted an extension at {at}: there is only one."),
    "extension_late": Text("期限已于 {due} 届满，不能再延期。", "The limit ended on {due}: too late for an extension."),
    "request_none": Text("没有待批复的请示。", "Nothing waits for an answer."),
    "request_own": Text("不能批复自己提出的请示。", "Nobody grants what they asked for themselves."),
    "case_submitted": Text(
        "申请已经提交，编号 {number}，不能再修改。", "The application was submitted as {number} and can no longer be changed."
    ),
    "case_not_open": Text("办件已结束，不能再操作。", "The case has ended."),
    "case_decided": Text("已作出决定，不能再撤销申请。", "A decision was taken; the application can no longer be withdrawn."),
    "row_not_reopened": Text(
        "补正只涉及花名册第 {rows} 行，其他行不能改动。", "The correction asks for these rows of the roster alone: {rows}."
    ),
    "field_not_reopened": Text("补正期间只能修改要求补正的内容。", "During a correction only what was asked for can be changed."),
    "draft_changed": Text(
        "这份表单已在别处保存（{by}，{saved_at}）。您填写的内容仍在下方，请核对后再保存。",
        "This form was saved elsewhere ({by}, {saved_at}). What you typed is kept below: compare it and save again.",
    ),
    "busy": Text("其他人正在办理这个办件，请稍后重试。", "Somebody is working on this case: please try again in a moment."),
    "already_there": Text("相同的内容已经存在。", "The same thing exists already."),
    "key_used": Text("这个请求编号已用于另一个请求。", "This request key was used for another request."),
    "username_taken": Text("登录名“{username}”已被使用。", 'The user name "{username}" is taken.'),
    "invalid_input": Text("填写的内容有误，请按提示更正。", "Some entries are wrong; please correct them as shown."),
    "package_refused": Text("项目包有 {count} 处错误。", "The package has {count} faults."),
    "incident": Text(
        "办件暂时无法继续，已通知管理员处理。您填写的内容没有丢失，请稍后重试。",
        "The case cannot move on for now; administrators have been told. Nothing you typed is lost: please try again later.",
    ),
    "process_linked": Text("“{title}”要从主办件中发起。", '"{title}" is started from the case it belongs to.'),
    "linked_by_others": Text("这个事项不由您发起。", "This procedure is started by others."),
    "linked_parent_closed": Text("主办件 {number} 不在办理中，不能发起。", "The case {number} is not open."),
    "linked_stage": Text("只能在“{stages}”阶段发起，目前是“{stage}”。", 'It can be started at "{stages_en}"; the case is at "{stage}".'),
    "linked_once": Text("只能发起一次，已有办件 {number}。", "It can be started once; there is the case {number} already."),
    "linked_draft": Text("已有一份没有提交的草稿，请先提交或删除。", "There is a draft already: send or discard it first."),
    "message_without_key": Text(
        "消息“{name}”要有关联键，才能找到等待它的办件；信号不需要。",
        'A message needs a correlation key to find the case that waits for it; "{name}" has none. Signals need none.',
    ),
    "roster_row_unavailable": Text("花名册没有第 {row} 行，或其状态不允许变更。", "The roster has no row {row} that can be changed so."),
    "dossier_not_made": Text(
        "办件 {number} 还没有卷宗：办结后自动立卷。", "Case {number} has no dossier yet: it is made after the case has ended."
    ),
    "amount_not_found": Text("没有找到这个金额，或您无权查看。", "There is no such amount, or you may not see it."),
    "movement_not_found": Text("没有找到这笔资金，或您无权查看。", "There is no such payment, or you may not see it."),
    "batch_not_found": Text("没有这份拨付文件，或您无权查看。", "There is no such payment file, or you may not see it."),
    "payment_step_unknown": Text("没有“{step}”这个环节。", 'There is no step "{step}".'),
    "payment_state": Text("这笔资金（{amount} 元）目前是“{state}”，不能进行这项操作。", 'This payment ({amount} yuan) is "{state}" now.'),
    "payment_prepared": Text("{by} 已于 {at} 编制这笔拨付申请。", "{by} prepared this payment at {at}."),
    "payment_not_prepared": Text("这笔资金还没有编制拨付申请。", "This payment has not been prepared."),
    "payment_checked": Text("{by} 已于 {at} 复核这笔拨付申请。", "{by} checked this payment at {at}."),
    "payment_not_checked": Text("这笔拨付申请还没有复核。", "This payment has not been checked."),
    "budget_short": Text(
        "预算不足：{year} 年度“{item}”（功能科目 {function}）可用 {left} 元，本笔需要 {wanted} 元。追加指标后自动继续。",
        "The budget does not suffice: {year} “{item}” (function {function}) has {left} yuan left, {wanted} are wanted. "
        "It goes on when money is added.",
    ),
    "budget_year_over": Text(
        "预算年度 {year} 已结束，正在结转到本年度预算，请稍后再办。",
        "The budget year {year} is over; the payment is being carried over into this year's: try again shortly.",
    ),
    "budget_line_not_found": Text("没有这条预算指标，或您无权查看。", "There is no such budget line, or you may not see it."),
    "rating_by_applicant": Text("好差评由申报单位作出和查看。", "Ratings are the applicant's to give and to see."),
    "rating_not_closed": Text("办件办结后才能评价。", "A case is rated after it was closed."),
    "rated_already": Text("这个办件已经评价过，每件只评价一次。", "This case was rated: once is all."),
    "rating_not_found": Text("没有这条评价，或您无权查看。", "There is no such rating, or you may not see it."),
    "callback_handler": Text("您办理过这个办件，差评须由其他人员回访。", "You handled this case: somebody else calls back."),
    "callback_taken": Text("{by} 已认领这条回访。", "{by} has taken this call-back."),
    "callback_not_yours": Text("请先认领这条回访。", "Take this call-back first."),
    "callback_state": Text("回访的进度已经变化，请刷新后再办。", "The call-back has gone on: look again."),
    "publicity_not_found": Text("没有这项公示，或者公示已经结束。", "There is no such publication, or it is over."),
    "payment_barred": Text("不能拨付：{said}（{clause}）", "Not to be paid: {said} ({clause})"),
    "payment_incoming": Text("这是应收款，请登记收款。", "This money comes in: record its receipt."),
    "payment_outgoing": Text("这是应付款，不能登记收款。", "This money goes out: there is no receipt to record."),
    "payment_plan_ended": Text("主办件 {number} 已经结束，不再拨付。", "The case {number} has ended: nothing is paid any more."),
    "payment_under_way": Text(
        "这个办件的资金已送国库或已到账，不能撤销。", "Money of this case was sent or paid: it can no longer be taken back."
    ),
    "payments_not_approved": Text(
        "没有已批准待导出的款项，或所选款项已经变化。", "Nothing approved is waiting, or what you chose has changed."
    ),
    "payment_separation": Text(
        "不相容岗位分离：您已{duty}这笔拨付申请，不能再办理这个环节。", "Separation of duties: you did the {duty} of this payment."
    ),
    "results_refused": Text("结果文件有 {count} 处错误，没有登记任何结果。", "The file has {count} faults; nothing was recorded."),
    "benefit_held": Text(
        "重复享受：第 {rows} 行共 {count} 人与办件 {cases} 冲突（{clauses}）。",
        "Double benefit: rows {rows} ({count} people) conflict with {cases} ({clauses}).",
    ),
    "benefit_not_found": Text("没有这条登记。", "There is no such entry."),
    "benefit_revoked": Text("这条登记已经撤销。", "This entry was revoked before."),
    "database_away": Text(
        "数据库暂时无法连接，已保存的内容没有丢失，这次操作没有进行；请稍后重试。",
        "The database cannot be reached for the moment; nothing was lost and nothing was done. Please try again in a moment.",
    ),
    "too_busy": Text(
        "此刻办理的人太多，这次操作没有进行，已保存的内容没有丢失；请稍后重试。",
        "Too many people are at work at this moment; nothing was lost and nothing was done. Please try again in a moment.",
    ),
    "database_full": Text(
        "数据库的磁盘已满，这次操作没有进行，已保存的内容没有丢失；请联系管理员。",
        "The database's disk is full; nothing was lost and nothing was done. Please tell an administrator.",
    ),
    "commit_unknown": Text(
        "与数据库的连接在提交时中断：这次操作可能已经完成，也可能没有。请先查看结果，再决定是否重试；同一页面重复提交不会办理两次。",
        "The database was lost while it was saving: this may have been done or not. Look before you try again; "
        "sending the same page once more does nothing twice.",
    ),
    "unknown": Text(
        "操作没有完成，请重试；如仍不成功，请联系管理员。",
        "That did not work. Please try again; if it keeps failing, ask an administrator.",
    ),
}


def _word(value: Any, language: str) -> str:
    if isinstance(value, datetime):
        return value.strftime("%m-%d %H:%M")
    if isinstance(value, dict):
        return Text.of(value).in_(language)
    if isinstance(value, Text):
        return value.in_(language)
    return "" if value is None else str(value)


def sentence_of(error: EngineError) -> Text:
    """The sentence of an error in both languages, its facts filled in."""
    pattern = SENTENCES.get(error.code) or SENTENCES["incident" if isinstance(error, Incident) else "unknown"]
    if isinstance(error, InvalidInput) and error.code not in SENTENCES:
        pattern = SENTENCES["invalid_input"]
    return Text(_filled(pattern.zh, error, "zh"), _filled(pattern.en, error, "en"))


def _filled(pattern: str, error: EngineError, language: str) -> str:
    words = {key: _word(value, language) for key, value in error.facts.items()}
    try:
        return pattern.format(**words)
    except (KeyError, IndexError):
        return pattern


def sentence(error: EngineError, language: str) -> str:
    """The sentence of an error in one language."""
    return sentence_of(error).in_(language)
