// Sentences of the page's language, put there by the server (catalogue section `js`).
const holder = document.getElementById("words");
const words = holder ? JSON.parse(holder.textContent) : {};

/** The sentence `name`, its {facts} filled in. */
export function word(name, facts = {}) {
  return words[name].replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "");
}
