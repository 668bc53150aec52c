// The keys of the page one is on: lines whose [data-when] finds nothing here are left out, and every control that names a key is told by
// the words it bears itself, in the page's language.
const SILENT = "kbd, b, svg, small, .vh";

const shown = (control) => control.getClientRects().length > 0 && !control.closest("dialog");

function wordsOf(control) {
  const said = control.dataset.says ?? control.getAttribute("aria-label");
  if (said) return said;
  const label = control.labels?.[0] ?? control;
  const clone = label.cloneNode(true);
  for (const part of clone.querySelectorAll(SILENT)) part.remove();
  return (clone.textContent.trim() || label.textContent).replace(/\s+/g, " ").trim();
}

function line(keys, said) {
  const group = document.createElement("div");
  const term = document.createElement("dt");
  for (const key of keys) {
    const cap = document.createElement("kbd");
    cap.textContent = key.length === 1 ? key.toUpperCase() : key;
    term.append(cap, " ");
  }
  const words = document.createElement("dd");
  words.textContent = said;
  group.dataset.found = "";
  group.append(term, words);
  return group;
}

/** One control a key, the first of them that is seen. */
function found(attribute) {
  const all = [...document.querySelectorAll(`[${attribute}]`)].filter(shown);
  return [...new Map(all.reverse().map((control) => [control.getAttribute(attribute), control])).entries()].reverse();
}

export function drawKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  const list = dialog.querySelector("[data-keys-here]");
  const frame = dialog.querySelector("[data-keys-frame]");
  for (const old of dialog.querySelectorAll("[data-found]")) old.remove();
  for (const told of dialog.querySelectorAll("[data-when]")) told.hidden = ![...document.querySelectorAll(told.dataset.when)].some(shown);
  for (const [key, control] of [...found("data-row-key"), ...found("data-key")])
    (control.closest(".top") ? frame : list).append(line([key], wordsOf(control)));
  for (const [attribute, keys] of [["data-submit-key", ["Ctrl", "Enter"]], ["data-next-key", ["Ctrl", "Shift", "Enter"]]]) {
    const control = document.querySelector(`[${attribute}]`);
    if (control) list.append(line(keys, wordsOf(control)));
  }
}
