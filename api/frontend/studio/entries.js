// The forms of a manifest or of parameters: each is saved by its button; what was filled in and not saved outlives the page.
import { fieldsOf } from "../js/requests.js";
import { Refused, ask } from "./asking.js";
import { createElement } from "./dom.js";
import { Rescue, clock } from "./rescue.js";
import { Trouble } from "./trouble.js";
import { say } from "./words.js";

const HIDDEN = new Set(["_csrf", "_key", "version"]);

/** What a form says, without what only carries it: [[name, value]]. */
const said = (form) => [...new FormData(form)].filter(([name]) => !HIDDEN.has(name));

function fill(form, values) {
  const told = new Map(values);
  for (const field of form.elements) {
    if (!field.name || HIDDEN.has(field.name)) continue;
    if (field.type === "checkbox") field.checked = values.some(([name, value]) => name === field.name && value === field.value);
    else if (told.has(field.name)) field.value = told.get(field.name);
  }
}

/** What each field says; of several boxes under one name all that are ticked. */
function grouped(values) {
  const told = new Map();
  for (const [name, value] of values) told.set(name, told.has(name) ? `${told.get(name)}\n${value}` : value);
  return told;
}

/** What people call a field. */
function nameOf(form, name) {
  const field = form.elements.namedItem(name);
  const one = field instanceof RadioNodeList ? field[0] : field;
  return one?.getAttribute("aria-label") ?? one?.closest("[aria-label]")?.getAttribute("aria-label") ?? name;
}

/** Field by field what the server has and what was filled in. */
function differences(form, theirs, mine) {
  const [a, b] = [theirs, mine].map(grouped);
  const table = createElement("table", "tbl", "");
  const head = table.createTHead().insertRow();
  for (const name of ["entry_field", "text_theirs", "text_mine"]) {
    const cell = createElement("th", "", say(name));
    cell.scope = "col";
    head.append(cell);
  }
  const rows = table.createTBody();
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    if (a.get(name) === b.get(name)) continue;
    const row = rows.insertRow();
    for (const text of [nameOf(form, name), a.get(name) ?? "—", b.get(name) ?? "—"]) row.insertCell().textContent = text;
  }
  return table;
}

class Entry {
  constructor(form, page) {
    Object.assign(this, { form, page, rescue: new Rescue(form.dataset.entry), start: said(form) });
    for (const event of ["input", "change"]) form.addEventListener(event, () => this.changed());
    form.addEventListener("submit", (event) => this.send(event));
    this.restore();
  }

  get version() {
    return this.form.elements.namedItem("version").value;
  }

  get unsaved() {
    return JSON.stringify(said(this.form)) !== JSON.stringify(this.start) || "refused" in this.form.dataset;
  }

  changed() {
    if (this.unsaved) this.rescue.keep(this.version, JSON.stringify(said(this.form)));
    else this.rescue.drop();
    this.page.told();
  }

  restore() {
    const left = this.rescue.left();
    const mine = left && JSON.parse(left.text);
    if (!mine || JSON.stringify(mine) === JSON.stringify(this.start)) {
      this.rescue.drop();
      return;
    }
    fill(this.form, mine);
    const note = createElement("div", "note amber", "");
    const body = createElement("div", "grow", "");
    body.append(createElement("p", "", say("entry_back", { time: clock(left.at) })));
    if (left.version !== this.version) body.append(createElement("p", "", say("entry_differs")));
    body.append(differences(this.form, this.start, mine));
    const drop = createElement("button", "btn sm", say("entry_drop"));
    drop.type = "button";
    drop.addEventListener("click", () => {
      fill(this.form, this.start);
      this.rescue.drop();
      note.remove();
      this.page.told();
    });
    body.append(drop);
    note.append(body);
    this.form.prepend(note);
    this.form.closest("details")?.setAttribute("open", "");
    this.form.dataset.restored = left.version === this.version ? "same" : "newer";
  }

  /** Saved by its button; what is refused stays as it was filled in, with the reason. */
  async send(event) {
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    try {
      const answer = await ask(this.form.action, fieldsOf(this.form));
      this.rescue.drop();
      this.page.saved(this, answer.version);
    } catch (error) {
      this.rescue.keep(this.version, JSON.stringify(said(this.form)));
      const refused = error instanceof Refused ? error : new Refused(400, { detail: String(error.message) });
      this.page.refused(refused, () => this.form.requestSubmit());
    } finally {
      this.sending = false;
    }
  }
}

class Entries {
  constructor(forms) {
    this.trouble = new Trouble();
    this.place = createElement("span", "muted small", "");
    this.place.setAttribute("role", "status");
    document.querySelector("main > .head h1").after(this.place);
    this.all = [];
    this.all = forms.map((form) => new Entry(form, this));
    this.told();
    window.addEventListener("beforeunload", (event) => !this.leaving && this.all.some((each) => each.unsaved) && event.preventDefault());
  }

  told() {
    this.place.textContent = this.all.some((each) => each.unsaved) ? say("entry_open") : "";
  }

  /** The page is drawn anew; what is filled in elsewhere on it was made from what the server had until now. */
  saved(entry, version) {
    for (const other of this.all) if (other !== entry && other.unsaved) other.rescue.keep(version, JSON.stringify(said(other.form)));
    this.leaving = true;
    location.reload();
  }

  refused(refused, again) {
    this.trouble.tell(refused, { again });
    if (refused.code === "program_file_changed") this.trouble.offer("reload", () => {
      this.leaving = true;
      location.reload();
    });
    this.trouble.box.scrollIntoView({ block: "nearest" });
  }
}

export function keepEntries(forms) {
  if (forms.length) new Entries(forms);
}
