// Every page of a draft: who else is in it, and texts that save themselves.
import { csrf, fieldsOf } from "../js/requests.js";
import { say } from "./words.js";

const VISIT = 20_000;
const QUIET = 2_000;

async function post(address, data) {
  const headers = { "X-CSRF-Token": csrf(), Accept: "application/json" };
  return fetch(address, { method: "POST", body: data, headers });
}

function keepVisiting(place) {
  const visit = async () => {
    if (document.hidden) return;
    const data = new FormData();
    data.set("path", place.dataset.path);
    const answer = await post(place.dataset.visit, data).catch(() => null);
    if (!answer?.ok) return;
    const tags = (await answer.json()).map(({ name, path }) => {
      const tag = document.createElement("span");
      tag.className = "tag violet";
      tag.textContent = name;
      tag.title = path;
      return tag;
    });
    place.replaceChildren(...tags);
  };
  setInterval(visit, VISIT);
}

function keepSaving(form) {
  const text = form.elements.namedItem("text");
  const told = document.querySelector("[data-saved]");
  let waiting = 0;
  let running = null;
  const send = async () => {
    const answer = await post(form.action, fieldsOf(form)).catch(() => null);
    if (!answer?.ok) {
      told.textContent = say("unsaved");
      return;
    }
    const saved = await answer.json();
    if (saved.aside) {
      location.reload();
      return;
    }
    form.elements.namedItem("version").value = saved.version;
    if (!waiting) told.textContent = say("saved", { time: new Date(saved.at).toTimeString().slice(0, 8) });
    document.querySelector("iframe[data-preview]")?.contentWindow.location.reload();
  };
  // One save at a time: the next one, and the form when it is sent by its button, goes with the version of the one before.
  const save = async () => {
    while (running) await running;
    waiting = 0;
    running = send().finally(() => (running = null));
  };
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    told.textContent = say("typing");
    waiting = setTimeout(save, QUIET);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(waiting);
    if (!running) return;
    event.preventDefault();
    await running;
    form.requestSubmit(event.submitter);
  });
  showLine(text, Number(form.dataset.line));
}

/** A finding leads to its line. */
function showLine(text, line) {
  if (!line) return;
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  text.scrollTop = ((line - 6) / lines.length) * text.scrollHeight;
}

for (const place of document.querySelectorAll("[data-visit]")) keepVisiting(place);
for (const form of document.querySelectorAll("[data-program-file]")) keepSaving(form);
for (const choice of document.querySelectorAll("select[data-sample]")) {
  choice.addEventListener("change", () => document.querySelector("iframe[data-preview]").setAttribute("src", choice.value));
}
