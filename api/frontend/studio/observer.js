// Words of tools that cannot be asked to translate: exact texts are replaced where they appear, but never what people wrote.
import { english } from "./words.js";

const SAID = ["title", "aria-label", "placeholder"];
const LATIN = /[A-Za-z]{2}/;

/** Watch these parts of the page. `words`: English -> Chinese; what it lacks is kept in window.__i18nMissing, which tests hold empty. */
export function speakChinese(words, patterns, within, beside) {
  window.__i18nMissing ??= new Set();
  if (english) return;
  const own = new Set(Object.values(words));
  const chinese = (text) => {
    const plain = text.trim();
    if (!plain || !LATIN.test(plain) || own.has(plain) || /^[“\u4e00-\u9fff]/.test(plain)) return null;
    if (words[plain]) return text.replace(plain, words[plain]);
    const pattern = patterns.find(([shape]) => shape.test(plain));
    if (pattern) return plain.replace(...pattern);
    window.__i18nMissing.add(plain);
    return null;
  };
  const walk = (root) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (!node.parentElement?.closest(within) || node.parentElement.closest(beside)) continue;
      const said = chinese(node.data);
      if (said !== null) node.data = said;
    }
    for (const element of root.querySelectorAll(SAID.map((name) => `[${name}]`).join(","))) {
      if (!element.closest(within) || element.parentElement.closest(beside)) continue;
      for (const name of SAID) {
        const said = element.hasAttribute(name) && chinese(element.getAttribute(name));
        if (said) element.setAttribute(name, said);
      }
    }
  };
  const watch = new MutationObserver(() => {
    watch.disconnect();
    for (const root of document.querySelectorAll(within)) walk(root.parentElement ?? root);
    listen();
  });
  const listen = () => watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SAID });
  for (const root of document.querySelectorAll(within)) walk(root.parentElement ?? root);
  listen();
}
