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
  if (place.dataset.element) mark(editor, place, JSON.parse(source));
  place.dataset.drawn = "";
}

/** The component a finding names: by its id or key, or by its way through the file, `components[1].components[0].key`. */
function named(schema, name) {
  const way = [...name.matchAll(/components\[(\d+)\]/g)].map(([, index]) => Number(index));
  const all = (holder) => (holder.components ?? []).flatMap((each) => [each, ...all(each)]);
  const held = way.reduce((holder, index) => holder?.components?.[index], schema);
  return way.length ? held : all(schema).find(({ id, key }) => id === name || key === name);
}

function mark(editor, place, schema) {
  const wanted = named(schema, place.dataset.element);
  const field = wanted && editor.get("formFieldRegistry").getAll().find(({ id, key }) => (wanted.id ? id === wanted.id : key === wanted.key));
  if (!field) return;
  editor.get("selection").set(field);
  const again = setInterval(() => {
    const drawn = place.querySelector(`.fjs-element[data-id="${CSS.escape(field.id)}"]`);
    if (!drawn) return;
    clearInterval(again);
    drawn.classList.add("is-found");
    drawn.scrollIntoView({ block: "center" });
  }, 100);
}

/** What the editor holds, in the order the file had. */
function whole(editor, source) {
  const schema = editor.saveSchema();
  const before = JSON.parse(source);
  const names = [...Object.keys(before), ...Object.keys(schema)];
  return Object.fromEntries([...new Set(names)].filter((name) => name in schema).map((name) => [name, schema[name]]));
}

for (const place of document.querySelectorAll("[data-form-editor]")) start(place);
