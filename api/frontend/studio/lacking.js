// What is pasted from another program may name forms, decisions or posts that this one does not have: told at once, beside the drawing.
import { createElement } from "./dom.js";
import { label, say } from "./words.js";

const NAMED = ["role", "form", "decision", "service", "notice", "code", "stage", "outcomes", "calledElement", "limit"];

/** What elements name and the draft does not offer, as people call it. */
function lackingIn(elements, choices) {
  const found = new Set();
  for (const { businessObject: object } of elements) {
    for (const name of NAMED.filter((each) => choices[each])) {
      const value = name === "calledElement" ? object.calledElement : object.$attrs && object.get(`tb:${name}`);
      const offered = new Set(choices[name].map((each) => each.value));
      const asked = String(value ?? "").split(/\s+/).filter((each) => each && (name !== "limit" || each.startsWith("=parameters.")));
      for (const each of asked) if (!offered.has(each)) found.add(`${label(name)} ${each.replace("=parameters.", "")}`);
    }
  }
  return [...found];
}

/** Tell of what comes into the drawing; what is undone is told no more. */
export function tellLacking(modeler, keeper, choices) {
  const told = new Map();
  const bus = modeler.get("eventBus");
  const all = (elements) => elements.flatMap((each) => [each, ...all(each.children ?? [])]);
  const forget = (context) => {
    told.get(context)?.remove();
    told.delete(context);
  };
  bus.on(["commandStack.elements.create.executed", "commandStack.elements.create.postExecuted"], ({ context }) => {
    forget(context);
    const lacking = lackingIn(all(context.elements), choices);
    if (!lacking.length) return;
    const note = createElement("p", "note amber drawn lacking", say("lacking", { names: lacking.join(say("and")) }));
    note.setAttribute("role", "status");
    const button = createElement("button", "btn sm", say("seen"));
    button.type = "button";
    button.addEventListener("click", () => forget(context));
    note.append(button);
    keeper.trouble.box.after(note);
    told.set(context, note);
  });
  bus.on("commandStack.elements.create.reverted", ({ context }) => forget(context));
}
