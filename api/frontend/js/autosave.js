// 暂存: `form[data-draft=url]` saves itself a few seconds after the last change. The answer is JSON: {version, saved_at}.
// 409 = the draft was changed elsewhere: saving stops, the sentence and a way out are shown, nothing typed is touched.
// A form that is sent while it is being saved waits for the answer: it would carry a version that is already the last but one.
import { csrf, fieldsOf, problem } from "./requests.js";
import { word } from "./words.js";

const IDLE = 2500;

class Draft {
  constructor(form) {
    this.form = form;
    this.timer = 0;
    this.dirty = false;
    this.stopped = false;
    this.running = null;
    this.version = 0;
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("submit", (event) => this.sent(event));
    document.addEventListener("htmx:after:swap", () => this.carry());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    document.addEventListener("input", (event) => event.target.form === form && !form.contains(event.target) && this.changed(event));
  }

  changed(event) {
    if (this.stopped || event.isComposing || event.target.type === "file") return;
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), IDLE);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async sent(event) {
    if (event.defaultPrevented) return;
    this.stop();
    if (!this.running) return;
    event.preventDefault();
    await this.running;
    const button = event.submitter;
    const asked = button?.dataset.confirm && !("confirmed" in button.dataset);
    if (asked) button.dataset.confirmed = "";
    this.form.requestSubmit(button);
    if (asked) delete button.dataset.confirmed;
  }

  /** A part of the page that was drawn while a save was under way does not bring the older version back. */
  carry() {
    for (const field of this.form.querySelectorAll("input[name=version]")) if (Number(field.value) < this.version) field.value = this.version;
  }

  async save() {
    if (!this.dirty || this.stopped || this.running) return;
    clearTimeout(this.timer);
    this.dirty = false;
    this.say("saving");
    this.running = this.send();
    await this.running;
    this.running = null;
    if (this.dirty && !this.stopped) this.timer = setTimeout(() => this.save(), IDLE);
  }

  async send() {
    try {
      const response = await fetch(this.form.dataset.draft, {
        method: "POST",
        body: new URLSearchParams(fieldsOf(this.form)),
        headers: { Accept: "application/json", "X-CSRF-Token": csrf() },
        redirect: "error",
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
    for (const place of document.querySelectorAll("[data-saved]")) {
      place.textContent = word(name, facts);
      place.className = `saved ${tone}`;
      place.dataset.saved = name;
    }
  }
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
}
