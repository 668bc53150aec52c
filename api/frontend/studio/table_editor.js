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
  const [decision, cell] = place.dataset.element.split(":");
  const holds = ({ element }) => element.id === decision || element.name === decision || within(element, decision);
  const wanted = tables.find(holds) ?? tables[0];
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
  if (wanted && decision) mark(place, wanted.element.decisionLogic, cell ?? decision);
  place.dataset.drawn = "";
}

/** Whether a decision holds an element of that id. */
function within(element, id) {
  const logic = element.decisionLogic;
  const parts = [...(logic?.rule ?? []), ...(logic?.input ?? []), ...(logic?.output ?? [])];
  return parts.some((part) => part.id === id || [...(part.inputEntry ?? []), ...(part.outputEntry ?? [])].some((entry) => entry.id === id));
}

/** Mark the rule `3`, its cell `3.2`, or what has the id that a finding names. */
function mark(place, logic, told) {
  const [row, column] = /^\d*(\.\d+)?$/.test(told) ? told.split(".").map(Number) : [];
  const rule = row ? logic?.rule?.[row - 1] : null;
  const entries = rule ? [...(rule.inputEntry ?? []), ...(rule.outputEntry ?? [])] : [];
  const heads = [...(logic?.input ?? []), ...(logic?.output ?? [])];
  const id = rule ? (column ? entries[column - 1]?.id : rule.id) : column ? heads[column - 1]?.id : told;
  const found = id && place.querySelector(`[data-element-id="${CSS.escape(id)}"], [data-row-id="${CSS.escape(id)}"], [data-col-id="${CSS.escape(id)}"]`);
  const shown = rule && !column ? found?.closest("tr") : found;
  shown?.classList.add("is-found");
  shown?.scrollIntoView({ block: "center", inline: "center" });
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
