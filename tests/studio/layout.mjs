// Draws diagrams as the editor does when a file has no drawing: reads a list of files from its first argument (JSON), takes their drawings
// away and writes [{file, drawn}] to its standard output.
import { readFile } from "node:fs/promises";
import { layoutProcess } from "../../api/frontend/node_modules/bpmn-auto-layout/dist/index.js";
import { withDrawing } from "../../api/frontend/studio/exact.js";
import { inLanes } from "../../api/frontend/studio/lanes.js";

const told = [];
for (const file of JSON.parse(process.argv[2])) {
  const bare = (await readFile(file, "utf8")).replace(/<(\w+:)?BPMNDiagram\b[\s\S]*<\/(\w+:)?BPMNDiagram>/, "");
  told.push({ file, drawn: withDrawing(bare, inLanes(await layoutProcess(bare))) });
}
process.stdout.write(JSON.stringify(told));
