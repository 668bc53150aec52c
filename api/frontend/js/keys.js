// The keyboard of people who do this eight hours a day. Every key is also a visible control.
// j/k move over the rows of [data-rows] and [data-walk], Enter opens, c claims, x ticks, / searches, ? explains. [data-key] names the key of
// any other control, [data-row-key] of one in the row one is at. Ctrl+Enter sends the form one is in, else [data-submit-key];
// Ctrl+Shift+Enter presses [data-next-key]; Escape leaves a field.
import { openDialog } from "./dialogs.js";
import { drawKeys } from "./keylist.js";

const TYPING = "input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select, [contenteditable]";
const PLACE = "tongban-row";
const OPENER = "[data-open], a[href], button, summary, input:not([type=hidden])";

const openerOf = (row) => row.querySelector("[data-open]") ?? row.querySelector(OPENER);

function rows() {
  const lists = document.querySelectorAll("[data-rows] > *, [data-walk] > *");
  return [...lists].filter((row) => row.getClientRects().length && (row.querySelector("[data-open]") || (row.closest("[data-walk]") && openerOf(row))));
}

function goTo(row) {
  document.querySelector(".cur")?.classList.remove("cur");
  row.classList.add("cur");
  row.scrollIntoView({ block: "nearest" });
  openerOf(row).focus({ preventScroll: true });
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("cur"));
  goTo(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function press(selector) {
  const control = document.querySelector(`.cur ${selector}`) ?? document.querySelector(selector);
  control?.click();
  return Boolean(control);
}

function write() {
  const places = ["#decide textarea[name=opinion]", "#decide textarea", "main form textarea"];
  places.map((place) => document.querySelector(place)).find(Boolean)?.focus();
}

const PLAIN = {
  j: () => move(1),
  k: () => move(-1),
  c: () => press("[data-claim]"),
  x: () => document.querySelector(".cur [data-pick]")?.click(),
  i: write,
  n: () => press("[data-next]"),
  p: () => press("[data-previous]"),
  "]": () => press("a[rel=next]"),
  "[": () => press("a[rel=prev]"),
  "?": explain,
  "？": explain,
  "/": () => document.querySelector("[data-search]")?.focus(),
};

function explain() {
  drawKeys();
  openDialog("keys");
}

/** A control of the row one is at; the page that comes next, if it is this one again, begins at the same row. */
function ofRow(key) {
  const control = document.querySelector(`.cur [data-row-key="${CSS.escape(key)}"]`);
  if (!control) return undefined;
  return () => {
    sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, rows().findIndex((row) => row.contains(control))]));
    control.click();
  };
}

// A control that is typed into gets the focus, of a form its first field; everything else is pressed.
function named(key) {
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!control) return undefined;
  if (control.matches("form")) return () => control.querySelector(TYPING)?.focus();
  return () => (control.matches(TYPING) ? control.focus() : control.click());
}

function send(event) {
  const button = document.querySelector(`${event.shiftKey ? "[data-next-key]" : "[data-submit-key]"}:not([disabled])`);
  const form = event.target.closest("form");
  if (document.querySelector("dialog[open]")) return;
  if (form && form !== button?.form && !event.shiftKey && event.target.matches(TYPING)) form.requestSubmit(form.querySelector("button[type=submit]"));
  else if (button) button.click();
  else return;
  event.preventDefault();
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    send(event);
    return;
  }
  const typing = event.target.closest(TYPING);
  // An editor that took the key, to close its list of completions, keeps the typing.
  if (event.key === "Escape" && typing && !event.defaultPrevented && !document.querySelector("dialog[open]")) typing.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target === document.body) {
    press(".cur [data-open]");
    return;
  }
  const act = ofRow(event.key) ?? named(event.key) ?? PLAIN[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function comeBack() {
  const [path, at] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
  sessionStorage.removeItem(PLACE);
  const row = path === location.pathname ? rows()[at] : undefined;
  if (row) goTo(row);
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dialog=keys]")) drawKeys();
  });
  comeBack();
}
