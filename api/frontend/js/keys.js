// The keyboard of people who do this eight hours a day. Every key is also a visible control.
// j/k move over [data-rows] rows, Enter opens, c claims, x ticks, / searches, ? explains; [data-key] names the key of any other control.
// Ctrl+Enter submits [data-submit-key], Ctrl+Shift+Enter [data-next-key].
import { openDialog } from "./dialogs.js";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

function rows() {
  return [...document.querySelectorAll("[data-rows] > *")].filter((row) => row.querySelector("[data-open]"));
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("cur"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all[at]?.classList.remove("cur");
  next.classList.add("cur");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("[data-open]").focus({ preventScroll: true });
}

function press(selector) {
  const control = document.querySelector(`.cur ${selector}`) ?? document.querySelector(selector);
  control?.click();
  return Boolean(control);
}

const PLAIN = {
  j: () => move(1),
  k: () => move(-1),
  c: () => press("[data-claim]"),
  x: () => document.querySelector(".cur [data-pick]")?.click(),
  i: () => document.querySelector("#decide textarea[name=opinion], #decide textarea")?.focus(),
  n: () => press("[data-next]"),
  p: () => press("[data-previous]"),
  "?": () => openDialog("keys"),
  "/": () => document.querySelector("[data-search]")?.focus(),
};

// A control that is typed into gets the focus, everything else is pressed.
function named(key) {
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!control) return undefined;
  return () => (control.matches(TYPING) ? control.focus() : control.click());
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const button = document.querySelector(`${event.shiftKey ? "[data-next-key]" : "[data-submit-key]"}:not([disabled])`);
    if (button && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      button.click();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target === document.body) {
    press(".cur [data-open]");
    return;
  }
  const act = PLAIN[event.key] ?? named(event.key);
  if (!act) return;
  event.preventDefault();
  act();
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
}
