// A diagram as it is released beside the draft's: what differs is marked in both, they move together, the list below jumps to it.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer.js";

const CLOSE = 1;

/** What stands on one side only is new or gone, flows too; the server says what has changed or moved. */
function marked(viewer, other, marks, alone) {
  const [here, there] = [viewer.get("elementRegistry"), other?.get("elementRegistry")];
  const canvas = viewer.get("canvas");
  for (const element of here.filter((each) => each.parent && !each.labelTarget)) {
    const change = there && !there.get(element.id) ? alone : marks[element.id];
    if (change) canvas.addMarker(element.id, `is-${change}`);
  }
}

async function drawn(side) {
  const xml = JSON.parse(side.querySelector("script[type='application/json']").textContent);
  if (!xml) return null;
  const viewer = new NavigatedViewer({ container: side.querySelector(".canvas") });
  try {
    await viewer.importXML(xml);
  } catch {
    side.querySelector("[data-failed]").hidden = false;
    return null;
  }
  viewer.get("canvas").zoom("fit-viewport", "auto");
  return viewer;
}

/** Both show the same part of the drawing. */
function together(one, other) {
  let moving = false;
  for (const [leader, follower] of [[one, other], [other, one]]) {
    leader.on("canvas.viewbox.changed", ({ viewbox }) => {
      if (moving) return;
      moving = true;
      const { x, y, width, height } = viewbox;
      follower.get("canvas").viewbox({ x, y, width, height });
      moving = false;
    });
  }
}

function jump(viewers, id) {
  for (const viewer of viewers) {
    const element = viewer.get("elementRegistry").get(id);
    if (!element) continue;
    const canvas = viewer.get("canvas");
    canvas.zoom(CLOSE);
    canvas.scrollToElement(element);
    viewer.get("selection").select(element);
  }
}

async function start(place) {
  const marks = JSON.parse(place.dataset.marks);
  const [before, after] = await Promise.all([...place.querySelectorAll("[data-side]")].map(drawn));
  if (before) marked(before, after, marks, "removed");
  if (after) marked(after, before, marks, "added");
  if (before && after) together(before, after);
  const viewers = [before, after].filter(Boolean);
  for (const button of document.querySelectorAll("[data-jump]")) {
    button.addEventListener("click", () => {
      jump(viewers, button.dataset.jump);
      place.scrollIntoView({ block: "nearest" });
    });
  }
  addEventListener("resize", () => {
    for (const viewer of viewers) viewer.get("canvas").resized();
  });
  place.dataset.drawn = "";
}

for (const place of document.querySelectorAll("[data-compare]")) start(place);
