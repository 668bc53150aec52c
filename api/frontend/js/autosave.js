// 暂存: `form[data-draft=url]` saves itself a few seconds after the last change. The answer is JSON: {version, saved_at}.
// 409 = the draft was changed elsewhere: saving stops, the sentence and a way out are shown, nothing typed is touched.
// A form that is sent while it is being saved waits for the answer: it would carry a version that is already the last but one.
import { csrf, fieldsOf, leaves, problem } from "./requests.js";
import { word } from "./words.js";

const IDLE = 2500;
const PARTING = 60_000; // a browser lets no more than 64 KB outlive their page

class Draft {
  constructor(form) {
    this.form = form;
    this.timer = 0;
    this.dirty = false;
    this.stopped = false;
    this.running = null;
    this.version = 0;
    this.status = null;
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("change", (event) => this.changed(event));
    document.addEventListener("submit", (event) => this.sent(event), true);
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    document.addEventListener("htmx:after:swap", () => this.redrawn());
    document.addEventListener("input", (event) => event.target.form === form && !form.contains(event.target) && this.changed(event));
  }

  changed(event) {
    if (this.stopped || event.isComposing || event.target.type === "file") return;
    this.dirty = true;
    if (this.status) this.status.name = "";
    this.show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), IDLE);
  }

  /** Whatever form of the page is sent: what was typed here is kept before the page goes, and a save under way is waited for. */
  sent(event) {
    if (event.defaultPrevented) return;
    const own = event.target === this.form;
    const goes = leaves(event);
    if (this.running || (goes && !own && this.dirty && !this.stopped)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.hold(event.target, event.submitter, goes);
    } else if (own && goes) {
      this.stop();
    }
  }

  async hold(form, button, goes) {
    if (this.held) return;
    this.held = true;
    const stopped = this.stopped;
    if (button && goes) button.dataset.busy = "";
    await this.running;
    if (form !== this.form) await this.save();
    this.held = false;
    if (button) delete button.dataset.busy;
    if (form !== this.form && this.stopped !== stopped) return; // it was changed elsewhere: that is to be read first
    const agreed = button && "confirm" in button.dataset;
    if (agreed) button.dataset.confirmed = "";
    form.requestSubmit(button);
    if (agreed) delete button.dataset.confirmed;
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** What was drawn while a save was under way brings back neither the older version nor what was said of it. */
  redrawn() {
    this.carry();
    this.show();
  }

  carry() {
    for (const field of this.form.querySelectorAll("input[name=version]")) if (Number(field.value) < this.version) field.value = this.version;
  }

  async save() {
    if (!this.dirty || this.stopped || this.running) return;
    clearTimeout(this.timer);
    this.dirty = false;
    this.say("saving");
    this.running = this.send().finally(() => (this.running = null));
    await this.running;
    if (this.dirty && !this.stopped) this.timer = setTimeout(() => this.save(), IDLE);
  }

  async send() {
    const body = new URLSearchParams(fieldsOf(this.form)).toString();
    try {
      const response = await fetch(this.form.dataset.draft, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded", "X-CSRF-Token": csrf() },
        redirect: "error",
        keepalive: document.hidden && body.length < PARTING,
      });
      if (response.ok) this.saved(await response.json());
      else await this.refused(response);
    } catch {
      this.dirty = true;
      this.say("unsaved", {}, "is-amber");
      this.timer = setTimeout(() => this.save(), 4 * IDLE);
    }
  }

  saved(answer) {
    this.version = answer.version;
    this.carry();
    if (this.dirty) return; // somebody types on, and that is not saved yet
    const time = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hour12: false });
    this.say("saved", { time: time.format(new Date(answer.saved_at)) });
  }

  async refused(response) {
    const sentence = await problem(response);
    if (response.status === 409 || response.status === 401 || response.status === 403) {
      this.stop();
      const box = document.querySelector("[data-draft-conflict]");
      if (box) {
        box.hidden = false;
        box.querySelector("[data-sentence]").textContent = sentence || word("draft_conflict");
      }
    } else {
      this.dirty = true;
    }
    this.say("unsaved", {}, "is-amber");
  }

  say(name, facts = {}, tone = "") {
    this.status = { name, text: word(name, facts), tone };
    this.show();
  }

  show() {
    if (!this.status) return;
    for (const place of document.querySelectorAll("[data-saved]")) {
      place.textContent = this.status.text;
      place.className = `saved ${this.status.tone}`;
      place.dataset.saved = this.status.name;
    }
  }
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
}
