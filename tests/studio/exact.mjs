// Opens diagrams as the editor does, renames one step of each, adds one and takes it away, and tells what would be kept. Reads a list of
// files from its first argument (JSON), writes [{file, same, renamed, name, grown, shrunk, natural}] to its standard output.
import { readFile } from "node:fs/promises";
import { BpmnModdle } from "../../api/frontend/node_modules/bpmn-moddle/dist/index.js";
import { layoutProcess } from "../../api/frontend/node_modules/bpmn-auto-layout/dist/index.js";
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
  const drawing = await opened(text);
  const same = (await drawing.kept()) === text;
  const step = drawing.process.flowElements.find((each) => /Task$|Activity$/.test(each.$type));
  step.set("name", "换了名字");
  const renamed = await drawing.kept();
  const more = await opened(text);
  const added = more.moddle.create("bpmn:UserTask", { id: "added_step", name: "新增" });
  added.$parent = more.process;
  more.process.flowElements.splice(1, 0, added);
  const grown = await more.kept();
  more.process.flowElements.splice(1, 1);
  const shrunk = (await more.kept()) === text;
  const drawn = /BPMNShape/.test(text) ? null : withDrawing(text, await layoutProcess(text));
  return { file, text, same, renamed, step: step.id, grown, shrunk, drawn };
}

const told = [];
for (const file of JSON.parse(process.argv[2])) told.push(await looked(file));
process.stdout.write(JSON.stringify(told));
