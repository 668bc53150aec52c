// What the studio's scripts say themselves, in the language of the page.
import tongban from "../moddle/tongban.json";

export const english = document.documentElement.lang === "en";

const WORDS = {
  typing: ["有改动，正在等待保存…", "Changed, about to save…"],
  saved: ["已保存 {time}", "Saved {time}"],
  unsaved: ["未能保存，请检查网络；内容仍在页面上", "Could not save: check the network; nothing on the page is lost"],
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
