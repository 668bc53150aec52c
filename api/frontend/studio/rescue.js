// What somebody typed and the server has not: kept in the browser, by person and place; it outlives the page, the browser and the server.
import { createElement } from "./dom.js";
import { sideBySide } from "./lines.js";
import { say } from "./words.js";

export class Rescue {
  constructor(place) {
    this.name = `tongban:unsaved:${document.body.dataset.person}:${place}`;
  }

  /** Whether the browser had room for it. */
  keep(version, text) {
    try {
      localStorage.setItem(this.name, JSON.stringify({ version: String(version), text, at: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  /** {version, text, at} of what was left behind; null where nothing was. */
  left() {
    try {
      const left = JSON.parse(localStorage.getItem(this.name));
      return typeof left?.text === "string" ? left : null;
    } catch {
      return null; // something else wrote there: it is not ours
    }
  }

  drop() {
    try {
      localStorage.removeItem(this.name);
    } catch {
      // Nothing was kept.
    }
  }
}

export const clock = (at) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short", hour12: false }).format(at);

/** Whose text goes on, "mine" or "theirs", when somebody saved another one since ours was left behind. */
export function choose(left, theirs, about) {
  const dialog = createElement("dialog", "wide rescue", "");
  dialog.setAttribute("aria-labelledby", "rescue-title");
  const header = document.createElement("header");
  const title = createElement("h2", "", say("rescue_title"));
  title.id = "rescue-title";
  header.append(title);
  const body = createElement("div", "body", "");
  const both = createElement("details", "", "");
  both.append(createElement("summary", "", say("see_both")));
  const sides = createElement("div", "grid2", "");
  const places = ["mine", "theirs"].map((name) => {
    const side = document.createElement("div");
    const text = createElement("pre", "source", "");
    text.tabIndex = 0;
    side.append(createElement("h3", "", say(`text_${name}`)), text);
    sides.append(side);
    return text;
  });
  both.append(sides);
  both.addEventListener("toggle", () => both.open && sideBySide([left.text, theirs], places));
  body.append(createElement("p", "", say("rescue_about", { time: clock(left.at) })), createElement("p", "muted", about), both);
  const acts = createElement("div", "acts", "");
  dialog.append(header, body, acts);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  document.body.append(dialog);
  return new Promise((chosen) => {
    for (const name of ["theirs", "mine"]) {
      const button = createElement("button", name === "mine" ? "btn primary" : "btn", say(`take_${name}`));
      button.type = "button";
      button.dataset.take = name;
      button.addEventListener("click", () => {
        dialog.remove();
        chosen(name);
      });
      acts.append(button);
    }
    dialog.showModal();
  });
}
