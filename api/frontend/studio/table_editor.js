// The decision table editor of a draft: dmn-js, with everything it says in Chinese.
import Modeler from "dmn-js/lib/Modeler";
import { dmnTranslate } from "./dmn_words.js";
import { Exact } from "./exact.js";
import { keeperOf } from "./keeper.js";
import { titled, titleOf } from "./titled.js";

async function start(place) {
  const source = JSON.parse(place.querySelector("script[type='application/json']").textContent);
  const modules = { additionalModules: [{ translate: ["value", dmnTranslate] }] };
  const modeler = new Modeler({
    container: place.querySelector(".canvas"),
    keyboard: { bindTo: document },
    common: { expressionLanguages: { options: [{ value: "feel", label: "FEEL" }], defaults: { editor: "feel" } } },
    drd: { additionalModules: [...modules.additionalModules, titled] },
    decisionTable: modules,
    literalExpression: modules,
    boxedExpression: modules,
  });
  const written = async () => keeper.exact.written((await modeler.saveXML({ format: true })).xml);
  const keeper = keeperOf(place, written, "table.dmn", "application/xml");
  const wired = new WeakSet();
  const wire = () => {
    const viewer = modeler.getActiveViewer();
    if (!viewer || wired.has(viewer)) return;
    wired.add(viewer);
    viewer.get("eventBus").on("commandStack.changed", () => keeper.changed());
  };
  modeler.on("views.changed", wire);
  try {
    const begun = await keeper.begin(source);
    keeper.exact = await Exact.of(modeler._moddle, "dmn:Definitions", begun);
    await modeler.importXML(begun);
    keeper.goOn();
  } catch {
    place.querySelector("[data-failed]").hidden = false;
    return;
  }
  const tables = modeler.getViews().filter((view) => view.type !== "drd");
  const wanted = tables.find((view) => view.element.id === place.dataset.element || view.element.name === place.dataset.element) ?? tables[0];
  if (wanted) await modeler.open(wanted);
  wire();
  unname(place);
  const stack = () => modeler.getActiveViewer().get("commandStack");
  const acts = { undo: () => stack().undo(), redo: () => stack().redo() };
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", acts[button.dataset.do]);
  const views = document.querySelector("[data-views]");
  for (const view of modeler.getViews()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn sm";
    button.textContent = view.type === "drd" ? views.dataset.views : titleOf(view.element);
    button.addEventListener("click", () => modeler.open(view));
    views.append(button);
  }
  place.dataset.drawn = "";
}

/** The column of rule numbers has no heading: its empty cell is no heading for those who do not see it either. */
function unname(place) {
  const quiet = () => {
    for (const column of place.querySelectorAll("th.index-column:not([role])")) column.setAttribute("role", "none");
  };
  new MutationObserver(quiet).observe(place, { subtree: true, childList: true });
  quiet();
}

for (const place of document.querySelectorAll("[data-table-editor]")) start(place);
