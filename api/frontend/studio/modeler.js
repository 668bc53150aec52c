// The diagram editor of a draft: draws, keeps what is drawn, marks what the check finds.
import { createElement } from "./dom.js";
import minimap from "diagram-js-minimap";
import Modeler from "bpmn-js/lib/Modeler";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from "bpmn-js-properties-panel";
import tongban from "../moddle/tongban.json";
import { csrf } from "../js/requests.js";
import { attributes } from "./attributes.js";
import { translate } from "./translations.js";
import { say } from "./words.js";

const QUIET = 1_500;

async function ask(address, data) {
  const options = data ? { method: "POST", body: data } : {};
  const answer = await fetch(address, { ...options, headers: { "X-CSRF-Token": csrf(), Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** The file as it is on the server, saved a moment after the last change; one request at a time. */
class Keeper {
  constructor(modeler, place) {
    Object.assign(this, { modeler, place, version: place.dataset.version, told: document.querySelector("[data-saved]") });
    this.busy = Promise.resolve();
    modeler.on("commandStack.changed", () => this.soon());
    window.addEventListener("beforeunload", (event) => this.waiting && event.preventDefault());
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

  failed() {
    this.told.textContent = say("unsaved");
    this.waiting = setTimeout(() => this.now(), 10 * QUIET);
  }

  async send() {
    const { xml } = await this.modeler.saveXML({ format: true });
    const data = new FormData();
    data.set("version", this.version);
    data.set("upload", new Blob([xml], { type: "application/xml" }), "diagram.bpmn");
    const { base, path } = this.place.dataset;
    const saved = await ask(`${base}/files/${path}`, data);
    if (saved.aside) {
      location.assign(`${base}/files/${path}?source`);
      return;
    }
    this.version = saved.version;
    this.told.textContent = say("saved", { time: new Date(saved.at).toTimeString().slice(0, 8) });
    this.place.dataset.saved = saved.version;
  }
}

function markFindings(modeler, findings, path) {
  const [overlays, canvas, registry] = ["overlays", "canvas", "elementRegistry"].map((name) => modeler.get(name));
  overlays.remove({ type: "finding" });
  for (const element of registry.getAll()) canvas.removeMarker(element, "is-faulty");
  for (const finding of findings) {
    if (finding.file !== path || !finding.element || !registry.get(finding.element)) continue;
    const html = createElement("div", finding.severity === "error" ? "fault" : "fault hint", "!");
    html.title = finding.text;
    overlays.add(finding.element, "finding", { position: { top: -10, left: -6 }, html });
    if (finding.severity === "error") canvas.addMarker(finding.element, "is-faulty");
  }
}

/** The whole drawing beside the palette, nothing behind it. */
function fit(canvas) {
  canvas.zoom("fit-viewport", "auto");
  const box = canvas.viewbox();
  const room = 70 / box.scale;
  canvas.viewbox({ x: box.x - room, y: box.y, width: box.width + room, height: box.height });
}

function show(modeler, id) {
  const element = id && modeler.get("elementRegistry").get(id);
  if (!element) return;
  modeler.get("canvas").zoom(1);
  modeler.get("canvas").scrollToElement(element, 160);
  modeler.get("selection").select(element);
}

async function start(place) {
  const { base, path } = place.dataset;
  const choices = await ask(`${base}/choices`);
  const judge = (text) => {
    const data = new FormData();
    data.set("path", path);
    data.set("text", text);
    return ask(`${base}/expression`, data);
  };
  const modeler = new Modeler({
    container: place.querySelector(".canvas"),
    propertiesPanel: { parent: place.querySelector(".panel") },
    moddleExtensions: { tb: tongban },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      minimap,
      attributes(choices, judge),
      { translate: ["value", translate] },
    ],
  });
  try {
    await modeler.importXML(JSON.parse(place.querySelector("script[type='application/json']").textContent));
  } catch {
    place.querySelector("[data-failed]").hidden = false;
    return;
  }
  fit(modeler.get("canvas"));
  setTimeout(() => show(modeler, place.dataset.element), 100); // the panel hears of a choice only once it stands
  const keeper = new Keeper(modeler, place);
  const check = async () => {
    if (keeper.waiting) await keeper.now();
    markFindings(modeler, await ask(`${base}/findings`), path);
    place.dataset.checked = "";
  };
  const acts = {
    undo: () => modeler.get("commandStack").undo(),
    redo: () => modeler.get("commandStack").redo(),
    fit: () => fit(modeler.get("canvas")),
    check,
  };
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", acts[button.dataset.do]);
  place.dataset.drawn = "";
  await check();
}

for (const place of document.querySelectorAll("[data-modeler]")) start(place);
