// 原样保存: what was changed in an editor is written into the text the file had; every other byte stays.
// The editor's library writes the file as it was opened (base) and as it is now (next) in its own manner. What differs between these two
// is what somebody changed, and only that is taken over: comments, blanks, the order of attributes, and what the library does not know stay.
import { UNORDERED, attribute, inner, keyed, meaning, parse, source } from "./xml_text.js";

const STEP = "  ";

/** The blank before an element on its line; null where it does not begin one. */
function indentOf(node) {
  return /(?:^|\n)([ \t]*)$/.exec(node.text.slice(0, node.start))?.[1] ?? null;
}

function openTag(original, base, next) {
  const [was, is] = [base, next].map((node) => new Map(node.attributes.map(({ key, value }) => [key, value])));
  let tag = original.tag;
  for (const { all, blank, key } of original.attributes) {
    if (was.has(key) && !is.has(key)) tag = tag.replace(all, "");
    else if (is.has(key) && is.get(key) !== was.get(key)) tag = tag.replace(all, () => `${blank}${key}="${is.get(key)}"`);
  }
  const had = new Set(original.attributes.map(({ key }) => key));
  const added = [...is].filter(([key, value]) => !had.has(key) && was.get(key) !== value).map(([key, value]) => ` ${key}="${value}"`);
  return tag.replace(/\s*\/?>$/, (end) => added.join("") + end);
}

/** A new element, indented like its neighbours; what stands inside of text is not touched. */
function fresh(node, indent, eol) {
  if (!node.children.length) return source(node);
  const deeper = indent === null ? null : indent + STEP;
  const before = (blank) => (blank === null ? "" : eol + blank);
  return [node.tag, ...node.children.map((child) => before(deeper) + fresh(child, deeper, eol)), before(indent), `</${node.name}>`].join("");
}

class Splicer {
  constructor(text) {
    this.eol = text.includes("\r\n") ? "\r\n" : "\n";
  }

  merged(original, base, next) {
    if (meaning(base) === meaning(next)) return source(original);
    const open = openTag(original, base, next);
    if (!base.children.length && !next.children.length && !original.children.length) {
      const said = meaning({ ...base, meaning: undefined, attributes: [] }) === meaning({ ...next, meaning: undefined, attributes: [] });
      return this.closed(original, open, said ? inner(original) : inner(next));
    }
    return this.closed(original, open, this.content(original, base, next));
  }

  closed(original, open, content) {
    if (original.closed && !content) return open;
    const tag = original.closed ? open.replace(/\s*\/>$/, ">") : open;
    return `${tag}${content}</${original.name}>`;
  }

  content(original, base, next) {
    const [had, was, is] = [original, base, next].map(keyed);
    const own = indentOf(original);
    const first = original.children[0];
    const indent = first ? indentOf(first) : own === null ? null : own + STEP;
    const units = [];
    let at = original.openEnd;
    for (const [key, child] of had) {
      const lead = original.text.slice(at, child.start);
      at = child.end;
      if (!was.has(key)) units.push({ key: null, text: lead + source(child) });
      else if (is.has(key)) units.push({ key, text: lead + this.merged(child, was.get(key), is.get(key)) });
      else if (lead.trim()) units.push({ key: null, text: lead.trimEnd() });
    }
    const ordered = UNORDERED.has(original.local) ? units : this.ordered(units, [...was.keys()], [...is.keys()]);
    for (const [key, child] of is) {
      if (!had.has(key)) this.insert(ordered, [...is.keys()], key, (indent === null ? "" : this.eol + indent) + fresh(child, indent, this.eol));
    }
    const tail = original.closed || !first ? "" : original.text.slice(at, original.closeStart);
    const ending = tail.trim() || (first && ordered.length) ? tail : ordered.length && own !== null ? this.eol + own : "";
    return ordered.map(({ text }) => text).join("") + ending;
  }

  /** The units in the order of the file, unless somebody changed the order of what they hold; what the library does not know stays behind its neighbour. */
  ordered(units, was, is) {
    const kept = new Set(units.map(({ key }) => key));
    const [before, after] = [was, is].map((keys) => keys.filter((key) => kept.has(key)));
    const stayed = new Set(after);
    if (before.filter((key) => stayed.has(key)).join("\n") === after.join("\n")) return units;
    const groups = new Map();
    const leading = [];
    let group = leading;
    for (const unit of units) {
      if (unit.key !== null) groups.set(unit.key, (group = []));
      group.push(unit);
    }
    return [...leading, ...after.flatMap((key) => groups.get(key))];
  }

  /** Put what is new behind what it follows. */
  insert(units, keys, key, text) {
    const earlier = keys.slice(0, keys.indexOf(key)).reverse();
    const follows = earlier.find((each) => units.some((unit) => unit.key === each));
    const place = follows === undefined ? 0 : units.findIndex((unit) => unit.key === follows) + 1;
    units.splice(place, 0, { key, text });
  }
}

/** The text with only that changed in it which differs between `base` and `next`. */
export function spliced(original, base, next) {
  const [root, was, is] = [original, base, next].map(parse);
  if (meaning(was) === meaning(is)) return original;
  return original.slice(0, root.start) + new Splicer(original).merged(root, was, is) + original.slice(root.end);
}

/** The text without pages on which nothing is drawn: an editor would open them in place of the drawing. */
function withoutEmpty(original) {
  const empty = parse(original).children.filter((child) => child.local === "BPMNDiagram");
  return empty.reverse().reduce((text, { start, end }) => text.slice(0, start).replace(/\n?[ \t]*$/, "") + text.slice(end), original);
}

/** A diagram that has no drawing with the one that was made of it: nothing else is taken over. */
export function withDrawing(bare, made) {
  const original = withoutEmpty(bare);
  const [root, drawn] = [original, made].map(parse);
  const diagrams = drawn.children;
  const eol = original.includes("\r\n") ? "\r\n" : "\n";
  const declared = drawn.attributes.filter(({ key }) => key.startsWith("xmlns") && attribute(root, key) === undefined);
  const tag = root.tag.replace(/\s*\/?>$/, (end) => declared.map(({ key, value }) => ` ${key}="${value}"`).join("") + end.replace("/", ""));
  const indent = root.children.length ? indentOf(root.children[0]) : STEP;
  const added = diagrams.map((each) => (indent === null ? "" : indent) + fresh(each, indent, eol) + (indent === null ? "" : eol)).join("");
  const held = inner(root);
  const joint = indent === null || held.endsWith("\n") ? "" : eol;
  return `${original.slice(0, root.start)}${tag}${held}${joint}${added}</${root.name}>${original.slice(root.end)}`;
}

/** A file as it was opened; `written(next)` is how it is to be kept once the library would write `next`. */
export class Exact {
  static async of(moddle, type, original) {
    const exact = Object.assign(new Exact(), { moddle, type, original });
    exact.base = await exact.again(original);
    return exact;
  }

  async again(text) {
    const { rootElement } = await this.moddle.fromXML(text, this.type);
    return (await this.moddle.toXML(rootElement, { format: true })).xml;
  }

  /** Proved each time: what is kept reads as what the editor holds, else the library's own writing is kept. */
  async written(next) {
    const text = spliced(this.original, this.base, next);
    if (text === this.original) return text;
    try {
      return meaning(parse(await this.again(text))) === meaning(parse(next)) ? text : next;
    } catch {
      return next;
    }
  }
}
