// dmn-js in Chinese. What nobody translated is kept in window.__i18nMissing, which tests hold empty.
import { english } from "./words.js";

const WORDS = {};

window.__i18nMissing ??= new Set();

/** The service `translate` of dmn-js. */
export function dmnTranslate(template, facts = {}) {
  const fill = (text) => text.replace(/{([^}]+)}/g, (_, key) => facts[key] ?? `{${key}}`);
  if (english || !/[A-Za-z]/.test(template)) return fill(template);
  if (!(template in WORDS)) window.__i18nMissing.add(template);
  return fill(WORDS[template] ?? template);
}
