// Materials open beside the form: `a[data-preview=id]` with data-kind pdf|image loads into that viewer; without script it opens a tab.
import { word } from "./words.js";

function show(link, viewer) {
  const kind = link.dataset.kind;
  const frame = document.createElement(kind === "image" ? "img" : "iframe");
  frame.src = link.href;
  if (kind === "image") frame.alt = link.dataset.title;
  else frame.title = word("preview_of", { name: link.dataset.title });
  viewer.replaceChildren(frame);
  for (const other of document.querySelectorAll("a[data-preview]")) other.closest("li").classList.toggle("on", other === link);
}

export function startPreview() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-preview]");
    const viewer = link && document.getElementById(link.dataset.preview);
    if (!viewer || !["pdf", "image"].includes(link.dataset.kind) || event.ctrlKey || event.metaKey) return;
    if (!viewer.offsetParent) return;
    event.preventDefault();
    show(link, viewer);
  });
}
