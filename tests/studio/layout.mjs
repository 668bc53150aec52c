// Draws diagrams as the editor does when a file has no drawing: reads a list of texts (JSON) from its standard input, takes their drawings
// away (not with the argument as-is) and writes what the editor would show of each to its standard output.
import { readFileSync } from "node:fs";
import { drawing } from "../../api/frontend/studio/drawing.js";
import { withDrawing } from "../../api/frontend/studio/exact.js";

const drawn = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  const bare = process.argv[2] === "as-is" ? text : text.replace(/<(\w+:)?BPMNDiagram\b[\s\S]*<\/(\w+:)?BPMNDiagram>/, "");
  return withDrawing(bare, drawing(bare));
});
process.stdout.write(JSON.stringify(drawn));
