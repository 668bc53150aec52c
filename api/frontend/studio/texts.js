// A file edited as text: saves itself, and shows the line that a finding or a refusal names.
import { fieldsOf } from "../js/requests.js";
import { Keeper } from "./keeper.js";

export async function keepText(form) {
  const text = form.elements.namedItem("text");
  const version = form.elements.namedItem("version");
  const { base, path } = form.dataset;
  const keeper = new Keeper({
    base, path, version: version.value, address: form.action,
    text: () => text.value,
    pack: (known, content) => packed(form, content),
    line: (number) => showLine(text, number),
    saved: (answer) => {
      version.value = answer.version;
      form.dataset.version = answer.version;
      document.querySelector("iframe[data-preview]")?.contentWindow.location.reload();
    },
    aside: () => location.reload(),
  });
  form.addEventListener("submit", async (event) => {
    keeper.leave();
    if (!keeper.sending) return;
    event.preventDefault();
    await keeper.busy;
    form.requestSubmit(event.submitter);
  });
  text.addEventListener("input", () => {
    keeper.changed();
    keeper.writeDown();
  });
  showLine(text, Number(form.dataset.line));
  if ("refused" in form.dataset) {
    form.dataset.begun = "";
    keeper.unsaved = true; // the page shows what was typed and refused: the server has it not
    return;
  }
  const begun = await keeper.begin(text.value);
  if (begun !== text.value) text.value = begun;
  form.dataset.begun = "";
  keeper.goOn();
}

/** The text goes as a file, with the line ends it had: a field of a form may be no longer than a megabyte. */
function packed(form, content) {
  const data = fieldsOf(form);
  data.delete("text");
  const written = "crlf" in form.dataset ? content.replaceAll("\n", "\r\n") : content;
  data.set("upload", new Blob([written], { type: "text/plain" }), "text");
  return data;
}

/** A finding leads to its line. */
export function showLine(text, line) {
  if (!line) return;
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  text.scrollTop = ((line - 6) / lines.length) * text.scrollHeight;
}
