// htmx by the house rules: explicit attributes only, no expressions, every answer swaps (422 too), files never travel with a refresh.
// However late an answer comes, it takes nothing from who typed on meanwhile, and changes nothing on a page that is about to go.
import htmx from "htmx.org/dist/htmx.esm.js";
import { toast } from "./toasts.js";
import { word } from "./words.js";

/** What people say in a form; hidden fields are the server's business. */
const speaks = (control) => control.name && !["file", "submit", "button", "hidden"].includes(control.type);
const isChoice = (control) => control.type === "radio" || control.type === "checkbox";
const nameOf = (control) => (isChoice(control) ? `${control.name}=${control.value}` : control.name);
const valueOf = (control) => (isChoice(control) ? control.checked : control.value);

function said(form) {
  return new Map([...form.elements].filter(speaks).map((control) => [nameOf(control), valueOf(control)]));
}

function sayAgain(form, changed) {
  for (const control of [...form.elements].filter(speaks)) {
    const value = changed.get(nameOf(control));
    if (value === undefined || value === valueOf(control)) continue;
    if (isChoice(control)) control.checked = value;
    else control.value = value;
  }
}

function beforeSwap(event) {
  const { ctx } = event.detail;
  if (document.querySelector("[data-busy]")) event.preventDefault();
  else if (ctx.asked) ctx.since = new Map([...said(ctx.target)].filter(([name, value]) => ctx.asked.get(name) !== value));
}

function afterSwap(event) {
  const { ctx } = event.detail;
  if (ctx.since) sayAgain(ctx.target, ctx.since);
  const summary = document.querySelector("[data-error-summary][data-fresh]");
  summary?.removeAttribute("data-fresh");
  summary?.focus();
}

export function startLive() {
  window.htmx = htmx;
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    const { request } = ctx;
    if (!request.action.includes("refresh=1") || !(request.body instanceof FormData)) return;
    for (const [name, value] of [...request.body.entries()]) if (value instanceof File) request.body.delete(name);
    ctx.asked = said(ctx.target);
  });
  document.addEventListener("htmx:error", () => toast(word("no_answer"), "negative"));
  document.addEventListener("htmx:before:swap", beforeSwap);
  document.addEventListener("htmx:after:swap", afterSwap);
}
