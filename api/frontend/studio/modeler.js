// The diagram editor of a draft: draws, keeps what is drawn, marks what the check finds.
import { createElement } from "./dom.js";
import minimap from "diagram-js-minimap";
import Modeler from "bpmn-js/lib/Modeler";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from "bpmn-js-properties-panel";
import tongban from "../moddle/tongban.json";
import TokenSimulation from "bpmn-js-token-simulation";
import { ask } from "./asking.js";
import { attributes } from "./attributes.js";
import { sharedClipboard } from "./clipboard.js";
import { drawing, hasDrawing } from "./drawing.js";
import { Exact, withDrawing } from "./exact.js";
import { keeperOf } from "./keeper.js";
import { tellLacking } from "./lacking.js";
import { speakSimulation } from "./simulation_words.js";
import { translate } from "./translations.js";
import { say } from "./words.js";

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

/** A drawing that was seen whole is seen whole again when the window changes; one that somebody moved stays where they put it. */
function fitAgain(modeler, container) {
  const canvas = modeler.get("canvas");
  let [whole, fitting] = [true, false];
  const whileFitting = (work) => {
    fitting = true;
    work();
    fitting = false;
  };
  modeler.on("canvas.viewbox.changed", () => {
    whole = fitting;
  });
  new ResizeObserver(() => {
    whileFitting(() => {
      canvas.resized();
      if (whole) fit(canvas);
    });
  }).observe(container);
  modeler.on("root.set", () => whileFitting(() => fit(canvas))); // the page of a sub-process, and the way back
  return () => whileFitting(() => fit(canvas));
}

/** Ask for the findings, one question at a time; what comes in between is asked once more. */
function checking(modeler, keeper, place) {
  const { base, path } = place.dataset;
  let [asking, again] = [null, false];
  const round = async () => {
    do {
      again = false;
      await keeper.kept();
      const version = keeper.version;
      markFindings(modeler, await ask(`${base}/findings`), path);
      place.dataset.checked = version;
    } while (again);
  };
  return () => {
    if (asking) again = true;
    else asking = round().finally(() => { asking = null; });
    return asking;
  };
}

/** The panel hears of a choice only once it stands, and nothing tells when that is: the element is chosen until the panel shows it. */
function show(modeler, place) {
  const id = place.dataset.element;
  const element = id && modeler.get("elementRegistry").get(id);
  if (!element) return;
  const selection = modeler.get("selection");
  modeler.get("canvas").zoom(1);
  modeler.get("canvas").scrollToElement(element, 160);
  selection.select(element);
  const again = setInterval(() => {
    const shown = place.querySelector(".panel [data-entry-id=id] input")?.value === id;
    if (shown || selection.get()[0] !== element) clearInterval(again);
    else selection.select(element);
  }, 100);
}

/** What the canvas shows: the file, drawn where it has no drawing; nothing of it is saved before somebody changes something. */
function drawn(text) {
  return hasDrawing(text) ? text : withDrawing(text, drawing(text));
}

/** The file as it came, or what was left of it here; what cannot be read any more is left where it is. */
async function load(modeler, keeper, place) {
  const theirs = JSON.parse(place.querySelector("script[type='application/json']").textContent);
  const begun = await keeper.begin(theirs);
  const text = drawn(begun);
  keeper.exact = await Exact.of(modeler.get("moddle"), "bpmn:Definitions", text);
  await modeler.importXML(text);
  keeper.goOn();
  if (text !== begun) tellDrawn(keeper);
}

/** A drawing that was made here is kept when somebody asks for it. */
function tellDrawn(keeper) {
  const note = createElement("p", "note blue drawn", say("drawn_here"));
  const button = createElement("button", "btn sm", say("keep_drawing"));
  button.type = "button";
  button.addEventListener("click", () => keeper.now());
  note.append(button);
  keeper.trouble.box.after(note);
  keeper.place.addEventListener("tongban:saved", () => note.remove(), { once: true });
}

function fail(place, error) {
  const failed = place.querySelector("[data-failed]");
  if (error.sentence) failed.querySelector("strong").textContent = `${say("begin_failed")}：${error.sentence}`;
  failed.hidden = false;
}

function modelerIn(place, choices, names, judge) {
  return new Modeler({
    container: place.querySelector(".canvas"),
    propertiesPanel: { parent: place.querySelector(".panel") },
    moddleExtensions: { tb: tongban },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      minimap,
      TokenSimulation,
      sharedClipboard,
      attributes(choices, names, judge),
      { translate: ["value", translate] },
    ],
  });
}

async function begin(place) {
  const { base, path } = place.dataset;
  const [choices, names] = await Promise.all([ask(`${base}/choices`), ask(`${base}/names?path=${encodeURIComponent(path)}`)]);
  const judge = (text) => {
    const data = new FormData();
    data.set("path", path);
    data.set("text", text);
    return ask(`${base}/expression`, data);
  };
  const modeler = modelerIn(place, choices, names, judge);
  const written = async () => keeper.exact.written((await modeler.saveXML({ format: true })).xml);
  const keeper = keeperOf(place, written, "diagram.bpmn", "application/xml");
  await load(modeler, keeper, place);
  tellLacking(modeler, keeper, choices);
  return [modeler, keeper];
}

async function start(place) {
  let [modeler, keeper] = [];
  try {
    [modeler, keeper] = await begin(place);
  } catch (error) {
    fail(place, error);
    return;
  }
  speakSimulation(modeler);
  const fitWhole = fitAgain(modeler, place.querySelector(".canvas"));
  fitWhole();
  show(modeler, place);
  modeler.on("commandStack.changed", () => keeper.changed());
  const check = checking(modeler, keeper, place);
  const judged = () => check().catch((error) => keeper.refuse(error, judged));
  place.addEventListener("tongban:saved", judged);
  const acts = {
    undo: () => modeler.get("commandStack").undo(),
    redo: () => modeler.get("commandStack").redo(),
    fit: fitWhole,
    search: (event) => {
      event.stopPropagation(); // a click that goes on closes the search again
      modeler.get("searchPad").toggle();
    },
    check: judged,
  };
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", acts[button.dataset.do]);
  place.dataset.drawn = "";
  await judged();
}

for (const place of document.querySelectorAll("[data-modeler]")) start(place);
