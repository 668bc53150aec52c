// 排版之二: columns from left to right along the flows, rows within the bands; one grid for all pools of a page.

/** Edges among nodes, a boundary event standing for its host; none of a node to itself. */
function ways(nodes, links) {
  const stands = new Map(nodes.flatMap((node) => [node, ...node.attached].map(({ id }) => [id, node])));
  const found = new Map(nodes.map((node) => [node, []]));
  for (const { kind, source, target } of links) {
    const [from, to] = [stands.get(source), stands.get(target)];
    if (kind === "flow" && from && to && from !== to) found.get(from).push(to);
  }
  return found;
}

/** Nodes so that each comes before what follows it, and the ways that lead on; a way that leads back is left out. */
function forward(nodes, after) {
  const entered = new Set([...after.values()].flat());
  const [state, sorted, on] = [new Map(), [], new Map(nodes.map((node) => [node, []]))];
  const visit = (start) => {
    const stack = [[start, 0]];
    state.set(start, "open");
    while (stack.length) {
      const top = stack.at(-1);
      const [node, at] = top;
      const next = after.get(node).at(-1 - at);
      top[1] += 1;
      if (at === after.get(node).length) {
        state.set(node, "done");
        sorted.unshift(node);
        stack.pop();
      } else if (!state.has(next)) {
        on.get(node).push(next);
        state.set(next, "open");
        stack.push([next, 0]);
      } else if (state.get(next) === "done") {
        on.get(node).push(next);
      }
    }
  };
  for (const node of [...nodes.filter((each) => !entered.has(each)).reverse(), ...nodes]) if (!state.has(node)) visit(node);
  return { sorted, on };
}

/** Columns by the longest way; the nodes before each. */
function columns(nodes, links) {
  const after = ways(nodes, links);
  const { sorted, on } = forward(nodes, after);
  const before = new Map(nodes.map((node) => [node, []]));
  for (const node of nodes) node.column = 0;
  for (const node of sorted) {
    for (const next of on.get(node)) {
      next.column = Math.max(next.column, node.column + 1);
      before.get(next).push(node);
    }
  }
  for (const node of [...sorted].reverse()) node.reach = Math.max(0, ...on.get(node).map((next) => next.reach + 1));
  const linked = new Set([...after].flatMap(([node, next]) => (next.length ? [node, ...next] : [])));
  nodes.filter((node) => !linked.has(node)).forEach((node, at) => { node.column = nodes.length === 1 ? 0 : at; });
  return { sorted, before, linked };
}

const key = (row, column) => `${row}/${column}`;

/** Rows of a band: beside what comes before, the longest way first, else the nearest free one; what stands alone comes below. */
function rows(band, { sorted, before, linked }) {
  const [own, taken] = [new Set(band.nodes), new Set()];
  const put = (node, row) => {
    node.row = row;
    taken.add(key(row, node.column));
  };
  const ordered = sorted.filter((node) => own.has(node)).sort((one, other) => one.column - other.column || other.reach - one.reach);
  for (const node of ordered.filter((each) => linked.has(each))) {
    const near = before.get(node).filter((each) => own.has(each)).map(({ row }) => row).sort((one, other) => one - other);
    const wanted = near.length ? near[Math.floor((near.length - 1) / 2)] : 0;
    let step = 0;
    while (taken.has(key(wanted + step, node.column))) step = step > 0 ? -step : 1 - step;
    put(node, wanted + step);
  }
  const lowest = Math.max(-1, ...band.nodes.filter((each) => linked.has(each)).map(({ row }) => row));
  for (const node of band.nodes.filter((each) => !linked.has(each))) put(node, lowest + 1);
}

/** Notes in rows of their own above the nodes, each over what it belongs to or at the next free place. */
function noteRows(band, columnOf) {
  const [nearest, levels] = [Math.min(0, ...band.nodes.map(({ row }) => row)) - 1, []];
  let free = 0;
  for (const note of band.notes.filter((each) => !each.around)) {
    note.column = columnOf.get(note.mate) ?? free++;
    let level = levels.findIndex((taken) => !taken.has(note.column));
    if (level < 0) level = levels.push(new Set()) - 1;
    levels[level].add(note.column);
    note.row = nearest - level;
  }
}

/** Whether the members of a group stand together with nobody else among them: then it is drawn around them. */
function surrounds(group, pools, others) {
  const members = pools.flatMap(({ nodes }) => nodes).filter(({ refs }) => group.group && refs.has(group.group));
  const band = pools.flatMap(({ bands }) => bands).find(({ nodes }) => members.every((each) => nodes.includes(each)));
  if (!members.length || !band) return false;
  const range = (name) => [Math.min(...members.map((each) => each[name])), Math.max(...members.map((each) => each[name]))];
  const [[left, right], [top, bottom]] = [range("column"), range("row")];
  const strangers = band.nodes.filter((each) => !members.includes(each) && each.column >= left && each.column <= right && each.row >= top && each.row <= bottom);
  const crossed = others.some((each) => each.band === band && each.left <= right && each.right >= left && each.top <= bottom && each.bottom >= top);
  if (strangers.length || crossed) return false;
  others.push({ band, left, right, top, bottom });
  group.around = members;
  return true;
}

/** Give every item its column and its line of the page, every band its lines; between pools a line stays empty. */
export function placed(page) {
  const grouped = [];
  let line = 0;
  for (const pool of page.pools) {
    const order = columns(pool.nodes, page.links);
    for (const band of pool.bands) rows(band, order);
  }
  const notes = page.pools.flatMap(({ bands }) => bands.flatMap((band) => band.notes));
  for (const note of notes) if (note.group !== undefined) surrounds(note, page.pools, grouped);
  const columnOf = new Map(page.pools.flatMap(({ nodes }) => nodes.flatMap((node) => [node, ...node.attached].map(({ id }) => [id, node.column]))));
  for (const pool of page.pools) {
    pool.first = line;
    for (const band of pool.bands) {
      noteRows(band, columnOf);
      const items = [...band.nodes, ...band.notes.filter((each) => !each.around)];
      const used = [...new Set(items.map(({ row }) => row))].sort((one, other) => one - other);
      for (const each of items) each.line = line + used.indexOf(each.row);
      Object.assign(band, { items, first: line, last: line + Math.max(used.length, 1) - 1 });
      line = band.last + 1;
    }
    pool.last = line - 1;
    line += 1;
  }
  const items = page.pools.flatMap(({ bands }) => bands.flatMap((band) => band.items));
  return { ...page, items, lines: line - 1, columns: Math.max(0, ...items.map(({ column }) => column)) + 1 };
}
