// What the studio's scripts say themselves, in the language of the page.
import tongban from "../moddle/tongban.json";

export const english = document.documentElement.lang === "en";

const WORDS = {
  typing: ["有改动，正在等待保存…", "Changed, about to save…"],
  saved: ["已保存 {time}", "Saved {time}"],
  unsaved: ["未能保存", "Not saved"],
  restored: ["已恢复 {time} 未保存的内容，正在保存…", "What was not saved on {time} is back, about to save…"],
  no_room: ["内容太大，本浏览器存不下副本；保存完成前请不要关闭本页", "Too large for a copy in this browser: leave this page open until it is saved"],
  away: ["连不上服务器。改动已留在本浏览器，连上后自动保存；如长时间连不上，请检查网络。", "The server does not answer. What you changed is kept in this browser and saved by itself once it does; if that takes long, check the network."],
  soon_again: ["改动已留在本浏览器，稍后自动重试。", "What you changed is kept in this browser; it is tried again by itself."],
  signed_out: ["登录已失效。请在新标签页重新登录，本页随后自动继续保存；改动没有丢失。", "You are signed out. Sign in again in another tab: this page then goes on saving by itself; nothing you changed is lost."],
  other_person: ["本浏览器已换成另一位用户登录，不能以其名义保存。请用原帐户重新登录，或把内容另存为文件。", "Somebody else has signed in in this browser, and this is not saved in their name. Sign in as yourself again, or keep the text as a file."],
  correct: ["服务器上仍是上一次保存的内容；改动已留在本浏览器，改正后自动再次保存。", "The server still has what was saved before; what you changed is kept in this browser and saved by itself once it is corrected."],
  stuck: ["改动已留在本浏览器；可把内容另存为文件，或解决后重试。", "What you changed is kept in this browser: keep it as a file, or try again once the reason is gone."],
  begin_failed: ["编辑器未能打开", "The editor could not be opened"],
  sign_in: ["重新登录", "Sign in"],
  again: ["立即重试", "Try again now"],
  take_out: ["另存为文件", "Keep as a file"],
  to_line: ["到这一行", "Go to the line"],
  reload: ["载入新版本并比较", "Load the new version and compare"],
  drawn_here: ["文件没有图形，已自动排版；文件本身未改动。随下一次修改一起保存，或现在保存排版。", "The file has no drawing, so one was made; the file itself is untouched. It is saved with the next change, or now."],
  keep_drawing: ["保存排版", "Save the drawing"],
  rescue_title: ["本浏览器里有未保存的内容", "This browser holds what was not saved"],
  rescue_about: ["您在 {time} 的改动没有存到服务器，此后服务器上的内容又有更新。请选择从哪一份继续；选定之前两份都不会丢失。", "What you changed on {time} did not reach the server, and the server's text has changed since. Choose which to go on with; until then both are kept."],
  see_both: ["对照查看两份内容", "See both, side by side"],
  text_mine: ["我的（本浏览器）", "Mine (this browser)"],
  text_theirs: ["服务器上的", "On the server"],
  take_mine: ["用我的，覆盖服务器上的", "Take mine, over the server's"],
  take_theirs: ["用服务器上的，放弃我的", "Take the server's, drop mine"],
  entry_back: ["已恢复您 {time} 填写而未保存的内容，请核对后保存。", "What you filled in on {time} and did not save is back: look at it, then save."],
  entry_differs: ["其间服务器上的内容有更新；不同之处如下。", "The server's text has changed since; this is what differs."],
  entry_field: ["项目", "Field"],
  entry_drop: ["放弃我的，用服务器上的", "Drop mine, take the server's"],
  entry_open: ["有未保存的填写", "Something filled in is not saved"],
};

const LABELS = {
  group: ["办理", "Handling"],
  condition: ["条件", "Condition"],
  loopCondition: ["继续循环的条件", "Condition to go on repeating"],
  loopMaximum: ["最多次数", "Largest number of times"],
  testBefore: ["先判断再办理", "Look at the condition first"],
  loopCardinality: ["办理次数", "Number of times"],
  completionCondition: ["提前结束的条件", "Condition to end early"],
  time: ["时间", "Time"],
  expression: ["表达式", "Expression"],
  expressed: ["由表达式计算", "By an expression"],
  parameter: ["参数：", "Parameter:"],
  count: ["数量", "How many"],
  unit_wd: ["工作日", "Working days"],
  unit_cd: ["自然日", "Calendar days"],
  unit_month: ["个月", "Months"],
  calledElement: ["引用的流程", "Called process"],
  remove: ["删除", "Remove"],
  add: ["新增", "Add"],
  own: ["本系统属性", "Of this system"],
  own_basic: ["基本信息", "General"],
  key: ["代号", "Key"],
  zh: ["中文", "Chinese"],
  required: ["必填", "Required"],
  type: ["类型", "Type"],
  clause: ["条款", "Clause"],
  accept: ["文件类型", "File types"],
  label_en: ["英文标签", "English label"],
  description_en: ["英文说明", "English description"],
  text_en: ["英文文本", "English text"],
  sensitive: ["敏感信息", "Sensitive"],
  format: ["格式校验", "Format"],
  root: ["区划范围", "Region root"],
  leaf: ["须选到最下级", "Lowest level only"],
  statement: ["承诺内容", "Statement"],
  columns: ["列", "Columns"],
  items: ["材料清单", "Checklist"],
  value_id: ["身份证件", "identity number"],
  value_phone: ["电话", "phone"],
  value_account: ["账号", "account"],
  value_text: ["文本", "text"],
  value_int: ["整数", "whole number"],
  value_number: ["数值", "number"],
  value_money: ["金额", "amount"],
  value_date: ["日期", "date"],
  value_enum: ["选项", "choice"],
  value_code: ["代码", "code"],
  value_bool: ["是否", "yes or no"],
  value_mobile: ["手机号", "mobile"],
  value_idcard: ["居民身份证", "resident identity card"],
  value_uscc: ["统一社会信用代码", "credit code"],
  value_postcode: ["邮政编码", "postcode"],
  kind_roster: ["花名册", "Roster"],
  kind_material: ["申报材料", "Materials"],
  kind_enterprise: ["企业", "Enterprise"],
  kind_region: ["区划", "Region"],
  kind_signature: ["签署", "Signature"],
  field_textfield: ["单行文本", "Text field"],
  field_textarea: ["多行文本", "Text area"],
  field_number: ["数值", "Number"],
  field_datetime: ["日期时间", "Date time"],
  field_expression: ["计算值", "Expression"],
  field_filepicker: ["文件", "File picker"],
  field_checkbox: ["勾选", "Checkbox"],
  field_checklist: ["多选", "Checkbox group"],
  field_radio: ["单选", "Radio group"],
  field_select: ["下拉选择", "Select"],
  field_taglist: ["标签多选", "Tag list"],
  field_text: ["说明文字", "Text view"],
  field_html: ["网页片段", "HTML view"],
  field_image: ["图片", "Image view"],
  field_table: ["表格", "Table"],
  field_documentPreview: ["文件预览", "Document preview"],
  field_separator: ["分隔线", "Separator"],
  field_spacer: ["空白", "Spacer"],
  field_group: ["分组", "Group"],
  field_dynamiclist: ["可增减列表", "Dynamic list"],
  field_iframe: ["网页框", "iFrame"],
  field_button: ["按钮", "Button"],
};

/** The sentence `name`, its {facts} filled in. */
export function say(name, facts = {}) {
  return WORDS[name][english ? 1 : 0].replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "");
}

const OURS = new Map(tongban.types.flatMap((type) => type.properties).map(({ name, zh, en }) => [name, [zh, en[0].toUpperCase() + en.slice(1)]]));
const HELP = {
  ratio: ["如 2/3、60%、>1/2", "2/3, 60%, >1/2"],
  item: ["字母开头，如 signer", "letters, as in signer"],
  verbs: ["一项也不选，则全部允许", "with none ticked, all are allowed"],
  bulk: ["从本环节的结论中选择；不选则逐件办理", "out of this step's outcomes; with none, cases are handled one by one"],
  time: ["日期写作 2026-01-05，期限写作 5wd、P3M，或用表达式", "a day as 2026-01-05, a span as 5wd or P3M, or an expression"],
};

/** What people call an attribute, ours by the descriptor; an attribute nobody named keeps its own name. */
export function label(name) {
  return (LABELS[name] ?? OURS.get(name))?.[english ? 1 : 0] ?? name;
}

/** What helps whoever fills it in. */
export function help(name) {
  return HELP[name]?.[english ? 1 : 0];
}
