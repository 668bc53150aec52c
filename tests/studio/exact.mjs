// Opens diagrams as the editor does, renames one step of each, adds one and takes it away, and tells what would be kept. Reads a list of
// files from its first argument (JSON), writes [{file, same, renamed, name, grown, shrunk, natural}] to its standard output.
import { readFile } from "node:fs/promises";
import { BpmnModdle } from "../../api/frontend/node_modules/bpmn-moddle/dist/index.js";
import { drawing, hasDrawing } from "../../api/frontend/studio/drawing.js";
import { Exact, withDrawing } from "../../api/frontend/studio/exact.js";

const descriptor = JSON.parse(await readFile(new URL("../../api/frontend/moddle/tongban.json", import.meta.url)));

async function opened(text) {
  const moddle = new BpmnModdle({ tb: descriptor });
  const { rootElement } = await moddle.fromXML(text, "bpmn:Definitions");
  const exact = await Exact.of(moddle, "bpmn:Definitions", text);
  const process = rootElement.rootElements.find((each) => each.$type === "bpmn:Process");
  const kept = async () => exact.written((await moddle.toXML(rootElement, { format: true })).xml);
  return { moddle, rootElement, process, kept };
}

async function looked(file) {
  const text = await readFile(file, "utf8");
  const shown = await opened(text);
  const same = (await shown.kept()) === text;
  const step = shown.process.flowElements.find((each) => /Task$|Activity$/.test(each.$type));
  step.set("name", "换了名字");
  const renamed = await shown.kept();
  const more = await opened(text);
  const added = more.moddle.create("bpmn:UserTask", { id: "added_step", name: "新增" });
  added.$parent = more.process;
  more.process.flowElements.splice(1, 0, added);
  const grown = await more.kept();
  more.process.flowElements.splice(1, 1);
  const shrunk = (await more.kept()) === text;
  const drawn = hasDrawing(text) ? null : withDrawing(text, drawing(text));
  return { file, text, same, renamed, step: step.id, grown, shrunk, drawn };
}

const told = [];
for (const file of JSON.parse(process.argv[2])) told.push(await looked(file));
process.stdout.write(JSON.stringify(told));
