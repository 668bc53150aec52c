// Two texts side by side, line by line: what stands on one side only is marked.
import { createElement } from "./dom.js";

const MOST = 1_500; // lines that differ, beyond which they are no longer told apart one by one

/** For each line of both texts whether the other has it in its place. */
function common(mine, theirs) {
  const kept = [new Array(mine.length).fill(false), new Array(theirs.length).fill(false)];
  let from = 0;
  while (from < mine.length && from < theirs.length && mine[from] === theirs[from]) kept[0][from] = kept[1][from++] = true;
  let [a, b] = [mine.length, theirs.length];
  while (a > from && b > from && mine[a - 1] === theirs[b - 1]) kept[0][--a] = kept[1][--b] = true;
  if (a - from > MOST || b - from > MOST) return kept;
  const width = b - from + 1;
  const longest = new Uint16Array((a - from + 1) * width);
  const at = (i, j) => (i - from) * width + (j - from);
  for (let i = a - 1; i >= from; i--) {
    for (let j = b - 1; j >= from; j--) {
      longest[at(i, j)] = mine[i] === theirs[j] ? longest[at(i + 1, j + 1)] + 1 : Math.max(longest[at(i + 1, j)], longest[at(i, j + 1)]);
    }
  }
  for (let [i, j] = [from, from]; i < a && j < b; ) {
    if (mine[i] === theirs[j]) kept[0][i++] = kept[1][j++] = true;
    else if (longest[at(i + 1, j)] >= longest[at(i, j + 1)]) i++;
    else j++;
  }
  return kept;
}

/** Draw both texts into two places, the lines that differ marked. */
export function sideBySide(texts, places) {
  const split = texts.map((text) => text.split("\n"));
  const kept = common(...split);
  places.forEach((place, side) => {
    const rows = split[side].map((line, number) => {
      const row = createElement(kept[side][number] ? "span" : "mark", "", `${line}\n`);
      return row;
    });
    place.replaceChildren(...rows);
  });
}
