// 自动排版: a drawing for a file that has none. Pools, lanes, nodes, data, notes and groups stand in a grid, left to right, nothing on top of
// anything else; flows, messages and associations run between them. What stands in a sub-process has a page of its own.
import { within, pagesOf, wide } from "./drawing_parts.js";
import { placed } from "./drawing_grid.js";
import { Routes } from "./drawing_routes.js";
import { parse } from "./xml_text.js";

const [HEAD, GAP, PAD, TRACK, LOW] = [30, 25, 20, 10, 46];
const SPACES = {
  bpmndi: "http://www.omg.org/spec/BPMN/20100524/DI",
  dc: "http://www.omg.org/spec/DD/20100524/DC",
  di: "http://www.omg.org/spec/DD/20100524/DI",
};
const even = (number) => 2 * Math.ceil(number / 2);
const label = (name) => {
  const lines = Math.ceil(wide(name) / 84);
  return { width: even(Math.min(wide(name), 84)) + 4, height: lines * 14 };
};

/** Where the name of a flow stands: in the channel of its last turn before the target, or behind its source. */
function labelled({ link, moves, from }) {
  if (!link.name || link.kind !== "flow") return null;
  const turn = moves.find((move) => move.upright);
  return turn ? turn.channel : (from.at[0] + 1) / 2;
}

/** Measures of the page: where each column, line and channel begins, and how much it has. */
function measure(page, routes) {
  const counts = routes.tracks();
  const depth = Math.max(...page.pools.map(({ id, lanes }) => (id ? 1 : 0) + Math.max(0, ...lanes.map((lane) => lane.depth))));
  const names = new Map();
  for (const way of routes.ways) {
    const channel = labelled(way);
    if (channel !== null) names.set(channel, Math.max(names.get(channel) ?? 0, label(way.link.name).width + 8));
  }
  const xs = [];
  let x = depth * HEAD;
  for (let column = 0; column <= page.columns; column += 1) {
    const room = GAP + (counts.get(`x${column}`) ?? 0) * TRACK + Math.max(GAP, names.get(column) ?? 0);
    const width = even(Math.max(0, ...page.items.filter((each) => each.column === column).map((each) => each.width)));
    xs.push({ start: x, track: x + GAP, at: x + room, width });
    x += room + width;
  }
  const lower = new Set(page.items.filter(({ attached }) => attached.length).map(({ line }) => line + 1));
  const lanes = new Set(page.pools.flatMap(({ bands }) => bands.slice(1).map(({ first }) => first)));
  const ys = [];
  let y = 0;
  for (let line = 0; line <= page.lines; line += 1) {
    const hung = lower.has(line) ? LOW : 0;
    const room = hung + (lanes.has(line) ? 2 * PAD : PAD) + (counts.get(`y${line}`) ?? 0) * TRACK;
    const items = page.items.filter((each) => each.line === line);
    const spacer = page.pools.some(({ last }) => last + 1 === line);
    const height = items.length || spacer ? even(Math.max(spacer ? 2 * PAD : 0, ...items.map((each) => each.room))) : 60;
    ys.push({ start: y, border: y + hung + PAD / 2, track: y + room - PAD / 2 - (counts.get(`y${line}`) ?? 0) * TRACK, at: y + room, height });
    y += room + height;
  }
  return { xs, ys, right: x };
}

/** Give items, boundary events, pools, lanes and groups their places. */
function spread(page, { xs, ys, right }) {
  for (const each of page.items) {
    const [column, line] = [xs[each.column], ys[each.line]];
    each.x = column.at + (column.width - each.width) / 2;
    each.y = line.at + (line.height - each.height) / 2;
    each.attached.forEach((event, at) => Object.assign(event, { x: each.x + each.width - 46 * (each.attached.length - at) + 4, y: each.y + each.height - 18 }));
  }
  for (const pool of page.pools) {
    Object.assign(pool, { x: 0, y: ys[pool.first].start, width: right });
    pool.height = ys[pool.last + 1].at - pool.y;
    for (const lane of pool.lanes) {
      const [first, last] = [lane.bands[0].first, lane.bands.at(-1).last];
      lane.x = HEAD * (lane.depth - 1 + (pool.id ? 1 : 0));
      lane.y = first === pool.first ? pool.y : ys[first].border;
      lane.width = right - lane.x;
      lane.height = (last === pool.last ? pool.y + pool.height : ys[last + 1].border) - lane.y;
    }
  }
  const groups = page.pools.flatMap(({ bands }) => bands.flatMap(({ notes }) => notes.filter((note) => note.around)));
  for (const group of groups) {
    const box = (name, extent) => group.around.flatMap((each) => [each, ...each.attached]).map((each) => each[name] + (extent ? each[extent] : 0));
    Object.assign(group, { x: Math.min(...box("x")) - 10, y: Math.min(...box("y")) - 8 });
    Object.assign(group, { width: Math.max(...box("x", "width")) + 10 - group.x, height: Math.max(...box("y", "height")) + 8 - group.y });
  }
  return groups;
}

/** The bends of a way. */
function points({ from, moves, to }, { xs, ys }) {
  const place = ({ upright, channel, track }) => (upright ? xs : ys)[channel].track + (track + 0.5) * TRACK;
  let [x, y] = [from.x?.() ?? null, from.y()];
  const found = x === null ? [] : [[x, y]];
  for (const move of moves) {
    if (move.upright) x = place(move);
    else y = place(move);
    found.push([x, y]);
  }
  const last = moves.at(-1);
  if (last && to.x !== null) found.push(last.upright ? [x, to.y()] : [to.x(), y]);
  found.push([to.x?.() ?? x, to.y()]);
  if (!moves.length && from.x === null) found.unshift([to.x(), from.y()]);
  return found.filter(([a, b], at) => !at || a !== found[at - 1][0] || b !== found[at - 1][1]);
}

/** The middle of the longest stretch of a flow: there a note about it begins. */
function halfway(bends) {
  const long = ([[a, b], [c, d]]) => Math.abs(a - c) + Math.abs(b - d);
  const stretches = bends.slice(1).map((bend, at) => [bends[at], bend]);
  const [[a, b], [c, d]] = stretches.reduce((best, each) => (long(each) > long(best) ? each : best));
  return [(a + c) / 2, (b + d) / 2];
}

/** Ways of notes about flows: straight to the middle of the flow. */
function notesOfEdges(routes, drawn) {
  const spot = (id, other) => {
    const bends = drawn.get(id);
    if (bends) return halfway(bends);
    const item = routes.items.get(id);
    if (!item) return null;
    const bend = drawn.get(other);
    const under = bend && halfway(bend)[1] > item.y;
    return [item.x + item.width / 2, under ? item.y + item.height : item.y];
  };
  return routes.onEdges.flatMap((link) => {
    const ends = [spot(link.source, link.target), spot(link.target, link.source)];
    return ends.every(Boolean) ? [[link, ends]] : [];
  });
}

class Writer {
  constructor(root) {
    const declared = new Map(root.attributes.filter(({ key }) => key.startsWith("xmlns:")).map(({ key, value }) => [key.slice(6), value]));
    this.added = [];
    for (const [prefix, space] of Object.entries(SPACES)) {
      const known = [...declared].find(([, value]) => value === space)?.[0];
      let own = known ?? prefix;
      while (!known && declared.has(own)) own += "_";
      if (!known) this.added.push(` xmlns:${own}="${space}"`);
      this[prefix] = own;
    }
  }

  bounds({ x, y, width, height }) {
    const said = Object.entries({ x, y, width, height }).map(([name, value]) => ` ${name}="${Math.round(value)}"`);
    return `<${this.dc}:Bounds${said.join("")}/>`;
  }

  shape(each, more = "") {
    return `<${this.bpmndi}:BPMNShape id="${each.id}_di" bpmnElement="${each.id}"${more}>${this.bounds(each)}</${this.bpmndi}:BPMNShape>`;
  }

  edge({ id }, bends, name) {
    const way = bends.map(([x, y]) => `<${this.di}:waypoint x="${Math.round(x)}" y="${Math.round(y)}"/>`).join("");
    const said = name ? `<${this.bpmndi}:BPMNLabel>${this.bounds(name)}</${this.bpmndi}:BPMNLabel>` : "";
    return `<${this.bpmndi}:BPMNEdge id="${id}_di" bpmnElement="${id}">${way}${said}</${this.bpmndi}:BPMNEdge>`;
  }

  page(shown, content) {
    const [diagram, plane] = [`${this.bpmndi}:BPMNDiagram`, `${this.bpmndi}:BPMNPlane`];
    return `<${diagram} id="${shown}_diagram"><${plane} id="${shown}_plane" bpmnElement="${shown}">${content.join("")}</${plane}></${diagram}>`;
  }
}

/** The name of a flow above the stretch behind its turn, two of them never at one place. */
function nameOf(way, bends, { xs }, taken) {
  const channel = labelled(way);
  if (channel === null) return null;
  const { width, height } = label(way.link.name);
  const turned = way.moves.findIndex((move) => move.upright);
  const y = bends[turned < 0 ? 0 : Math.min(turned + 2, bends.length - 1)][1];
  const spot = `${channel}/${y}`;
  const above = taken.get(spot) ?? 0;
  taken.set(spot, above + height);
  return { x: xs[channel].at - width - 4, y: y - 4 - height - above, width, height };
}

const MORE = { exclusiveGateway: ' isMarkerVisible="true"' };

function drawnPage(whole, writer) {
  const page = placed(whole);
  const routes = new Routes(page).all();
  const sizes = measure(page, routes);
  const groups = spread(page, sizes);
  const areas = page.pools.flatMap((pool) => [...(pool.id ? [pool] : []), ...[...pool.lanes].sort((one, other) => one.depth - other.depth)]);
  const drawn = new Map(routes.ways.map((way) => [way.link.id, points(way, sizes)]));
  const taken = new Map();
  return writer.page(page.shown, [
    ...areas.map((each) => writer.shape(each, ' isHorizontal="true"')),
    ...groups.map((each) => writer.shape(each)),
    ...page.items.flatMap((each) => [writer.shape(each, MORE[each.local]), ...each.attached.map((event) => writer.shape(event))]),
    ...routes.ways.map((way) => writer.edge(way.link, drawn.get(way.link.id), nameOf(way, drawn.get(way.link.id), sizes, taken))),
    ...notesOfEdges(routes, drawn).map(([link, ends]) => writer.edge(link, ends)),
  ]);
}

/** What draws a file: an element that declares the names used, and in it the pages. */
export function drawing(text) {
  const root = parse(text);
  const writer = new Writer(root);
  const pages = pagesOf(root).map((page) => drawnPage(page, writer));
  return `<drawing${writer.added.join("")}>${pages.join("")}</drawing>`;
}

/** Whether a file shows where anything of it stands. */
export function hasDrawing(text) {
  const shown = (node) => node.local === "BPMNShape" || node.children.some(shown);
  return within(parse(text), "BPMNDiagram").some(shown);
}
