// 排版之一: what has to be drawn of a file, page by page: pools and lanes as bands, nodes, data and notes as items, and what links them.
import { attribute, inner } from "./xml_text.js";

const NODE = /(Event|Gateway|Task|SubProcess)$|^(task|subProcess|callActivity|transaction)$/;
const DATA = { dataObjectReference: [36, 50], dataStoreReference: [50, 50] };
const [WIDE, LINE] = [120, 16]; // of a note
export const HOLDERS = new Set(["subProcess", "adHocSubProcess", "transaction"]);

export const within = (node, local) => node.children.filter((child) => child.local === local);
export const bare = (name = "") => name.trim().slice(name.trim().indexOf(":") + 1);
const idOf = (node) => attribute(node, "id");
const textOf = (node, local) => within(node, local).map((each) => bare(inner(each)));

/** How wide a text is drawn, about: a Chinese sign is twice as wide as a letter. */
export const wide = (text) => [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 12 : 7), 0);

function size({ local }) {
  if (local.endsWith("Event")) return [36, 36];
  return local.endsWith("Gateway") ? [50, 50] : [100, 80];
}

function noteSize(node) {
  const text = within(node, "text").map((each) => inner(each).trim()).join(" ");
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(wide(line.trim()) / (WIDE - 16))), 0);
  return [WIDE, Math.max(30, lines * LINE + 14)];
}

/** A thing with a place in the grid; `room` is the height of its cell, with what is written below it. */
function item(node, [width, height], more = {}) {
  const below = height < 80 && !more.beside ? 52 : 0;
  return { id: idOf(node), local: node.local, width, height, room: height + below, attached: [], refs: new Set(textOf(node, "categoryValueRef")), ...more };
}

function notesOf(holder) {
  const notes = within(holder, "textAnnotation").map((node) => item(node, noteSize(node), { beside: true }));
  const groups = within(holder, "group").map((node) => item(node, [140, 80], { beside: true, group: bare(attribute(node, "categoryValueRef") ?? "") }));
  return [...notes, ...groups].filter(({ id }) => id);
}

const link = (kind, node, source, target) => ({ kind, id: idOf(node), source, target, name: attribute(node, "name") ?? "" });

function associationsOf(holder) {
  return within(holder, "association").map((node) => link("association", node, bare(attribute(node, "sourceRef")), bare(attribute(node, "targetRef"))));
}

/** The ways of data into and out of a step. */
function dataLinksOf(step) {
  const own = idOf(step);
  return [
    ...within(step, "dataInputAssociation").flatMap((node) => textOf(node, "sourceRef").slice(0, 1).map((from) => link("association", node, from, own))),
    ...within(step, "dataOutputAssociation").flatMap((node) => textOf(node, "targetRef").slice(0, 1).map((to) => link("association", node, own, to))),
  ];
}

/** Nodes with their boundary events, data and notes of a process or sub-process, and what links them. */
function contentOf(holder) {
  const nodes = holder.children.filter(({ local }) => NODE.test(local) && local !== "boundaryEvent").map((node) => item(node, size(node)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const each of within(holder, "boundaryEvent")) {
    const host = byId.get(bare(attribute(each, "attachedToRef")));
    if (host) host.attached.push({ id: idOf(each), width: 36, height: 36, host });
  }
  for (const node of nodes) node.width = Math.max(node.width, node.attached.length ? 50 + 46 * node.attached.length : 0);
  const data = holder.children.filter(({ local }) => local in DATA).map((node) => item(node, DATA[node.local]));
  const flows = within(holder, "sequenceFlow").map((node) => link("flow", node, bare(attribute(node, "sourceRef")), bare(attribute(node, "targetRef"))));
  return { nodes, notes: [...data, ...notesOf(holder)], links: [...flows, ...associationsOf(holder), ...holder.children.flatMap(dataLinksOf)] };
}

/** The innermost lanes as bands, every lane with the bands it spans. */
function bandsOf(process) {
  const [bands, lanes] = [[], []];
  const walk = (set, depth) => {
    for (const lane of within(set, "lane")) {
      const first = bands.length;
      const inside = within(lane, "childLaneSet").filter((each) => within(each, "lane").length);
      if (inside.length) inside.forEach((each) => walk(each, depth + 1));
      else bands.push({ holds: new Set(textOf(lane, "flowNodeRef")), depth });
      lanes.push({ id: idOf(lane), depth, bands: bands.slice(first) });
    }
  };
  for (const set of within(process, "laneSet")) walk(set, 1);
  return { lanes, bands: bands.length ? bands : [{ holds: null, depth: 0 }] };
}

/** A pool, or a process that stands in none (`id` null). */
function poolOf(id, process) {
  const { lanes, bands } = process ? bandsOf(process) : { lanes: [], bands: [{ holds: null, depth: 0 }] };
  const content = process ? contentOf(process) : { nodes: [], notes: [], links: [] };
  for (const band of bands) Object.assign(band, { nodes: [], notes: [] });
  for (const node of content.nodes) (bands.find(({ holds }) => holds?.has(node.id)) ?? bands[0]).nodes.push(node);
  return { id, lanes, bands, ...content };
}

/** A strip below the pools for what belongs to none of them. */
const strip = () => ({ id: null, lanes: [], nodes: [], notes: [], links: [], bands: [{ holds: null, depth: 0, nodes: [], notes: [] }] });

/** Notes stand in the band of what they are linked to, else in the first of their own pool. */
function settle(pools, loose, links) {
  const bandOf = new Map(pools.flatMap(({ bands }) => bands.flatMap((band) => band.nodes.flatMap((node) => [node, ...node.attached].map(({ id }) => [id, band])))));
  const mates = (id) => links.flatMap(({ kind, source, target }) => (kind === "association" && source === id ? [target] : kind === "association" && target === id ? [source] : []));
  const below = strip();
  for (const [pool, notes] of [...pools.map((each) => [each, each.notes]), [below, loose]]) {
    for (const note of notes) {
      note.mate = mates(note.id).find((id) => bandOf.has(id));
      (bandOf.get(note.mate) ?? pool.bands[0]).notes.push(note);
    }
  }
  return below.bands[0].notes.length ? [...pools, below] : pools;
}

function page(shown, pools, loose, links) {
  return { shown, links, pools: settle(pools, loose, links) };
}

/** The pages of a file: what its collaboration shows or each process alone, and one for every sub-process. */
export function pagesOf(root) {
  const processes = new Map(within(root, "process").map((each) => [idOf(each), each]));
  const pages = [];
  const shown = new Set();
  for (const collaboration of within(root, "collaboration")) {
    const pools = within(collaboration, "participant").map((each) => {
      const process = bare(attribute(each, "processRef"));
      const mine = processes.has(process) && !shown.has(process);
      shown.add(process);
      return poolOf(idOf(each), mine ? processes.get(process) : null);
    });
    const messages = within(collaboration, "messageFlow").map((node) => link("message", node, bare(attribute(node, "sourceRef")), bare(attribute(node, "targetRef"))));
    const links = [...pools.flatMap((pool) => pool.links), ...messages, ...associationsOf(collaboration)];
    if (pools.length) pages.push(page(idOf(collaboration), pools, notesOf(collaboration), links));
  }
  const alone = (id, holder) => {
    const pool = poolOf(null, holder);
    pages.push(page(id, [pool], [], pool.links));
  };
  for (const [id, process] of processes) if (!shown.has(id)) alone(id, process);
  const inside = (holder) => {
    for (const child of holder.children) {
      if (HOLDERS.has(child.local)) alone(idOf(child), child);
      inside(child);
    }
  };
  for (const process of processes.values()) inside(process);
  return pages;
}
