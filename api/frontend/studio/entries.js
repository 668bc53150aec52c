// The forms of a manifest or of parameters save themselves: into the file what is whole, beside it in the draft what is half typed.
import { fieldsOf } from "../js/requests.js";
import { Refused, ask } from "./asking.js";
import { createElement } from "./dom.js";
import { Rescue, clock } from "./rescue.js";
import { Trouble } from "./trouble.js";
import { say } from "./words.js";

const HIDDEN = new Set(["_csrf", "_key", "version", "entry"]);
const QUIET = 1_500;
const RETRY = 5_000;

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
  for (const name of ["entry_field", "entry_file", "entry_mine"]) {
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
    this.held = JSON.stringify(this.start); // what the server has, in the file or beside it
    this.reasons = createElement("div", "note amber", "");
    this.reasons.setAttribute("role", "status");
    this.reasons.hidden = true;
    form.append(this.reasons);
    for (const event of ["input", "change"]) form.addEventListener(event, () => this.changed());
    form.addEventListener("submit", (event) => this.send(event));
    this.restore();
  }

  /** The version of the file this was made from: the page's, but for what is older than a colleague's. */
  get version() {
    return this.older ?? this.page.version;
  }

  get text() {
    return JSON.stringify(said(this.form));
  }

  get unsaved() {
    return this.text !== this.held;
  }

  changed() {
    if (!this.unsaved) return;
    this.rescue.keep(this.version, this.text);
    this.page.tell("typing");
    this.later(QUIET);
  }

  later(wait) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.now(), wait);
  }

  now() {
    clearTimeout(this.waiting);
    return this.page.inTurn(() => this.keep());
  }

  /** The server keeps it: in the file where it is whole, else beside it with the reasons. */
  async keep() {
    if (!this.unsaved || this.page.leaving) return;
    const text = this.text;
    const data = fieldsOf(this.form);
    data.set("version", this.version);
    try {
      const answer = await ask(this.form.dataset.keep, data);
      this.page.answered();
      this.held = text;
      if (this.unsaved) this.later(QUIET);
      else this.rescue.drop();
      if (answer.kept === "aside" && this.older === undefined) this.page.reload();
      else this.kept(answer);
    } catch (error) {
      this.page.refused(error, () => this.now());
      if (error.passing || error.signedOut) this.later(RETRY);
    }
  }

  kept(answer) {
    if (answer.kept === "saved") {
      this.page.version = String(answer.version);
      this.start = JSON.parse(this.held);
      this.note?.remove();
    }
    this.page.tell(answer.kept === "saved" ? "saved" : "entry_typed", { time: new Date(answer.at).toTimeString().slice(0, 8) });
    this.why(answer.reasons);
  }

  why(reasons) {
    this.reasons.hidden = !reasons.length;
    const body = createElement("div", "grow", "");
    for (const reason of reasons) body.append(createElement("p", "", reason));
    this.reasons.replaceChildren(body);
  }

  /** What was left at the last visit: in this browser, where the server did not get it, else on the server. */
  restore() {
    const kept = this.form.dataset.left && JSON.parse(this.form.dataset.left);
    const unsent = this.rescue.left();
    const left = unsent ? { typed: JSON.parse(unsent.text), version: unsent.version, at: unsent.at } : kept && { ...kept, at: kept.at * 1000 };
    if (!left || (!kept && JSON.stringify(left.typed) === this.held)) {
      this.rescue.drop();
      return;
    }
    fill(this.form, left.typed);
    if (kept) this.held = JSON.stringify(kept.typed);
    if (String(left.version) !== this.page.version) this.older = String(left.version);
    this.showBack(left);
    this.why(kept?.reasons ?? []);
    if (this.unsaved) this.later(QUIET);
  }

  showBack(left) {
    this.note = createElement("div", "note amber", "");
    const body = createElement("div", "grow", "");
    body.append(createElement("p", "", say("entry_back", { time: clock(left.at) })));
    if (this.older !== undefined) body.append(createElement("p", "", say("entry_differs")));
    body.append(differences(this.form, this.start, left.typed));
    const drop = createElement("button", "btn sm", say("entry_drop"));
    drop.type = "button";
    drop.addEventListener("click", () => this.drop());
    body.append(drop);
    this.note.append(body);
    this.form.prepend(this.note);
    this.form.closest("details")?.setAttribute("open", "");
    this.form.dataset.restored = this.older === undefined ? "same" : "newer";
  }

  /** What the file says is right: the server is told so, and forgets the rest. */
  drop() {
    fill(this.form, this.start);
    delete this.older;
    this.note.remove();
    this.rescue.drop();
    this.why([]);
    return this.now();
  }

  /** Saved by its button, over a colleague's too, which stands beside it; what is refused stays as it was filled in, with the reason. */
  async send(event) {
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.waiting);
    await this.page.inTurn(() => this.save());
    this.sending = false;
  }

  async save() {
    const data = fieldsOf(this.form);
    data.set("version", this.page.version);
    try {
      const answer = await ask(this.form.action, data);
      this.held = this.text;
      this.rescue.drop();
      this.page.saved(this, answer.version);
    } catch (error) {
      this.rescue.keep(this.version, this.text);
      this.page.refused(error, () => this.form.requestSubmit());
      this.page.trouble.box.scrollIntoView({ block: "nearest" });
      if (this.unsaved) this.later(QUIET);
    }
  }
}

class Entries {
  constructor(forms) {
    this.trouble = new Trouble();
    this.version = forms[0].elements.namedItem("version").value;
    this.busy = Promise.resolve();
    this.place = createElement("span", "muted small", "");
    this.place.dataset.saved = "";
    this.place.setAttribute("role", "status");
    document.querySelector("main > .head h1").after(this.place);
    this.all = forms.map((form) => new Entry(form, this));
    window.addEventListener("beforeunload", (event) => !this.leaving && this.all.some((each) => each.unsaved) && event.preventDefault());
    for (const form of forms) form.dataset.begun = "";
  }

  tell(name, told = {}) {
    this.place.textContent = say(name, told);
  }

  /** One request at a time: each is made from the version the one before it left. */
  inTurn(act) {
    this.busy = this.busy.then(act);
    return this.busy;
  }

  answered() {
    this.trouble.over();
  }

  reload() {
    this.leaving = true;
    location.reload();
  }

  /** The page is drawn anew; what is filled in elsewhere on it was made from what the server had until now. */
  saved(entry, version) {
    for (const other of this.all) if (other !== entry && other.unsaved) other.rescue.keep(other.older ?? version, other.text);
    this.reload();
  }

  refused(error, again) {
    const refused = error instanceof Refused ? error : new Refused(400, { detail: String(error.message) });
    this.tell("unsaved");
    this.trouble.tell(refused, { again });
    if (refused.code === "program_file_changed") this.trouble.offer("reload", () => this.reload());
  }
}

export function keepEntries(forms) {
  if (forms.length) new Entries(forms);
}
