// What the studio's scripts say themselves, in the language of the page.
const english = document.documentElement.lang === "en";

const WORDS = {
  typing: ["有改动，正在等待保存…", "Changed, about to save…"],
  saved: ["已保存 {time}", "Saved {time}"],
  unsaved: ["未能保存，请检查网络；内容仍在页面上", "Could not save: check the network; nothing on the page is lost"],
};

/** The sentence `name`, its {facts} filled in. */
export function say(name, facts = {}) {
  return WORDS[name][english ? 1 : 0].replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "");
}
