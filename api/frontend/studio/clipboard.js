// What is copied in one diagram can be pasted in another, of another program too: the browser keeps it between pages.
const NAME = "tongban:copied";

/** Make elements of what was written down; one id, one element. */
function reviver(moddle) {
  const made = {};
  return (_, value) => {
    if (typeof value !== "object" || value === null || typeof value.$type !== "string") return value;
    const { $type, ...attributes } = value;
    if (attributes.id && made[attributes.id]) return made[attributes.id];
    const element = moddle.create($type, attributes);
    if (attributes.id) made[attributes.id] = element;
    return element;
  };
}

class SharedClipboard {
  constructor(eventBus, clipboard, moddle) {
    eventBus.on("copyPaste.elementsCopied", ({ tree }) => {
      try {
        localStorage.setItem(NAME, JSON.stringify(tree));
      } catch {
        // A browser without room copies within the page alone.
      }
    });
    eventBus.on(["copyPaste.pasteElements", "keyboard.keydown"], 5_000, () => {
      try {
        const kept = localStorage.getItem(NAME);
        if (kept) clipboard.set(JSON.parse(kept, reviver(moddle)));
      } catch {
        // What cannot be read is not pasted.
      }
    });
  }
}
SharedClipboard.$inject = ["eventBus", "clipboard", "moddle"];

export const sharedClipboard = { __init__: ["sharedClipboard"], sharedClipboard: ["type", SharedClipboard] };
