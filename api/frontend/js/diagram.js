// A read-only diagram: `[data-diagram]` holds the XML in a <script type="application/xml"> and the states in data-states.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer.js";
import { word } from "./words.js";

const READABLE = 1;

function badge(state, text) {
  const mark = document.createElement("span");
  mark.className = `badge ${state}`;
  mark.textContent = text;
  return mark;
}

/** Fit with room around: the mark of bpmn.io stays free at the bottom right. */
function fit(canvas) {
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(Math.min(canvas.zoom() * 0.94, 1.4), "auto");
}

function mark(viewer, states) {
  const registry = viewer.get("elementRegistry");
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  for (const [id, state] of Object.entries(states)) {
    const element = registry.get(id);
    if (!element) continue;
    canvas.addMarker(id, `is-${state}`);
    if (state === "done" || element.waypoints) continue;
    overlays.add(id, { position: { top: -12, right: 12 }, html: badge(state, word(`diagram_${state}`)) });
  }
  for (const flow of registry.filter((element) => element.waypoints)) {
    const [from, to] = [states[flow.source?.id], states[flow.target?.id]];
    if (from === "done" && to) canvas.addMarker(flow.id, "is-done");
  }
}

/** How many wait at each step, how many of them are late, and how warm it is there. */
function count(viewer, counts) {
  const overlays = viewer.get("overlays");
  for (const [id, { waiting, overdue, heat }] of Object.entries(counts)) {
    if (!viewer.get("elementRegistry").get(id)) continue;
    viewer.get("canvas").addMarker(id, `is-heat-${heat}`);
    overlays.add(id, { position: { top: -12, right: 12 }, html: badge("current", String(waiting)) });
    if (overdue) overlays.add(id, { position: { top: -12, left: -4 }, html: badge("failed", `${word("diagram_late")} ${overdue}`) });
  }
}

/** The innermost current step of this diagram, else where it starts. */
function placeOf(viewer, states) {
  const registry = viewer.get("elementRegistry");
  const current = Object.keys(states)
    .filter((id) => states[id] === "current")
    .map((id) => registry.get(id))
    .filter((element) => element?.width)
    .sort((one, other) => one.width * one.height - other.width * other.height);
  return current[0] ?? registry.find((element) => element.type === "bpmn:StartEvent");
}

function centre(canvas, element) {
  const { width, height } = canvas.viewbox();
  canvas.viewbox({ x: element.x + element.width / 2 - width / 2, y: element.y + element.height / 2 - height / 2, width, height });
}

async function start(place) {
  const states = JSON.parse(place.dataset.states || "{}");
  const container = place.querySelector(".canvas");
  const viewer = new NavigatedViewer({ container });
  try {
    await viewer.importXML(place.querySelector("script[type='application/xml']").textContent);
  } catch {
    place.querySelector("[data-failed]").hidden = false;
    return;
  }
  const canvas = viewer.get("canvas");
  mark(viewer, states);
  const counts = JSON.parse(place.dataset.counts || "{}");
  count(viewer, counts);
  fit(canvas);
  // Labels are 11 px high: where the whole is too small to be read, begin in full size at the current step. Many cases have no such step.
  const here = Object.keys(counts).length ? null : placeOf(viewer, states);
  if (canvas.zoom() < READABLE && here) {
    canvas.zoom(READABLE);
    centre(canvas, here);
  }
  const acts = { in: () => viewer.get("zoomScroll").stepZoom(1), out: () => viewer.get("zoomScroll").stepZoom(-1), fit: () => fit(canvas) };
  for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", acts[button.dataset.zoom]);
  place.dataset.drawn = "";
}

for (const place of document.querySelectorAll("[data-diagram]")) start(place);
