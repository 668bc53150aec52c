// Small conveniences: outcome radios, filters that send themselves, phrases, copying, select all, one press per button.
import { leaves } from "./requests.js";
import { word } from "./words.js";

function choose(radio) {
  for (const label of radio.closest(".choice").querySelectorAll("label")) label.classList.toggle("on", label.contains(radio));
}

function phrase(button) {
  const area = document.getElementById(button.dataset.phrase);
  button.closest("details")?.removeAttribute("open");
  area.value = area.value ? `${area.value.trimEnd()}\n${button.textContent.trim()}` : button.textContent.trim();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

async function copy(button) {
  const text = document.getElementById(button.dataset.copy).textContent;
  await navigator.clipboard.writeText(text);
  button.textContent = word("copied");
}

export function startControls() {
  document.addEventListener("change", (event) => {
    const target = event.target;
    if (target.matches(".choice input[type=radio]")) choose(target);
    if (target.form?.matches("[data-autosubmit]") && target.matches("select, input[type=checkbox]")) target.form.requestSubmit();
    if (target.matches("[data-check-all]")) {
      for (const box of document.querySelectorAll(`input[name="${target.dataset.checkAll}"]`)) box.checked = target.checked;
    }
  });
  document.addEventListener("click", (event) => {
    const said = event.target.closest("[data-phrase]");
    if (said && document.getElementById(said.dataset.phrase)) {
      event.preventDefault();  // without script the button is sent, and the server puts the words in
      phrase(said);
    }
    const copied = event.target.closest("[data-copy]");
    if (copied) copy(copied);
    if (event.target.closest("[data-print]")) window.print();
  });
  // A double click sends one form: the button rests until the answer is there or the page came back from history.
  // A button whose answer is a file or opens elsewhere does not rest: nothing would wake it.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.defaultPrevented || event.target.method === "get" || !leaves(event)) return;
    if ("busy" in button.dataset) event.preventDefault();
    else button.dataset.busy = "";
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[data-busy]")) delete button.dataset.busy;
  });
}
