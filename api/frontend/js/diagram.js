// A read-only diagram: `[data-diagram]` holds the XML in a <script type="application/xml"> and the states in data-states.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer.js";
import { word } from "./words.js";

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

function focusOn(viewer, states) {
  const current = Object.keys(states).find((id) => states[id] === "current");
  const element = current && viewer.get("elementRegistry").get(current);
  if (element) viewer.get("canvas").scrollToElement(element, 120);
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
  fit(canvas);
  // On a narrow screen the whole is unreadable: begin at the current step in readable size.
  if (canvas.zoom() < 0.45) {
    canvas.zoom(0.7, "auto");
    focusOn(viewer, states);
  }
  const acts = { in: () => viewer.get("zoomScroll").stepZoom(1), out: () => viewer.get("zoomScroll").stepZoom(-1), fit: () => fit(canvas) };
  for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", acts[button.dataset.zoom]);
  place.dataset.drawn = "";
}

for (const place of document.querySelectorAll("[data-diagram]")) start(place);
