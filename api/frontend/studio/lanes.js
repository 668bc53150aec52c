// 泳道排版: the layout of a process knows columns and rows, but no lanes. Its nodes are put into bands, a lane each, columns as they were;
// flows run between the columns and below the rows, so that none of them crosses a node. What stands in a sub-process has a page of its own.
import { attribute, inner, parse, source as written } from "./xml_text.js";

const CELL = { width: 150, height: 140 }; // of the layout that was made
const [ROW, LABEL, PAD, TOP] = [130, 30, 20, 60];

const HOLDERS = new Set(["subProcess", "adHocSubProcess", "transaction"]);

const within = (node, local) => node.children.filter((child) => child.local === local);
const deep = (node) => node.children.flatMap((child) => [child, ...deep(child)]);
const bare = (name = "") => name.slice(name.indexOf(":") + 1);

/** Every innermost lane with the ids of what stands in it. */
function lanesOf(process) {
  const all = within(process, "laneSet").flatMap(deep).filter(({ local }) => local === "lane");
  const leaves = all.filter((lane) => !within(lane, "childLaneSet").length);
  return leaves.map((lane) => ({ id: attribute(lane, "id"), holds: new Set(within(lane, "flowNodeRef").map((each) => inner(each).trim())) }));
}

/** What is drawn of the process: nodes with size, column and row as they were laid out; boundary events with their host. */
function nodesOf(shapes, process) {
  const hosts = new Map(within(process, "boundaryEvent").map((each) => [attribute(each, "id"), bare(attribute(each, "attachedToRef"))]));
  return new Map(shapes.map((shape) => {
    const [id, bounds] = [attribute(shape, "bpmnElement"), within(shape, "Bounds")[0]];
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(attribute(bounds, name)));
    const cell = { column: Math.floor((x + width / 2) / CELL.width), was: Math.floor((y + height / 2) / CELL.height) };
    return [id, { id, shape, bounds, width, height, host: hosts.get(id), ...cell }];
  }));
}

/** Rows of a band: what stood in one row stays in one, and rows that leave each other's columns free share one. */
function packed(nodes) {
  const rows = [];
  for (const was of [...new Set(nodes.map((node) => node.was))].sort((one, other) => one - other)) {
    const line = nodes.filter((node) => node.was === was);
    let row = rows.findIndex((taken) => line.every(({ column }) => !taken.has(column)));
    if (row < 0) row = rows.push(new Set()) - 1;
    for (const node of line) {
      rows[row].add(node.column);
      node.row = row;
    }
  }
  return Math.max(rows.length, 1);
}

function place(lanes, nodes) {
  const standing = [...nodes.values()].filter(({ host }) => !host);
  const left = TOP + (lanes.length ? 2 : 1) * LABEL + PAD;
  let [top, line] = [TOP, 0];
  for (const band of lanes.length ? lanes : [{ id: null, holds: null }]) {
    const held = standing.filter(({ id }) => !band.holds || band.holds.has(id) || (band === lanes[0] && !lanes.some(({ holds }) => holds.has(id))));
    const rows = packed(held);
    for (const node of held) {
      node.line = line + node.row;
      node.x = left + (node.column + 0.5) * CELL.width;
      node.y = top + PAD + (node.row + 0.5) * ROW;
    }
    Object.assign(band, { top, height: rows * ROW + 2 * PAD });
    top += band.height;
    line += rows;
  }
  for (const host of standing) {
    const attached = [...nodes.values()].filter((node) => node.host === host.id);
    attached.forEach((node, at) => {
      const x = host.x + (at - (attached.length - 1) / 2) * (node.width + 4);
      Object.assign(node, { x, y: host.y + host.height / 2, line: host.line, column: host.column });
    });
  }
  const columns = Math.max(0, ...standing.map(({ column }) => column)) + 1;
  return { left, bottom: top, right: left + columns * CELL.width + PAD };
}

/** The way of a flow: straight where nothing stands between, else through the gap behind its source, a gap between rows, the gap before its target. */
function way(source, target, nodes, left, nudge) {
  const [enter, before] = [target.x - target.width / 2, left + target.column * CELL.width + nudge];
  const behind = left + (source.column + 1) * CELL.width + nudge;
  const free = (line, from, to) => ![...nodes.values()].some((node) => !node.host && node.line === line && node.column > from && node.column < to);
  if (source.host) {
    const [below, end] = [source.y - nodes.get(source.host).height / 2 + ROW / 2 + nudge / 2, source.y + source.height / 2];
    return [[source.x, end], [source.x, below], [before, below], [before, target.y], [enter, target.y]];
  }
  const start = [source.x + source.width / 2, source.y];
  const clear = target.column > source.column && free(target.line, source.column, target.column);
  if (clear && source.line === target.line) return [start, [enter, target.y]];
  if (clear) return [start, [behind, source.y], [behind, target.y], [enter, target.y]];
  if (target.column > source.column && free(source.line, source.column, target.column)) return [start, [before, source.y], [before, target.y], [enter, target.y]];
  const gap = source.y + (target.line < source.line ? -1 : 1) * (ROW / 2) + nudge / 2;
  return [start, [behind, source.y], [behind, gap], [before, gap], [before, target.y], [enter, target.y]];
}

const attributes = (node) => node.attributes.map(({ key, value }) => ` ${key}="${value}"`).join("");
const bounds = (name, x, y, width, height) => `<${name} x="${Math.round(x)}" y="${Math.round(y)}" width="${width}" height="${height}"/>`;

/** A process with its pool and its lanes around it. */
function pooled(main, process, participant) {
  const [shapes, drawn] = ["BPMNShape", "BPMNEdge"].map((local) => main.filter((each) => each.local === local));
  const [lanes, nodes] = [lanesOf(process), nodesOf(shapes, process)];
  const flows = new Map(within(process, "sequenceFlow").map((each) => [attribute(each, "id"), each]));
  const { left, bottom, right } = place(lanes, nodes);
  const [first] = nodes.values();
  const band = (id, x, top, height) =>
    `<${first.shape.name} id="${id}_di" bpmnElement="${id}" isHorizontal="true">${bounds(first.bounds.name, x, top, right - x, height)}</${first.shape.name}>`;
  const placed = [...nodes.values()].map(({ shape, bounds: { name }, x, y, width, height }) =>
    `<${shape.name}${attributes(shape)}>${bounds(name, x - width / 2, y - height / 2, width, height)}</${shape.name}>`);
  const edges = drawn.map((edge, at) => {
    const [from, to] = ["sourceRef", "targetRef"].map((end) => nodes.get(bare(attribute(flows.get(attribute(edge, "bpmnElement")), end))));
    const name = within(edge, "waypoint")[0].name;
    const points = way(from, to, nodes, left, ((at % 5) - 2) * 4);
    return `<${edge.name}${attributes(edge)}>${points.map(([x, y]) => `<${name} x="${Math.round(x)}" y="${Math.round(y)}"/>`).join("")}</${edge.name}>`;
  });
  const pool = band(attribute(participant, "id"), TOP, TOP, bottom - TOP);
  return [pool, ...lanes.map(({ id, top, height }) => band(id, TOP + LABEL, top, height)), ...placed, ...edges];
}

/** What is drawn, by the process or sub-process it stands in. */
function byHolder(plane, process, id) {
  const holders = new Map();
  const walk = (node, holder) => {
    for (const child of node.children) {
      const own = attribute(child, "id");
      if (own) holders.set(own, holder);
      walk(child, HOLDERS.has(child.local) ? own : holder);
    }
  };
  walk(process, id);
  const parts = new Map([[id, []]]);
  for (const each of plane.children) {
    const holder = holders.get(attribute(each, "bpmnElement")) ?? id;
    parts.set(holder, [...(parts.get(holder) ?? []), each]);
  }
  return parts;
}

/** A layout with the pool and the lanes of its process, and with a page for each sub-process, whose content was laid over the rest. */
export function inLanes(laidOut) {
  const root = parse(laidOut);
  const [process] = within(root, "process");
  const id = process && attribute(process, "id");
  const diagram = within(root, "BPMNDiagram").find((each) => within(each, "BPMNPlane").some((plane) => bare(attribute(plane, "bpmnElement")) === id));
  if (!diagram) return laidOut;
  const [plane] = within(diagram, "BPMNPlane");
  const collaboration = within(root, "collaboration").find((each) => within(each, "participant").some((one) => bare(attribute(one, "processRef")) === id));
  const participant = collaboration && within(collaboration, "participant").find((each) => bare(attribute(each, "processRef")) === id);
  const parts = byHolder(plane, process, id);
  const pages = [...parts].map(([holder, drawn]) => {
    const inPool = holder === id && participant && drawn.length;
    const shown = inPool ? attribute(collaboration, "id") : holder;
    const content = inPool ? pooled(drawn, process, participant) : drawn.map(written);
    const [page, inside] = [`<${diagram.name} id="${shown}_diagram">`, `<${plane.name} id="${shown}_plane" bpmnElement="${shown}">`];
    return [page, inside, ...content, `</${plane.name}>`, `</${diagram.name}>`].join("\n");
  });
  return laidOut.slice(0, diagram.start) + pages.join("\n") + laidOut.slice(diagram.end);
}
