// XML as text with its places: enough to change one element and leave every other byte where it is.
const TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<![^>[]*(?:\[[\s\S]*?\])?[^>]*>|<\/[^\s>]+\s*>|<[^\s/>!?]+(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>/g;
const ATTRIBUTE = /(\s+)([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')/g;
const NAMED_BY_TEXT = new Set(["incoming", "outgoing", "flowNodeRef"]);
/** Where the order says nothing: editors write shapes in the order in which they lie on each other. */
export const UNORDERED = new Set(["BPMNPlane"]);

const local = (name) => name.slice(name.indexOf(":") + 1);

function opened(text, start, end) {
  const tag = text.slice(start, end);
  const name = /^<([^\s/>]+)/.exec(tag)[1];
  const attributes = [...tag.matchAll(ATTRIBUTE)].map(([all, blank, key, value]) => ({ all, blank, key, value: value.slice(1, -1) }));
  return { text, start, openEnd: end, name, local: local(name), tag, attributes, closed: tag.endsWith("/>"), children: [] };
}

/** The outermost element of a sound file: children, attributes, and where each begins and ends. */
export function parse(text) {
  const within = [];
  let root = null;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (/^<[!?]/.test(token)) continue;
    if (token.startsWith("</")) {
      const node = within.pop();
      Object.assign(node, { closeStart: index, end: index + token.length });
      continue;
    }
    const node = opened(text, index, index + token.length);
    within.at(-1)?.children.push(node);
    root ??= node;
    if (node.closed) Object.assign(node, { closeStart: node.openEnd, end: node.openEnd });
    else within.push(node);
  }
  return root;
}

export const source = (node) => node.text.slice(node.start, node.end);
export const inner = (node) => (node.closed ? "" : node.text.slice(node.openEnd, node.closeStart));
export const attribute = (node, key) => node.attributes.find((each) => each.key === key)?.value;

/** Editors add an empty place for a label to whatever is renamed; it says nothing. */
const silent = (node) => node.local === "BPMNLabel" && !node.attributes.length && !node.children.length;

/** What an element says, however it is indented. */
export function meaning(node) {
  if (node.meaning === undefined) {
    const said = node.attributes.map(({ key, value }) => `${key}="${value}"`).sort();
    const parts = node.children.filter((child) => !silent(child)).map(meaning);
    const held = parts.length ? (UNORDERED.has(node.local) ? parts.sort() : parts).join("") : inner(node).trim();
    node.meaning = `<${[node.name, ...said].join(" ")}>${held}</>`;
  }
  return node.meaning;
}

/** The children of an element by what tells them apart: their id, what they draw, or their place among those of their kind. */
export function keyed(node) {
  const counts = {};
  const known = new Map();
  for (const child of node.children.filter((each) => !silent(each))) {
    const id = attribute(child, "id");
    const drawn = attribute(child, "bpmnElement") ?? attribute(child, "dmnElementRef");
    const told = id ? `#${id}` : drawn ? `${child.local}@${drawn}` : NAMED_BY_TEXT.has(child.local) ? `${child.local}=${inner(child).trim()}` : child.local;
    counts[told] = (counts[told] ?? 0) + 1;
    known.set(`${told}/${counts[told]}`, child);
  }
  return known;
}
