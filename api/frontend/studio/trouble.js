// What keeps a page from being saved: the server's sentence and its places, what to do now, and a way out that loses nothing.
import { createElement } from "./dom.js";
import { say } from "./words.js";

const AGAIN = { 0: "away", 401: "signed_out", 413: "correct", 422: "correct" };

function advice(refused) {
  if (refused.code === "other_person") return "other_person";
  return AGAIN[refused.status] ?? (refused.passing ? "soon_again" : "stuck");
}

function button(name, act) {
  const made = createElement("button", "btn sm", say(name));
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** A link to a page that opens beside this one. */
function signIn() {
  const link = createElement("a", "btn sm", say("sign_in"));
  link.href = "/sign-in?next=/account";
  link.target = "_blank";
  return link;
}

/** A box under the head of the page, there while something is wrong. */
export class Trouble {
  constructor() {
    this.box = createElement("div", "note red trouble", "");
    this.box.setAttribute("role", "alert");
    this.box.hidden = true;
    const head = document.querySelector("main > .head");
    head.after(this.box);
  }

  /** `again()` tries once more, `text()` gives what would be lost, `line(n)` shows a line. */
  tell(refused, { again, text, line, name }) {
    const kind = advice(refused);
    const lines = refused.errors.map((error) => ({ said: error.detail ?? error.zh, line: Number(/^text\.(\d+)$/.exec(error.path)?.[1]) }));
    const body = createElement("div", "grow", "");
    if (refused.sentence && !lines.length && kind !== "signed_out") body.append(createElement("p", "", refused.sentence));
    for (const each of lines) {
      const told = createElement("p", "", each.said);
      if (each.line && line) told.append(" ", button("to_line", () => line(each.line)));
      body.append(told);
    }
    body.append(createElement("p", "", say(kind)));
    const acts = createElement("p", "row wrap", "");
    if (kind === "signed_out" || kind === "other_person") acts.append(signIn());
    if (again) acts.append(button("again", again));
    if (text) acts.append(button("take_out", async () => download(await text(), name)));
    body.append(acts);
    this.show(body, kind);
  }

  show(body, kind) {
    this.box.dataset.trouble = kind;
    this.box.replaceChildren(body);
    this.box.hidden = false;
  }

  /** One more way out. */
  offer(name, act) {
    this.box.querySelector(".row").prepend(button(name, act));
  }

  over() {
    this.box.hidden = true;
    delete this.box.dataset.trouble;
    this.box.replaceChildren();
  }
}

function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
