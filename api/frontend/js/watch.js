// Live updates: what others did appears without a reload; focus, scroll and what is being typed stay. Where no stream can be had the page
// asks from time to time. A page nobody looks at holds no connection.
import { toast } from "./toasts.js";
import { word } from "./words.js";

const ASK_EVERY = 20000;
const SETTLE = 400;
const REST = 3000;
const REGIONS = ["nav.figs", ".seg", ".side", ".tabbar"];

let source = null;
let asking = 0;
let refreshing = 0;
let refreshed = -REST;
const gone = new Map();

function count(unread) {
  const mark = document.querySelector("[data-bell] [data-count]");
  if (!mark) return;
  mark.textContent = unread > 99 ? "99+" : String(unread);
  mark.hidden = !unread;
}

const keyOf = (row) => row.querySelector("[data-open]")?.getAttribute("href");

/** What a row says apart from what is new with every drawing of a page: tokens and keys. */
function said(row) {
  const copy = row.cloneNode(true);
  copy.classList.remove("cur", "gone");
  for (const field of copy.querySelectorAll("input[type=hidden]")) field.remove();
  for (const open of copy.querySelectorAll("[open]")) open.removeAttribute("open");
  return copy.textContent.replace(/\s+/g, " ").trim() + copy.querySelectorAll("form, a, button").length;
}

/** Whether somebody is in the middle of something there. */
function busy(row) {
  if (row.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox]), textarea, select")) return true;
  return [...row.querySelectorAll("input, textarea, select")].some((field) =>
    field.type === "checkbox" ? field.checked !== field.defaultChecked : field.type !== "hidden" && field.value !== field.defaultValue && field.defaultValue !== undefined,
  );
}

function keepFocus(row, drawn) {
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  if (row.classList.contains("cur")) drawn.classList.add("cur");
  row.replaceWith(drawn);
  if (!focused) return;
  const href = focused.getAttribute("href");
  const same = href ? drawn.querySelector(`[href="${CSS.escape(href)}"]`) : drawn.querySelector(focused.tagName);
  (same ?? drawn.querySelector("[data-open]"))?.focus({ preventScroll: true });
}

/** Somebody took it: the row stays where it is, says who, and can no longer be claimed. */
function leave(row, who) {
  if (row.classList.contains("gone")) return;
  row.classList.add("gone");
  const act = row.querySelector("[data-c=act]");
  const line = document.createElement("span");
  line.className = "muted";
  line.textContent = who ? word("taken_by", { who }) : word("moved_on");
  if (act) act.replaceChildren(line);
}

function mergeRows(now, then) {
  const fresh = new Map([...then.children].map((row) => [keyOf(row), row]).filter(([key]) => key));
  for (const row of [...now.children]) {
    const key = keyOf(row);
    if (!key) continue;
    const drawn = fresh.get(key);
    fresh.delete(key);
    if (!drawn) leave(row, gone.get(key.split("/").pop()));
    else if (!busy(row) && said(row) !== said(drawn)) keepFocus(row, document.importNode(drawn, true));
  }
  const added = [...then.children].filter((row) => fresh.has(keyOf(row)));
  for (const row of added) {
    const before = [...then.children].slice(0, [...then.children].indexOf(row)).map(keyOf).reverse();
    const place = [...now.children].find((each) => before.includes(keyOf(each)) && keyOf(each) === before.find((key) => [...now.children].some((one) => keyOf(one) === key)));
    const drawn = document.importNode(row, true);
    drawn.classList.add("fresh");
    if (place) place.after(drawn);
    else now.prepend(drawn);
  }
}

async function refresh() {
  refreshing = 0;
  refreshed = performance.now();
  const rows = document.querySelector("[data-rows]");
  const empty = rows ? null : document.querySelector("main .empty");
  const queue = (rows || empty) && location.pathname === "/tasks";
  if ((!queue && !document.querySelector("[data-live-list]")) || document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const then = new DOMParser().parseFromString(await answer.text(), "text/html");
  redraw(then);
  if (!queue) return;
  const fresh = then.querySelector("[data-rows]");
  if (rows) mergeRows(rows, fresh ?? document.createElement("tbody"));
  else if (fresh) empty.replaceWith(document.importNode(fresh.closest("table"), true));
  for (const place of REGIONS) {
    const old = document.querySelector(place);
    const drawn = then.querySelector(place);
    if (old && drawn && !old.contains(document.activeElement) && old.textContent !== drawn.textContent) old.replaceWith(document.importNode(drawn, true));
  }
  const bell = then.querySelector("[data-bell] [data-count]");
  if (bell && !source) count(bell.hidden ? 0 : Number.parseInt(bell.textContent, 10));
}

/** Lists of a page that is no queue: drawn anew where nobody is in them. */
function redraw(then) {
  for (const drawn of then.querySelectorAll("[data-live-list]")) {
    const old = document.querySelector(`[data-live-list="${drawn.dataset.liveList}"]`);
    if (old && !old.contains(document.activeElement) && said(old) !== said(drawn)) old.replaceWith(document.importNode(drawn, true));
  }
}

function changed(changes) {
  for (const each of changes) {
    if (each.kind === "absence_arranged" && each.by !== me()) toast(word("absence_arranged", { who: each.by }));
    if (each.kind === "absence_ended" && each.by !== me()) toast(word("absence_ended", { who: each.by }));
    if (!each.task) continue;
    if (each.kind === "task_claimed" || each.kind === "task_assigned") gone.set(each.task, each.by);
    if (location.pathname === `/tasks/${each.task}` && ["task_claimed", "task_assigned", "task_completed", "task_cancelled"].includes(each.kind) && each.by !== me()) {
      const who = { who: each.by };
      toast(each.kind === "task_claimed" ? word("claimed_by", who) : word("moved_by", who), "warning");
    }
  }
  refreshing ||= setTimeout(refresh, Math.max(SETTLE, REST - (performance.now() - refreshed)));
}

const me = () => document.querySelector("[data-bell]")?.dataset.bell;

function ask() {
  asking ||= setInterval(refresh, ASK_EVERY);
}

function listen() {
  if (source || document.hidden) return;
  if (!window.EventSource) {
    ask();
    return;
  }
  source = new EventSource("/live");
  source.addEventListener("open", () => {
    clearInterval(asking);
    asking = 0;
    document.documentElement.dataset.live = "";
  });
  source.addEventListener("change", (event) => changed(JSON.parse(event.data)));
  source.addEventListener("unread", (event) => count(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) stop();
    ask();
  });
}

function stop() {
  source?.close();
  source = null;
  delete document.documentElement.dataset.live;
}

export function startWatch() {
  if (!document.querySelector("[data-bell]")) return;
  listen();
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
    else {
      listen();
      refresh();
    }
  });
}
