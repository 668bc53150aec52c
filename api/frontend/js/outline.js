// 目录 of a long form: `[data-outline=formId]` is filled with its headings, follows the reading, counts the errors of each section.
function entry(heading) {
  const link = document.createElement("a");
  link.href = `#${heading.id}`;
  link.textContent = heading.textContent;
  const wrong = heading.parentElement.querySelectorAll(".f-error").length;
  if (wrong) {
    const count = document.createElement("b");
    count.textContent = wrong;
    link.append(count);
  }
  return link;
}

function draw(nav) {
  const headings = [...document.querySelectorAll(`#${nav.dataset.outline} .f-group > h3[id]`)];
  const links = headings.map(entry);
  nav.replaceChildren(nav.querySelector("h2"), ...links);
  nav.hidden = headings.length < 2;
  return { headings, links };
}

/** The last heading that has passed the top is where the reader is; at the very end it is the last one. */
function follow({ headings, links }) {
  const end = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 160).length;
  const here = end && window.scrollY > 0 ? headings.length - 1 : Math.max(passed - 1, 0);
  links.forEach((link, index) => (index === here ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
}

export function startOutline() {
  const nav = document.querySelector("[data-outline]");
  if (!nav) return;
  let drawn = draw(nav);
  follow(drawn);
  document.addEventListener("scroll", () => follow(drawn), { passive: true });
  document.addEventListener("htmx:after:swap", () => {
    drawn = draw(nav);
    follow(drawn);
  });
}
