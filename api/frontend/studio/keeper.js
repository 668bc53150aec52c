// The file as it is on the server: saved a moment after the last change, one request at a time, and kept in the browser until it is.
import { csrf } from "../js/requests.js";
import { say } from "./words.js";

const QUIET = 1_500;

/** Ask the server; posts when there is something to send. */
export async function ask(address, data) {
  const options = data ? { method: "POST", body: data } : {};
  const answer = await fetch(address, { ...options, headers: { "X-CSRF-Token": csrf(), Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** What an editor holds that the server has not: it outlives the page, the browser and the server. */
class Rescue {
  constructor(place) {
    this.name = `tongban:unsaved:${place.dataset.base}/${place.dataset.path}`;
  }

  keep(version, text) {
    try {
      localStorage.setItem(this.name, JSON.stringify({ version, text }));
    } catch {
      // A browser without room keeps nothing; the page itself still does.
    }
  }

  /** What was left behind, when it was made from the version the server still has. */
  take(version) {
    try {
      const left = JSON.parse(localStorage.getItem(this.name));
      if (left && left.version === version) return left.text;
    } catch {
      // Something else wrote there: it is not ours.
    }
    this.drop();
    return null;
  }

  drop() {
    try {
      localStorage.removeItem(this.name);
    } catch {
      // Nothing was kept.
    }
  }
}

export class Keeper {
  /** `text()` gives the file as it is to be kept. */
  constructor(place, text, name, type) {
    Object.assign(this, { place, text, name, type, version: place.dataset.version, told: document.querySelector("[data-saved]") });
    this.rescue = new Rescue(place);
    this.busy = Promise.resolve();
    window.addEventListener("beforeunload", (event) => this.waiting && event.preventDefault());
  }

  /** What the last visit could not save, to begin with instead of what the server has. */
  left() {
    return this.rescue.take(this.version);
  }

  soon() {
    clearTimeout(this.waiting);
    this.told.textContent = say("typing");
    this.waiting = setTimeout(() => this.now(), QUIET);
  }

  now() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.busy = this.busy.then(() => this.send()).catch(() => this.failed());
    return this.busy;
  }

  /** Resolves when the server has what the editor holds. */
  async kept() {
    if (this.waiting) await this.now();
    else await this.busy;
  }

  failed() {
    clearTimeout(this.waiting);
    this.told.textContent = say("unsaved");
    this.waiting = setTimeout(() => this.now(), 10 * QUIET);
  }

  async send() {
    const text = await this.text();
    this.rescue.keep(this.version, text);
    const data = new FormData();
    data.set("version", this.version);
    data.set("upload", new Blob([text], { type: this.type }), this.name);
    const { base, path } = this.place.dataset;
    const saved = await ask(`${base}/files/${path}`, data);
    this.rescue.drop();
    if (saved.aside) {
      this.waiting = null;
      location.assign(`${base}/files/${path}?source`);
      return;
    }
    this.version = String(saved.version);
    if (!this.waiting) this.told.textContent = say("saved", { time: new Date(saved.at).toTimeString().slice(0, 8) });
    this.place.dataset.saved = saved.version;
    this.place.dispatchEvent(new CustomEvent("tongban:saved"));
  }
}
