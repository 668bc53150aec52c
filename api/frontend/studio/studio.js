// Every page of a draft: who else is in it, and texts that save themselves.
import { ask } from "./asking.js";
import { keepEntries } from "./entries.js";
import { keepText } from "./texts.js";

const VISIT = 20_000;

function keepVisiting(place) {
  const visit = async () => {
    if (document.hidden) return;
    const data = new FormData();
    data.set("path", place.dataset.path);
    const present = await ask(place.dataset.visit, data).catch(() => null); // whoever saves is told; whoever looks is not disturbed
    const tags = (present ?? []).map(({ name, path }) => {
      const tag = document.createElement("span");
      tag.className = "tag violet";
      tag.textContent = name;
      tag.title = path;
      return tag;
    });
    place.replaceChildren(...tags);
  };
  setInterval(visit, VISIT);
}

for (const place of document.querySelectorAll("[data-visit]")) keepVisiting(place);
for (const form of document.querySelectorAll("[data-program-file]")) keepText(form);
keepEntries([...document.querySelectorAll("form[data-entry]")]);
for (const choice of document.querySelectorAll("select[data-sample]")) {
  choice.addEventListener("change", () => document.querySelector("iframe[data-preview]").setAttribute("src", choice.value));
}
