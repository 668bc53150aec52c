// What the studio's scripts say themselves, in the language of the page.
export const english = document.documentElement.lang === "en";

const WORDS = {
  typing: ["有改动，正在等待保存…", "Changed, about to save…"],
  saved: ["已保存 {time}", "Saved {time}"],
  unsaved: ["未能保存，请检查网络；内容仍在页面上", "Could not save: check the network; nothing on the page is lost"],
};

const LABELS = {
  group: ["办理", "Handling"],
  en: ["英文名称", "English name"],
  stage: ["公开阶段", "Public stage"],
  limit: ["办理期限（如 5wd、60cd、=parameters.x）", "Time limit (5wd, 60cd, =parameters.x)"],
  since: ["起算日（表达式）", "Counted from (expression)"],
  clock: ["计时", "Clock"],
  basis: ["依据", "Legal basis"],
  form: ["表单", "Form"],
  role: ["岗位", "Role"],
  actor: ["办理人", "Done by"],
  separateFrom: ["不相容环节", "Not by who did"],
  outcomes: ["办理结论", "Outcomes"],
  signing: ["签署方式", "Signing"],
  verbs: ["允许的操作", "Allowed verbs"],
  bulk: ["批量办理", "In bulk"],
  service: ["服务", "Service"],
  notice: ["文书", "Paper"],
  decision: ["决策", "Decision"],
  correlation: ["消息关联", "Correlation"],
  collection: ["逐项办理的集合（表达式）", "Collection (expression)"],
  item: ["每一项的名称", "Name of each item"],
  condition: ["条件（表达式）", "Condition (expression)"],
  calledElement: ["引用的流程", "Called process"],
};

/** The sentence `name`, its {facts} filled in. */
export function say(name, facts = {}) {
  return WORDS[name][english ? 1 : 0].replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "");
}

/** What people call an attribute; an attribute nobody named here keeps its own name. */
export function label(name) {
  return LABELS[name]?.[english ? 1 : 0] ?? name;
}
