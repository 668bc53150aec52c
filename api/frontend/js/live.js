// htmx by the house rules: explicit attributes only, no expressions, every answer swaps (422 too), files never travel with a refresh.
import htmx from "htmx.org/dist/htmx.esm.js";
import { toast } from "./toasts.js";
import { word } from "./words.js";

export function startLive() {
  window.htmx = htmx;
  document.addEventListener("htmx:config:request", (event) => {
    const { request } = event.detail.ctx;
    if (!request.action.includes("refresh=1") || !(request.body instanceof FormData)) return;
    for (const [name, value] of [...request.body.entries()]) if (value instanceof File) request.body.delete(name);
  });
  document.addEventListener("htmx:error", () => toast(word("no_answer"), "negative"));
  document.addEventListener("htmx:after:swap", () => {
    for (const button of document.querySelectorAll("[data-busy]")) delete button.dataset.busy;
    const summary = document.querySelector("[data-error-summary][data-fresh]");
    summary?.removeAttribute("data-fresh");
    summary?.focus();
  });
}
