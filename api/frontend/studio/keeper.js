// A file as it is on the server: saved a moment after the last change, one request at a time, and kept in the browser until it is.
import { Refused, ask } from "./asking.js";
import { Rescue, choose, clock } from "./rescue.js";
import { Trouble } from "./trouble.js";
import { say } from "./words.js";

const QUIET = 1_500;
const SHORT = 300; // after which what was changed is written down here
const RETRY = 5_000;

export class Keeper {
  /** `text()` gives the file as it is to be kept, `pack(version, text)` the form that saves it, `saved(answer)` hears of every success. */
  constructor({ place, base, path, version, text, pack, address, line, saved = () => {}, aside }) {
    Object.assign(this, { place, base, path, version, text, pack, address, line, heard: saved, aside });
    this.told = document.querySelector("[data-saved]");
    this.rescue = new Rescue(`${base}/${path}`);
    this.trouble = new Trouble();
    this.busy = Promise.resolve();
    this.changes = 0;
    this.unsaved = false;
    window.addEventListener("beforeunload", (event) => this.unsaved && !this.leaving && event.preventDefault());
    window.addEventListener("pagehide", () => this.writeDown());
    window.addEventListener("online", () => this.refused?.passing && this.now());
    for (const back of ["focus", "visibilitychange"]) window.addEventListener(back, () => !document.hidden && this.refused?.signedOut && this.now());
  }

  /** The text to begin with: what the server has, or what the last visit could not save; asked where a colleague saved in between. */
  async begin(theirs, shown = theirs) {
    const left = this.rescue.left();
    if (left?.text === shown) this.rescue.drop();
    if (!left || left.text === shown) return shown;
    if (left.version !== String(this.version) && (await choose(left, theirs, this.told.textContent)) === "theirs") {
      this.rescue.drop();
      return shown;
    }
    this.restored = left;
    return left.text;
  }

  /** What was restored is on its way to the server, and said so. */
  goOn() {
    if (!this.restored) return;
    this.changed();
    this.told.textContent = say("restored", { time: clock(this.restored.at) });
  }

  /** Something was changed. */
  changed() {
    this.changes += 1;
    this.unsaved = true;
    this.told.textContent = say("typing");
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.writeDown(), SHORT);
    this.later(QUIET);
  }

  later(wait) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.now(), wait);
  }

  /** Write down here what the server has not. */
  async writeDown() {
    clearTimeout(this.writing);
    this.writing = null;
    if (!this.unsaved) return;
    const room = this.rescue.keep(this.version, await this.text());
    if (!room) this.told.textContent = say("no_room");
  }

  now() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.sending = (this.sending ?? 0) + 1;
    this.busy = this.busy
      .then(() => this.send())
      .catch((error) => this.failed(error))
      .finally(() => (this.sending -= 1));
    return this.busy;
  }

  /** Resolves when the server has what the editor holds, or has said why not. */
  async kept() {
    if (this.waiting) await this.now();
    else await this.busy;
  }

  failed(error) {
    this.unsaved = true;
    this.told.textContent = say("unsaved");
    this.writeDown();
    this.refused = this.refuse(error, () => this.now());
    if (this.refused.passing || this.refused.signedOut) this.later(RETRY);
  }

  /** Tell what the server would not do. */
  refuse(error, again) {
    const refused = error instanceof Refused ? error : new Refused(400, { detail: String(error.message) });
    this.trouble.tell(refused, { again, text: this.text, line: this.line, name: this.path.split("/").pop() });
    return refused;
  }

  async send() {
    const changes = this.changes;
    const text = await this.text();
    const answer = await ask(this.address, this.pack(this.version, text));
    this.trouble.over();
    this.refused = null;
    if (answer.aside) return changes === this.changes ? this.setAside() : this.send();
    this.version = String(answer.version);
    if (changes === this.changes) {
      this.unsaved = false;
      clearTimeout(this.writing);
      this.rescue.drop();
      this.told.textContent = say("saved", { time: new Date(answer.at).toTimeString().slice(0, 8) });
    } else {
      this.writeDown();
    }
    this.heard(answer);
    return null;
  }

  /** A colleague was faster: the server keeps both texts, and its page shows them side by side. */
  setAside() {
    this.leaving = true;
    this.rescue.drop();
    this.aside();
  }

  /** The page goes with what it holds. */
  leave() {
    this.leaving = true;
    clearTimeout(this.waiting);
  }
}

/** The keeper of an editor that draws: `place` names its file. */
export function keeperOf(place, text, name, type) {
  const { base, path, version } = place.dataset;
  const address = `${base}/files/${path}`;
  return new Keeper({
    place, base, path, version, address, text,
    pack: (known, content) => {
      const data = new FormData();
      data.set("version", known);
      data.set("upload", new Blob([content], { type }), name);
      return data;
    },
    saved: (answer) => {
      place.dataset.saved = answer.version;
      place.dispatchEvent(new CustomEvent("tongban:saved"));
    },
    aside: () => location.assign(`${address}?source`),
  });
}
