// Files travel one by one with their progress shown; the form is drawn anew when the last one has arrived.
// Every file input of a `form[data-files=url]`; the input's name says which place of the form the file answers.
// Without script the file goes with the form.
import { csrf, freshKey } from "./requests.js";
import { word } from "./words.js";

function row(list, name) {
  const line = document.createElement("li");
  line.className = "f-file is-uploading";
  const label = document.createElement("span");
  label.className = "f-file-name";
  label.textContent = name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  const state = document.createElement("span");
  state.className = "f-file-size";
  line.append(label, bar, state);
  list.append(line);
  return { line, bar, state };
}

function fail(shown, sentence) {
  shown.bar.remove();
  shown.line.classList.remove("is-uploading");
  shown.line.classList.add("is-failed");
  shown.state.className = "f-error";
  shown.state.textContent = sentence;
}

function arrive(shown) {
  shown.line.classList.remove("is-uploading");
  shown.state.textContent = word("uploaded");
}

function sentenceOf(request) {
  try {
    const body = JSON.parse(request.responseText);
    return body.errors?.[0]?.[document.documentElement.lang === "en" ? "en" : "zh"] || body.detail || body.title || word("upload_failed");
  } catch {
    return word("upload_failed");
  }
}

function send(input, file, shown) {
  return new Promise((resolve) => {
    const body = new FormData();
    body.set("field", input.name);
    body.set("_key", freshKey());
    body.set("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", input.form.dataset.files);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", csrf());
    request.upload.onprogress = (event) => {
      shown.bar.value = event.lengthComputable ? Math.round((event.loaded / event.total) * 100) : 0;
      shown.state.textContent = `${shown.bar.value}%`;
    };
    request.onload = () => {
      const ok = request.status >= 200 && request.status < 300;
      if (ok) arrive(shown);
      else fail(shown, sentenceOf(request));
      resolve(ok);
    };
    request.onerror = () => {
      fail(shown, word("upload_failed"));
      resolve(false);
    };
    request.send(body);
  });
}

function listOf(input) {
  let list = input.parentElement.querySelector("[data-uploads]");
  if (!list) {
    list = document.createElement("ul");
    list.className = "f-files";
    list.dataset.uploads = input.name;
    list.setAttribute("role", "status");
    input.after(list);
  }
  return list;
}

async function upload(input) {
  const { form } = input;
  const list = listOf(input);
  let arrived = 0;
  for (const file of input.files) {
    const shown = row(list, file.name);
    if (await send(input, file, shown)) arrived += 1;
  }
  input.value = "";
  if (arrived) form.dispatchEvent(new CustomEvent("tongban:refresh", { bubbles: true }));
}

/** A form drawn anew knows what has arrived; what is still on its way, or was refused, stays in sight. */
function keepLists() {
  let lists = [];
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.defaultPrevented || !event.detail.ctx.asked || event.detail.ctx.swap === "none") return;
    lists = [...document.querySelectorAll("[data-uploads]")];
    for (const list of lists) list.remove();
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const list of lists) {
      for (const line of list.querySelectorAll("li:not(.is-uploading, .is-failed)")) line.remove();
      if (list.childElementCount) document.querySelector(`form[data-files] input[type=file][name="${CSS.escape(list.dataset.uploads)}"]`)?.after(list);
    }
    lists = [];
  });
}

// Captured before the form hears of it: a chosen file is no reason to redraw the form, an arrived one is.
export function startUploads() {
  const chosen = (event) => {
    if (!event.target.matches("form[data-files] input[type=file]")) return;
    event.stopPropagation();
    if (event.target.files.length) upload(event.target);
  };
  document.addEventListener("change", chosen, true);
  keepLists();
}
