// 排版之三: the way of every flow: through the channels between columns and rows, where no node stands, each on a track of its own.
// A place is counted in half steps: column 3 is 7, the channel before it 6; lines likewise.

const middle = (place) => 2 * place + 1;

/** Ports: where a way leaves or enters an item; `x` and `y` are told once the page has its measures. */
const sides = {
  right: (item) => ({ item, side: "right", x: () => item.x + item.width, y: () => item.y + item.height / 2, at: [middle(item.column), middle(item.line)] }),
  left: (item) => ({ item, side: "left", x: () => item.x, y: () => item.y + item.height / 2, at: [middle(item.column), middle(item.line)] }),
  top: (item) => ({ item, x: () => item.x + item.width / 2, y: () => item.y, at: [middle(item.column), middle(item.line)] }),
  bottom: (item) => ({ item, x: () => item.x + (item.attached.length ? 20 : item.width / 2), y: () => item.y + item.height, at: [middle(item.column), middle(item.line)] }),
};
const below = (event) => ({ item: event, x: () => event.x + 18, y: () => event.y + 36, at: [middle(event.host.column), middle(event.host.line)] });
/** The border of a pool or lane, wherever the way meets it. */
const border = (pool, upper) => ({ item: pool, x: null, y: () => (upper ? pool.y : pool.y + pool.height), at: [null, upper ? 2 * pool.first : 2 * pool.last + 2] });

const upright = (channel) => ({ upright: true, channel });
const level = (channel) => ({ upright: false, channel });

export class Routes {
  constructor(page) {
    this.page = page;
    this.cells = new Set(page.items.map(({ line, column }) => `${line}/${column}`));
    this.items = new Map(page.items.map((each) => [each.id, each]));
    this.events = new Map(page.items.flatMap(({ attached }) => attached.map((each) => [each.id, each])));
    const lanes = page.pools.flatMap((pool) => pool.lanes.map((lane) => Object.assign(lane, { first: lane.bands[0].first, last: lane.bands.at(-1).last })));
    this.areas = new Map([...page.pools.filter(({ id }) => id), ...lanes].map((each) => [each.id, each]));
    this.runs = new Map();
    this.ways = [];
    this.onEdges = [];
  }

  /** Every link of the page with its way. */
  all() {
    const edges = new Set(this.page.links.map(({ id }) => id));
    for (const link of this.page.links.filter(({ id }) => id)) {
      if (edges.has(link.source) || edges.has(link.target)) this.onEdges.push(link);
      else this.add(link);
    }
    return this;
  }

  add(link) {
    const [source, target] = [link.source, link.target].map((id) => this.items.get(id) ?? this.events.get(id) ?? this.areas.get(id));
    if (!source || !target) return;
    const way = link.kind === "flow" ? this.flow(source, target) : this.across(source, target);
    if (way) this.ways.push({ link, ...way });
  }

  free(line, from, to) {
    for (let column = from + 1; column < to; column += 1) if (this.cells.has(`${line}/${column}`)) return false;
    return true;
  }

  /** Take a stretch of a line for what leaves or enters one item; false where it is another's. */
  run(line, from, to, owner) {
    const taken = this.runs.get(line) ?? [];
    if (taken.some((each) => each.owner !== owner && each.from < to && from < each.to)) return false;
    this.runs.set(line, [...taken, { from, to, owner }]);
    return true;
  }

  flow(source, target) {
    if (target.column === undefined || (source.host ?? source).column === undefined) return null;
    const to = sides.left(target);
    if (source.host) return { from: below(source), moves: [level(source.host.line + 1), upright(target.column)], to };
    const from = sides.right(source);
    const ahead = target.column > source.column;
    const [left, right] = [2 * source.column + 2, 2 * target.column];
    if (ahead && source.line === target.line && this.free(source.line, source.column, target.column) && this.run(source.line, left, right, `>${target.id}`)) {
      return { from, moves: [], to };
    }
    if (ahead && source.line !== target.line) {
      const entering = this.free(target.line, source.column, target.column) && this.run(target.line, left, right, `>${target.id}`);
      if (entering) return { from, moves: [upright(source.column + 1)], to };
      const leaving = this.free(source.line, source.column, target.column) && this.run(source.line, left, right, `<${source.id}`);
      if (leaving) return { from, moves: [upright(target.column)], to };
    }
    const channel = target.line < source.line ? source.line : source.line + 1;
    return { from, moves: [upright(source.column + 1), level(channel), upright(target.column)], to };
  }

  /** A message or an association: down or up, from border to border. */
  across(source, target) {
    const lineOf = (each) => each.line ?? each.host?.line ?? each.first;
    const down = lineOf(source) < lineOf(target);
    const beyond = down || lineOf(source) === lineOf(target);
    const [start, end] = [this.end(source, !down), this.end(target, beyond)];
    if (start.x === null && end.x === null) return { from: start, moves: [upright(0)], to: end };
    if (this.straight(start, end)) return { from: start, moves: [], to: end };
    const channels = (port, upper) => (port.x === null ? [] : [level((port.at[1] - 1) / 2 + (upper && !port.item.host ? 0 : 1))]);
    const column = (start.x === null ? end : start).at[0];
    const beside = upright((column + 1) / 2);
    return { from: start, moves: [...channels(start, !down), beside, ...channels(end, beyond)], to: end };
  }

  end(each, upper) {
    if (each.host) return below(each);
    return each.first !== undefined && each.line === undefined ? border(each, upper) : sides[upper ? "top" : "bottom"](each);
  }

  /** Whether one stands over the other with nothing between. */
  straight(start, end) {
    const [known, other] = start.x === null ? [end, start] : [start, end];
    if (known.item.host || other.item.host || known.item.attached?.length || (other.x !== null && (other.at[0] !== known.at[0] || other.item.attached.length))) return false;
    const [first, last] = [known.at[1], other.at[1]].sort((one, two) => one - two);
    for (let place = first + 1; place < last; place += 1) {
      if (place % 2 && this.cells.has(`${(place - 1) / 2}/${(known.at[0] - 1) / 2}`)) return false;
    }
    return true;
  }

  /** Tracks of every channel: ways that share a stretch never share a track. Gives the number of tracks by channel. */
  tracks() {
    const channels = new Map();
    for (const way of this.ways) {
      let [x, y] = way.from.at;
      way.moves.forEach((move, at) => {
        const next = way.moves[at + 1];
        if (move.upright) x = 2 * move.channel;
        else y = 2 * move.channel;
        const goal = next ? 2 * next.channel : way.to.at[move.upright ? 1 : 0] ?? (move.upright ? y : x);
        move.span = [move.upright ? y : x, goal].sort((one, other) => one - other);
        if (move.upright && at === 0 && way.from.side === "right") move.leaves = way.from.at[1];
        if (move.upright && !next && way.to.side === "left") move.enters = way.to.at[1];
        const name = `${move.upright ? "x" : "y"}${move.channel}`;
        channels.set(name, [...(channels.get(name) ?? []), move]);
      });
    }
    const counts = new Map();
    for (const [name, moves] of channels) {
      const tracks = [];
      for (const move of inOrder(moves)) {
        const beyond = Math.max(-1, ...moves.filter((each) => each.track !== undefined && precedes(each, move)).map((each) => each.track));
        let track = beyond + 1;
        while (tracks[track]?.some(([from, to]) => from <= move.span[1] && move.span[0] <= to)) track += 1;
        move.track = track;
        while (tracks.length <= track) tracks.push([]);
        tracks[track].push(move.span);
      }
      counts.set(name, tracks.length);
    }
    return counts;
  }
}

/** What leaves a line turns before the place where something else enters it: else the two would look like one flow. */
const precedes = (one, other) => one !== other && one.leaves !== undefined && one.leaves === other.enters;

/** From top to bottom, but what has to be passed first comes first. */
function inOrder(moves) {
  const [waiting, done] = [[...moves].sort((one, other) => one.span[0] - other.span[0]), []];
  const held = new Map(waiting.map((move) => [move, waiting.filter((each) => precedes(each, move))]));
  const seen = new Set();
  const put = (move) => {
    if (seen.has(move)) return;
    seen.add(move);
    held.get(move).forEach(put);
    done.push(move);
  };
  waiting.forEach(put);
  return done;
}
