// The form editor of a draft: form-js with our own kinds; what it draws is only a sketch, the preview is drawn by the server.
import { FormEditor } from "@bpmn-io/form-js-editor";
import { ownFields } from "./form_fields.js";
import { formPatterns, formWords } from "./form_words.js";
import { keeperOf } from "./keeper.js";
import { speakChinese } from "./observer.js";

const PARTS = ".fjs-palette-container, .fjs-properties-container, .fjs-context-pad, .fjs-empty-editor, .fjs-form-field-placeholder, .fjs-repeat-render-footer, .fjs-documentPreview-placeholder-text";
const WRITTEN = "input, textarea, .cm-content, .bio-properties-panel-header-label, [lang=zh], .bio-properties-panel-collapsible-entry-header-title, .bio-properties-panel-feelers-editor";
const exporter = { name: "tongban", version: "1" };

/** As the file was written: two blanks, a line at the end. */
const written = (schema) => `${JSON.stringify(schema, null, 2)}\n`;

async function start(place) {
  const source = JSON.parse(place.querySelector("script[type='application/json']").textContent);
  const editor = new FormEditor({ container: place.querySelector(".canvas"), exporter, additionalModules: [ownFields] });
  let opened = "";
  const text = async () => {
    const now = written(whole(editor, source));
    return now === opened ? source : now;
  };
  const keeper = keeperOf(place, text, "form.form", "application/json");
  try {
    const begun = await keeper.begin(source);
    await editor.importSchema(JSON.parse(source));
    opened = written(whole(editor, source));
    if (begun !== source) await editor.importSchema(JSON.parse(begun));
  } catch {
    place.querySelector("[data-failed]").hidden = false;
    return;
  }
  speakChinese(formWords, formPatterns, PARTS, WRITTEN);
  editor.on("changed", () => keeper.changed());
  keeper.goOn();
  const acts = { undo: () => editor.get("commandStack").undo(), redo: () => editor.get("commandStack").redo() };
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", acts[button.dataset.do]);
  place.dataset.drawn = "";
}

/** What the editor holds, in the order the file had. */
function whole(editor, source) {
  const schema = editor.saveSchema();
  const before = JSON.parse(source);
  const names = [...Object.keys(before), ...Object.keys(schema)];
  return Object.fromEntries([...new Set(names)].filter((name) => name in schema).map((name) => [name, schema[name]]));
}

for (const place of document.querySelectorAll("[data-form-editor]")) start(place);
